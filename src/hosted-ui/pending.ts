import type { SessionStorage } from '../cognito/storage/storage.js';
import type { Tabs } from '../cognito/session/tabs/tabs.js';

/** A sign-in that was begun, until its answer comes. */
export interface Pending {
  readonly issuer: string;
  readonly clientId: string;
  readonly redirectUri: string;
  /** PKCE's (RFC 7636, section 4.1). */
  readonly verifier: string;
  /** What the ID token must repeat (OpenID Connect Core 1.0, section 3.1.2.1). */
  readonly nonce: string;
  /** Milliseconds since the epoch, by the clock of the machine: its corrections come and go. */
  readonly begunAt: number;
  /** The session's generation then: a sign-in or a sign-out that came since has ended this one. */
  readonly generation: number;
  /** Whether an answer to the exchange of its code was lost. Default: false. */
  readonly isLost?: boolean;
}

/** Sign-ins under way, by their `state`. The session's sign-out removes all of them. */
export interface PendingSignIns {
  /** Nothing for one that is older than an hour. */
  get(state: string): Promise<Pending | undefined>;
  add(state: string, pending: Pending): Promise<void>;
  /** Notes that an answer to the exchange of its code was lost. */
  markLost(state: string): Promise<void>;
  remove(state: string): Promise<void>;
}

type Entries = Readonly<Record<string, Pending>>;

/** After that the user has gone away: an hour. */
const LIFETIME = 3_600_000;
/** How far a clock may be set back meanwhile: 5 minutes. */
const SET_BACK = 300_000;
/** How many tabs one may sign in from at once. */
const MOST = 10;

const TEXTS = ['issuer', 'clientId', 'redirectUri', 'verifier', 'nonce'] as const;

const isFresh = (entry: Partial<Pending> | null | undefined, now: number): entry is Pending => {
  const age = now - Number(entry?.begunAt);
  return age < LIFETIME && age > -SET_BACK && TEXTS.every((name) => typeof entry?.[name] === 'string');
};

const parse = (text: string | null | undefined): Record<string, Partial<Pending>> => {
  try {
    return Object(JSON.parse(text ?? ''));
  } catch {
    return {};
  }
};

/**
 * Keeps them in the session's storage: the answer comes to a page that was loaded anew, perhaps in another tab.
 *
 * @param key Its place there.
 * @param now The time, as `begunAt` has it.
 */
export const createPendingSignIns = (
  storage: SessionStorage,
  tabs: Tabs,
  key: string,
  now: () => number,
): PendingSignIns => {
  const read = async (): Promise<Entries> => {
    const entries = Object.entries(parse(await storage.get(key)));
    return Object.fromEntries(entries.filter((pair): pair is [string, Pending] => isFresh(pair[1], now())));
  };
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
      update((entries) => Object.fromEntries([...Object.entries(entries).slice(1 - MOST), [state, pending]])),
    markLost: (state) =>
      update((entries) =>
        Object.fromEntries(
          Object.entries(entries).map(([key, entry]) => [key, key === state ? { ...entry, isLost: true } : entry]),
        ),
      ),
    remove: (state) => update(({ [state]: _, ...others }) => others),
  };
};
