import { type CognitoSessionOptions, createCognitoSession } from 'sigv4-interceptor/cognito';
import { expect, test } from 'vitest';
import { createFakeCognito, Refusal } from './support/fake-cognito.js';
import { pools } from './support/session.js';

/** A small generator of random numbers (mulberry32), so that a run can be repeated. */
const randomFrom = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let value = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
  return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
};

const STATES = ['unknown', 'guest', 'guest', 'signedIn', 'signedOutUserPoolsTokenInvalid'];
const subjectOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()).sub as string;

/** Two tabs, people who come and go, a server that is slow, revokes and fails; what holds whatever happens. */
const live = async (seed: number, steps: number): Promise<void> => {
  const random = randomFrom(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
  const cognito = createFakeCognito();
  let time = Date.now();
  cognito.now = () => time;
  let revoked = false;
  let down = false;
  const fetchSlowly: typeof fetch = async (input, init) => {
    for (let turn = Math.floor(random() * 6); turn > 0; turn--) await new Promise((resolve) => setImmediate(resolve));
    if (down && random() < 0.5) throw new TypeError('fetch failed');
    return cognito.fetch(input, init);
  };
  const refresh = (username: string) => {
    if (revoked) throw new Refusal('NotAuthorizedException', 'Refresh Token has been revoked');
    return username;
  };
  const given = createFakeCognito();
  given.now = () => time;
  cognito.on('GetTokensFromRefreshToken', async (input) => {
    refresh(String(input.RefreshToken).split('-')[1]!);
    const answer = await given.fetch('https://x/', {
      method: 'POST',
      headers: { 'x-amz-target': 'S.GetTokensFromRefreshToken' },
      body: JSON.stringify(input),
    });
    return answer.json();
  });

  const kept = new Map<string, string>();
  const storage = {
    get: async (key: string) => kept.get(key),
    set: async (key: string, value: string) => void kept.set(key, value),
    remove: async (key: string) => void kept.delete(key),
  };
  const open = () =>
    createCognitoSession({
      ...pools,
      name: `chaos-${seed}`,
      fetch: fetchSlowly,
      storage,
      tabs: {},
      waitForSignIn: 2000,
      clock: { offset: 0, now: () => time },
    } as CognitoSessionOptions);
  const tabs = [open(), open()];
  const calls: Promise<void>[] = [];
  const watch = (began: string | null | undefined, work: Promise<string | null | undefined>): void => {
    calls.push(
      work.then(
        (ended) => {
          if (typeof began === 'string') expect(ended, `seed ${seed}`).toBe(began);
        },
        (error: { code?: string }) => {
          expect(error, `seed ${seed}`).toHaveProperty('code');
        },
      ),
    );
  };

  try {
    await Promise.all(tabs.map((tab) => tab.initialize()));
    for (let step = 0; step < steps; step++) {
      const tab = pick(tabs);
      const began = tab.credentials.principal();
      const act = random();
      if (act < 0.3) {
        watch(
          began,
          tab.getTokens({ forceRefresh: random() < 0.5 }).then(({ idToken }) => subjectOf(idToken)),
        );
      } else if (act < 0.55) {
        watch(
          began,
          tab.credentials({ forceRefresh: random() < 0.5 }).then(({ principal }) => principal),
        );
      } else if (act < 0.7) {
        const signIn = tab.signIn({ username: pick(['alice', 'bob']), password: 'right' });
        calls.push(
          signIn.then(
            () => {},
            (error) => expect(error).toHaveProperty('code'),
          ),
        );
      } else if (act < 0.78) {
        calls.push(
          tab.signOut({ global: random() < 0.3 }).then(
            () => {},
            (error) => expect(error).toHaveProperty('code'),
          ),
        );
      } else if (act < 0.83) tab.releaseSignInWait();
      else if (act < 0.9) time += pick([60_000, 3_600_000]);
      else if (act < 0.95) revoked = !revoked;
      else down = !down;
      expect(STATES).toContain(tab.state);
      if (random() < 0.6) await new Promise((resolve) => setImmediate(resolve));
    }
    down = false;
    revoked = false;
    for (const tab of tabs) tab.releaseSignInWait();
    await tabs[0]!.signOut();
    await Promise.all(calls);
    // A guest's call that was under way may have brought a guest's identity; nobody is signed in.
    await tabs[0]!.signOut();
    await expect.poll(() => tabs.map(({ state }) => state)).toEqual(['guest', 'guest']);
    // Nothing but the number that ends sign-ins which were begun before.
    for (const [, value] of kept)
      expect(Object.keys(JSON.parse(value)).sort()).toEqual(['configuration', 'generation', 'version']);
  } finally {
    for (const tab of tabs) tab.close();
  }
};

test.each(Array.from({ length: 40 }, (_, index) => index + 1))(
  'whatever happens, in whatever order (%i)',
  async (seed) => {
    await live(seed, 120);
  },
  30_000,
);
