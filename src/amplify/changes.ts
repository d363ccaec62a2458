import type { AmplifyHub } from './options.js';

/** An event that may have changed who is signed in. */
export interface Change {
  readonly transition: string;
  /**
   * The transition that this event continues: one sign-in causes several events. They count as one change unless the
   * session was requested in between.
   */
  readonly follows?: string;
  /** Before this event, Amplify may have read incomplete data, so that requests in flight must be repeated. */
  readonly completes?: boolean;
  /** The user, if the event names one. */
  readonly user?: string;
  /** The app client whose storage changed. */
  readonly client?: string;
}

interface HubPayload {
  readonly event: string;
  readonly data?: unknown;
}

/**
 * Matches refresh errors after which Amplify keeps the tokens. After any other error it removes them: the user is
 * signed out, although no `signedOut` follows.
 */
const TEMPORARY = /Network|TooMany|Throttl|LimitExceeded|Internal|Unavailable|Timeout|Abort/i;

const textAt = (data: unknown, name: string): string | undefined => {
  const value = (data as Record<string, unknown> | undefined)?.[name];
  return typeof value === 'string' ? value : undefined;
};

/**
 * The changes that Amplify's events in this tab represent, by event name. Other events, such as `tokenRefresh`, change
 * no user.
 */
const HUB_EVENTS: Readonly<Record<string, (data: unknown) => Change | undefined>> = {
  signInWithRedirect: () => ({ transition: 'returned' }),
  // After a redirect, this is the second event. The tokens were stored before the first.
  signedIn: (data) => {
    const user = textAt(data, 'userId');
    return { transition: 'signed in', follows: 'returned', ...(user !== undefined && { user }) };
  },
  signedOut: () => ({ transition: 'signed out' }),
  userDeleted: () => ({ transition: 'deleted' }),
  // It follows itself. If each failure were a change, a caller that retries after a change would fail and retry
  // forever.
  tokenRefresh_failure: (data) =>
    TEMPORARY.test(textAt((data as { error?: unknown } | undefined)?.error, 'name') ?? '')
      ? undefined
      : { transition: 'refused', follows: 'refused' },
};

/** Returns the change that an event of Amplify's Hub represents, if any. */
export const changeByHub = (payload: HubPayload | undefined): Change | undefined => {
  const event = payload?.event ?? '';
  return Object.hasOwn(HUB_EVENTS, event) ? HUB_EVENTS[event]?.(payload?.data) : undefined;
};

/**
 * `CognitoIdentityServiceProvider.<client>.LastAuthUser` or `….<client>.<user>.accessToken`. A user name may contain
 * dots.
 */
const KEY = /^CognitoIdentityServiceProvider\.([^.]+)\.(?:(LastAuthUser)|(.+)\.(?:accessToken|idToken|refreshToken))$/;

interface StorageChange {
  readonly key: string | null;
  readonly oldValue?: string | null;
  readonly newValue?: string | null;
}

/** Returns the change of user that another tab's change to the storage represents, if any. */
export const changeByStorage = ({ key, oldValue, newValue }: StorageChange): Change | undefined => {
  if (key === null) return { transition: 'cleared elsewhere' };
  const [, client, isUser, owner] = KEY.exec(key) ?? [];
  if (client === undefined) return undefined;
  const changeOf = (user: string | null | undefined, isSignedIn: boolean): Change => {
    const transition = `${isSignedIn ? 'signed in' : 'signed out'} elsewhere: ${user}`;
    return { transition, follows: transition, completes: true, client };
  };
  if (isUser) return changeOf(newValue || oldValue, Boolean(newValue));
  // If a token replaces another, that tab has refreshed its tokens.
  return Boolean(oldValue) === Boolean(newValue) ? undefined : changeOf(owner, Boolean(newValue));
};

/** Returns the users named in cookies (Amplify's `ssr: true`). No event reports a change of cookies. */
const usersInCookies = (): string =>
  (document.cookie?.match(/CognitoIdentityServiceProvider\.[^.=;]+\.LastAuthUser=[^;]*/g) ?? []).join();

/** Listens for everything that may change who is signed in, until the page closes. */
export const watchAmplify = (hub: AmplifyHub, onChange: (change: Change) => void): void => {
  const pass = (change: Change | undefined): void => {
    if (change) onChange(change);
  };
  if (typeof document !== 'object' || typeof globalThis.addEventListener !== 'function') {
    hub.listen('auth', ({ payload }) => pass(changeByHub(payload)));
    return;
  }
  let users = usersInCookies();
  const compareCookies = (): void => {
    const before = users;
    users = usersInCookies();
    if (users !== before) pass({ transition: `cookies: ${users}` });
  };
  hub.listen('auth', ({ payload }) => {
    users = usersInCookies();
    pass(changeByHub(payload));
  });
  addEventListener('storage', (event) => pass(changeByStorage(event)));
  addEventListener('visibilitychange', compareCookies);
  // A page in the back/forward cache receives no events.
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) pass({ transition: 'shown again' });
  });
};
