import { type CognitoSessionOptions, createCognitoSession } from 'sigv4-interceptor/cognito';
import { expect, test } from 'vitest';
import { createFakeCognito, Refusal } from './support/fake-cognito.js';
import { pools } from './support/session.js';

/** A small seeded random number generator (mulberry32), so that a run can be repeated. */
const randomFrom = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let value = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
  return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
};

/**
 * The connection breaks before or after the request reaches the service, or a portal, firewall or proxy responds
 * instead.
 */
const FAULTS = ['request', 'answer', 200, 403, 503] as const;

const STATES = ['unknown', 'guest', 'guest', 'signedIn', 'signedOutUserPoolsTokenInvalid'];
const subjectOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()).sub as string;

/**
 * Runs two tabs, users who sign in and out, and a server that is slow, revokes and rotates tokens, tracks devices and
 * fails. Checks the invariants that hold whatever happens.
 */
const simulate = async (seed: number, steps: number): Promise<void> => {
  const random = randomFrom(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
  const cognito = createFakeCognito();
  let time = Date.now();
  cognito.now = () => time;
  let revoked = false;
  let down = false;
  const fetchSlowly: typeof fetch = async (input, init) => {
    for (let turn = Math.floor(random() * 6); turn > 0; turn--) await new Promise((resolve) => setImmediate(resolve));
    const fault = down && random() < 0.5 ? pick(FAULTS) : undefined;
    if (fault === 'request') throw new TypeError('fetch failed');
    if (typeof fault === 'number') return new Response('<html>', { status: fault });
    const answer = await cognito.fetch(input, init);
    if (fault === 'answer') throw new TypeError('fetch failed');
    return answer;
  };
  const refresh = (username: string) => {
    if (revoked) throw new Refusal('NotAuthorizedException', 'Refresh Token has been revoked');
    return username;
  };
  const given = createFakeCognito();
  given.now = () => time;
  const ask = async (operation: string, input: object) => {
    const headers = { 'x-amz-target': `S.${operation}` };
    const answer = await given.fetch('https://x/', { method: 'POST', headers, body: JSON.stringify(input) });
    return answer.json();
  };
  // Refresh tokens rotate and are bound to devices, which must be confirmed first.
  let serial = 0;
  const confirmed = new Set<unknown>();
  const newToken = (username: string, device: unknown) => `refresh-${username}-${device}-${++serial}`;
  cognito.on('InitiateAuth', async (input) => {
    const { AuthenticationResult } = await ask('InitiateAuth', input);
    const { USERNAME, DEVICE_KEY } = input.AuthParameters as Record<string, string>;
    if (DEVICE_KEY && !confirmed.has(DEVICE_KEY)) {
      throw new Refusal('ResourceNotFoundException', 'Device does not exist.');
    }
    const DeviceKey = DEVICE_KEY ?? `device${++serial}`;
    const RefreshToken = newToken(USERNAME!, DeviceKey);
    const NewDeviceMetadata = DEVICE_KEY ? undefined : { DeviceKey, DeviceGroupKey: 'group' };
    return { AuthenticationResult: { ...AuthenticationResult, RefreshToken, NewDeviceMetadata } };
  });
  cognito.on('ConfirmDevice', ({ DeviceKey }) => {
    if (confirmed.has(DeviceKey)) throw new Refusal('DeviceKeyExistsException');
    confirmed.add(DeviceKey);
    return {};
  });
  const rotated = new Map<unknown, number>();
  cognito.on('GetTokensFromRefreshToken', async (input) => {
    const [, username, device] = String(input.RefreshToken).split('-');
    refresh(username!);
    if (input.DeviceKey !== device || !confirmed.has(device)) {
      throw new Refusal('NotAuthorizedException', 'Invalid Refresh Token');
    }
    if (time > (rotated.get(input.RefreshToken) ?? time) + 60_000) throw new Refusal('RefreshTokenReuseException');
    rotated.set(input.RefreshToken, rotated.get(input.RefreshToken) ?? time);
    const { AuthenticationResult } = await ask('GetTokensFromRefreshToken', input);
    return { AuthenticationResult: { ...AuthenticationResult, RefreshToken: newToken(username!, device) } };
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
    // A guest's call in flight may have stored a guest's identity. No user is signed in.
    await tabs[0]!.signOut();
    await expect.poll(() => tabs.map(({ state }) => state)).toEqual(['guest', 'guest']);
    // Only the generation remains, which ends sign-ins that began before.
    for (const [key, value] of kept)
      if (!key.includes('.device.'))
        expect(Object.keys(JSON.parse(value)).sort()).toEqual(['configuration', 'generation', 'version']);
  } finally {
    for (const tab of tabs) tab.close();
  }
};

test.each(Array.from({ length: 40 }, (_, index) => index + 1))(
  'whatever happens, in whatever order (%i)',
  async (seed) => {
    await simulate(seed, 120);
  },
  30_000,
);
