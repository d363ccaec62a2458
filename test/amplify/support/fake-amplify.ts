import { vi } from 'vitest';
import type { AmplifyOptions, AmplifySession } from '../../../src/amplify.js';

/** The event functions of a page's global scope, which Node lacks. */
export const stubPage = (): { fire: (type: string, event?: object) => void; cookies: (value: string) => void } => {
  const listeners = new Map<string, ((event: object) => void)[]>();
  const page = { cookie: '' };
  vi.stubGlobal('document', page);
  vi.stubGlobal('addEventListener', (type: string, listener: (event: object) => void) =>
    listeners.set(type, [...(listeners.get(type) ?? []), listener]),
  );
  return {
    fire: (type, event = {}) => {
      for (const listener of listeners.get(type) ?? []) listener(event);
    },
    cookies: (value) => {
      page.cookie = value;
    },
  };
};

const token = (name: string, payload: object) => ({ payload, toString: () => name });

/** A user's session. */
export const userSession = (user: string, more: AmplifySession = {}): AmplifySession => ({
  tokens: {
    idToken: token(`id-${user}`, { sub: user, aud: 'client' }),
    accessToken: token(`access-${user}`, { sub: user, client_id: 'client' }),
  },
  userSub: user,
  credentials: { accessKeyId: `ASIA${user}`, secretAccessKey: 'secret', sessionToken: 'session' },
  identityId: `identity-${user}`,
  ...more,
});
/** A guest's session. */
export const guestSession: AmplifySession = {
  credentials: { accessKeyId: 'ASIAguest', secretAccessKey: 'secret' },
  identityId: 'identity-guest',
};
/** The session of a visitor who is not signed in, if guests are not allowed. */
export const noSession: AmplifySession = {};

/** A scripted Amplify: its responses are queued, or held until they are released. */
export const fakeAmplify = () => {
  const page = stubPage();
  let hear: (capsule: { payload: { event: string; data?: unknown } }) => void = () => {};
  let session: AmplifySession | Error = noSession;
  let held: (() => void)[] | undefined;
  const asked: { forceRefresh: boolean }[] = [];
  const answer = async (): Promise<AmplifySession> => {
    if (session instanceof Error) throw session;
    return session;
  };
  const options = {
    fetchAuthSession: (request: { forceRefresh: boolean }) => {
      asked.push(request);
      const given = answer();
      given.catch(() => {});
      return held ? new Promise<void>((resolve) => held?.push(resolve)).then(() => given) : given;
    },
    Hub: {
      listen: (_channel: 'auth', callback: typeof hear) => {
        hear = callback;
        return () => {};
      },
    },
  } satisfies AmplifyOptions;
  return {
    options,
    asked,
    page,
    /** Sets the response from now on. */
    answers: (next: AmplifySession | Error) => {
      session = next;
    },
    /** Holds back responses. The returned function releases the oldest one. */
    hold: (): (() => void) => {
      const queue: (() => void)[] = [];
      held = queue;
      return () => queue.shift()?.();
    },
    letGo: () => {
      held = undefined;
    },
    hub: (event: string, data?: unknown) => hear({ payload: { event, ...(data !== undefined && { data }) } }),
    /** Sets (or removes, with `null`) an entry of Amplify's as another tab would. */
    store: (key: string, oldValue: string | null, newValue: string | null) =>
      page.fire('storage', { key: `CognitoIdentityServiceProvider.${key}`, oldValue, newValue }),
  };
};

/** An error with a name, like Amplify's. */
export const named = (name: string): Error => Object.assign(new Error(name), { name });
