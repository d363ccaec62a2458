import type { SessionStorage } from '../cognito/storage/storage.js';
import type { Tabs } from '../cognito/session/tabs/tabs.js';

/** A sign-in that waits for the provider's response. */
export interface PendingSignIn {
  readonly issuer: string;
  readonly clientId: string;
  readonly redirectUri: string;
  /** PKCE's code verifier (RFC 7636, section 4.1). */
  readonly verifier: string;
  /** The value that the ID token must repeat (OpenID Connect Core 1.0, section 3.1.2.1). */
  readonly nonce: string;
  /**
   * Milliseconds since the epoch, by the machine's clock: its correction may change while the sign-in is pending.
   */
  readonly begunAt: number;
  /** The session's generation when the sign-in began. A later sign-in or sign-out cancels this one. */
  readonly generation: number;
  /** Whether the response to an exchange of the code was lost. Default: false. */
  readonly isLost?: boolean;
}

/** The pending sign-ins, by `state`. Signing out of the session removes all of them. */
export interface PendingSignIns {
  /** Resolves to undefined for a sign-in that is unknown, or older than an hour. */
  get(state: string): Promise<PendingSignIn | undefined>;
  add(state: string, pending: PendingSignIn): Promise<void>;
  /** Records that the response to an exchange of the code was lost. */
  markLost(state: string): Promise<void>;
  remove(state: string): Promise<void>;
}

type Entries = Readonly<Record<string, PendingSignIn>>;

/** An hour, in milliseconds. A user who takes longer has given up. */
const LIFETIME = 3_600_000;
/** How far the machine's clock may be set back during a sign-in: 5 minutes, in milliseconds. */
const CLOCK_TOLERANCE = 300_000;
/** How many tabs may have a pending sign-in at once. */
const MAX_PENDING = 10;

const TEXTS = ['issuer', 'clientId', 'redirectUri', 'verifier', 'nonce'] as const;

const isFresh = (entry: Partial<PendingSignIn> | null | undefined, now: number): entry is PendingSignIn => {
  const age = now - Number(entry?.begunAt);
  return age < LIFETIME && age > -CLOCK_TOLERANCE && TEXTS.every((name) => typeof entry?.[name] === 'string');
};

const parse = (text: string | null | undefined): Record<string, Partial<PendingSignIn>> => {
  try {
    return Object(JSON.parse(text ?? ''));
  } catch {
    return {};
  }
};

/**
 * Keeps pending sign-ins in the session's storage, because the response
 * arrives at a newly loaded page, perhaps in another tab.
 *
 * @param key The storage key.
 * @param now The time by the clock of `begunAt`.
 */
export const createPendingSignIns = (
  storage: SessionStorage,
  tabs: Tabs,
  key: string,
  now: () => number,
): PendingSignIns => {
  const read = async (): Promise<Entries> => {
    const entries = Object.entries(parse(await storage.get(key)));
    return Object.fromEntries(entries.filter((pair): pair is [string, PendingSignIn] => isFresh(pair[1], now())));
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
      update((entries) => Object.fromEntries([...Object.entries(entries).slice(1 - MAX_PENDING), [state, pending]])),
    markLost: (state) =>
      update((entries) =>
        Object.fromEntries(
          Object.entries(entries).map(([key, entry]) => [key, key === state ? { ...entry, isLost: true } : entry]),
        ),
      ),
    remove: (state) => update(({ [state]: _, ...others }) => others),
  };
};
