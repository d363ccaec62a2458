import type { AmplifyHub } from './options.js';

/** Something that may have changed who is signed in. */
export interface Change {
  readonly transition: string;
  /**
   * The transition that this only goes on with: a sign-in tells of itself in several steps, which are one change for who
   * has asked nothing in between.
   */
  readonly follows?: string;
  /** Before this step what Amplify reads may have been incomplete: what is being asked must be asked again. */
  readonly completes?: boolean;
  /** The user, where the event says so. */
  readonly user?: string;
  /** The app client whose storage changed. */
  readonly client?: string;
}

interface HubPayload {
  readonly event: string;
  readonly data?: unknown;
}

/**
 * Errors of a refresh after which Amplify keeps the tokens. After any other it drops them: the user is signed out,
 * although no `signedOut` follows.
 */
const PASSING = /Network|TooMany|Throttl|LimitExceeded|Internal|Unavailable|Timeout|Abort/i;

const textAt = (data: unknown, name: string): string | undefined => {
  const value = (data as Record<string, unknown> | undefined)?.[name];
  return typeof value === 'string' ? value : undefined;
};

/** What Amplify's events in this tab mean, by their names. Any other, such as `tokenRefresh`, changes no user. */
const HUB_EVENTS: Readonly<Record<string, (data: unknown) => Change | undefined>> = {
  signInWithRedirect: () => ({ transition: 'returned' }),
  // After a redirect it comes second; the tokens were stored before the first.
  signedIn: (data) => {
    const user = textAt(data, 'userId');
    return { transition: 'signed in', follows: 'returned', ...(user !== undefined && { user }) };
  },
  signedOut: () => ({ transition: 'signed out' }),
  userDeleted: () => ({ transition: 'deleted' }),
  // It follows itself: were each a change, what asks again after a change would be refused, and ask again, for ever.
  tokenRefresh_failure: (data) =>
    PASSING.test(textAt((data as { error?: unknown } | undefined)?.error, 'name') ?? '')
      ? undefined
      : { transition: 'refused', follows: 'refused' },
};

/** What an event of Amplify's Hub changes, if anything. */
export const changeByHub = (payload: HubPayload | undefined): Change | undefined => {
  const event = payload?.event ?? '';
  return Object.hasOwn(HUB_EVENTS, event) ? HUB_EVENTS[event]?.(payload?.data) : undefined;
};

/** `CognitoIdentityServiceProvider.<client>.LastAuthUser`, and `….<client>.<user>.accessToken`; a user's name may have dots. */
const KEY = /^CognitoIdentityServiceProvider\.([^.]+)\.(?:(LastAuthUser)|(.+)\.(?:accessToken|idToken|refreshToken))$/;

interface StorageChange {
  readonly key: string | null;
  readonly oldValue?: string | null;
  readonly newValue?: string | null;
}

/** What a change that another tab made to the storage means for who is signed in, if anything. */
export const changeByStorage = ({ key, oldValue, newValue }: StorageChange): Change | undefined => {
  if (key === null) return { transition: 'cleared elsewhere' };
  const [, client, isUser, owner] = KEY.exec(key) ?? [];
  if (client === undefined) return undefined;
  const told = (user: string | null | undefined, arrived: boolean): Change => {
    const transition = `${arrived ? 'signed in' : 'signed out'} elsewhere: ${user}`;
    return { transition, follows: transition, completes: true, client };
  };
  if (isUser) return told(newValue || oldValue, Boolean(newValue));
  // A token in place of another is a refresh by that tab.
  return Boolean(oldValue) === Boolean(newValue) ? undefined : told(owner, Boolean(newValue));
};

/** The users that cookies name (Amplify's `ssr: true`): no event tells of a change of those. */
const usersInCookies = (): string =>
  (document.cookie?.match(/CognitoIdentityServiceProvider\.[^.=;]+\.LastAuthUser=[^;]*/g) ?? []).join();

/** Listens to everything that may change who is signed in, for as long as the page lives. */
export const watchAmplify = (hub: AmplifyHub, onChange: (change: Change) => void): void => {
  const pass = (change: Change | undefined): void => {
    if (change) onChange(change);
  };
  if (typeof document !== 'object' || typeof globalThis.addEventListener !== 'function') {
    hub.listen('auth', ({ payload }) => pass(changeByHub(payload)));
    return;
  }
  let users = usersInCookies();
  const look = (): void => {
    const before = users;
    users = usersInCookies();
    if (users !== before) pass({ transition: `cookies: ${users}` });
  };
  hub.listen('auth', ({ payload }) => {
    users = usersInCookies();
    pass(changeByHub(payload));
  });
  addEventListener('storage', (event) => pass(changeByStorage(event)));
  addEventListener('visibilitychange', look);
  // A page in the back/forward cache is told of nothing.
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) pass({ transition: 'shown again' });
  });
};
