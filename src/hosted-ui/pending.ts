import type { SessionStorage } from '../cognito/storage.js';
import type { Tabs } from '../cognito/tabs.js';

/** A sign-in that was begun, until its answer comes. */
export interface Pending {
  readonly issuer: string;
  readonly clientId: string;
  readonly redirectUri: string;
  /** PKCE's (RFC 7636, section 4.1). It keeps a stolen code from being used, so there is no nonce besides (RFC 9700, 2.1.1). */
  readonly verifier: string;
  /** Milliseconds since the epoch. */
  readonly begunAt: number;
  /** The session's generation then: a sign-in or a sign-out that came since has ended this one. */
  readonly generation: number;
}

/** Sign-ins under way, by their `state`. */
export interface PendingSignIns {
  get(state: string): Promise<Pending | undefined>;
  add(state: string, pending: Pending): Promise<void>;
  remove(state: string): Promise<void>;
}

type Entries = Readonly<Record<string, Pending>>;

/** After that the user has gone away: an hour. */
const LIFETIME = 3_600_000;
/** How many tabs one may sign in from at once. */
const MOST = 10;

const parse = (text: string | null | undefined): Entries => {
  try {
    const entries = JSON.parse(text ?? '');
    return typeof entries === 'object' && entries !== null ? entries : {};
  } catch {
    return {};
  }
};

/** Keeps them in the session's storage: the answer comes to a page that was loaded anew, perhaps in another tab. */
export const createPendingSignIns = (storage: SessionStorage, tabs: Tabs, key: string): PendingSignIns => {
  const read = async (): Promise<Entries> => parse(await storage.get(key));
  const update = (change: (entries: Entries) => Entries): Promise<void> =>
    tabs.exclusively('oauth', async () => {
      const entries = change(await read());
      await (Object.keys(entries).length > 0 ? storage.set(key, JSON.stringify(entries)) : storage.remove(key));
    });
  return {
    get: async (state) => {
      const entries = await read();
      return Object.hasOwn(entries, state) ? entries[state] : undefined;
    },
    add: (state, pending) =>
      update((entries) => {
        const fresh = Object.entries(entries).filter(([, { begunAt }]) => pending.begunAt - begunAt < LIFETIME);
        return Object.fromEntries([...fresh.slice(1 - MOST), [state, pending]]);
      }),
    remove: (state) => update(({ [state]: _, ...others }) => others),
  };
};
