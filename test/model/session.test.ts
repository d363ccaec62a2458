import fc from 'fast-check';
import { createSigV4 } from 'sigv4-interceptor';
import { type CognitoSessionOptions, createCognitoSession } from 'sigv4-interceptor/cognito';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { expect, test } from 'vitest';
import { createFakeCognito, jwt, Refusal } from '../cognito/support/fake-cognito.js';
import { pools } from '../cognito/support/session.js';

const HOUR = 3_600_000;
const turns = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
};
const subjectOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()).sub as string;

let worlds = 0;

/** Two tabs, people who come and go in both by every kind of sign-in, an API behind IAM, and what Cognito issues to whom. */
const createWorld = (delays: Iterator<number>) => {
  const cognito = createFakeCognito();
  let time = Date.now();
  cognito.now = () => time;
  let serial = 0;
  /** Whose an identity is. Cognito gives a guest's to the user who signs in with it. */
  const owners = new Map<string, string>();
  /** Whose an access key is, and under which identity. */
  const keys = new Map<string, { readonly owner: string; readonly identity: string }>();
  let oldestGood = 0;

  cognito.on('GetId', ({ Logins }) => {
    const token = Object.values((Logins ?? {}) as Record<string, string>)[0];
    const IdentityId = token ? `us-east-1:${subjectOf(token)}` : `us-east-1:guest-${++serial}`;
    owners.set(IdentityId, token ? subjectOf(token) : IdentityId);
    return { IdentityId };
  });
  cognito.on('GetCredentialsForIdentity', (input) => {
    const IdentityId = String(input.IdentityId);
    const token = Object.values((input.Logins ?? {}) as Record<string, string>)[0];
    const owner = token ? subjectOf(token) : IdentityId;
    const known = owners.get(IdentityId);
    if (token && known !== undefined && known !== IdentityId && known !== owner) {
      throw new Refusal('NotAuthorizedException', "Logins don't match. Please include at least one valid login.");
    }
    if (token) owners.set(IdentityId, owner);
    const AccessKeyId = `ASIA${++serial}`;
    keys.set(AccessKeyId, { owner, identity: IdentityId });
    return {
      IdentityId,
      Credentials: { AccessKeyId, SecretKey: 'secret', SessionToken: 'token', Expiration: (time + HOUR) / 1000 },
    };
  });

  const kept = new Map<string, string>();
  const storage = {
    get: async (key: string) => kept.get(key),
    set: async (key: string, value: string) => void kept.set(key, value),
    remove: async (key: string) => void kept.delete(key),
  };
  const slow: typeof fetch = async (input, init) => {
    await turns(delays.next().value);
    return cognito.fetch(input, init);
  };
  const wrongs: string[] = [];
  const calls: Promise<unknown>[] = [];
  const name = `model-${++worlds}`;
  const clock = { offset: 0, now: () => time };
  /** Passes with time: what one tab does, another can know of only some time later. */
  let moment = 0;
  const lastSignIn = [0, 0];
  let lastSignOut = { tab: 0, at: 0 };

  const openTab = (tab: number) => {
    const session = createCognitoSession({
      ...pools,
      name,
      fetch: slow,
      storage,
      tabs: {},
      waitForSignIn: false,
      clock,
    } as CognitoSessionOptions);
    /** The people of this tab: a user's principal, or a guest. */
    const people: (string | null | undefined)[] = [session.credentials.principal()];
    session.credentials.onChange(() => people.push(session.credentials.principal()));
    /** `principal` is the `sub` of a user-pool user, and the identity id of a federated one. */
    const isOwner = (principal: string, owner: string): boolean =>
      principal === owner || principal === `us-east-1:${owner}` || owners.get(principal) === owner;

    const arrive = async (
      maker: number,
      asGuest: boolean,
      burnt: ReadonlySet<string>,
      request: Request,
    ): Promise<Response> => {
      const key = /Credential=([^/]+)/.exec(request.headers.get('authorization') ?? '')![1]!;
      const { owner, identity } = keys.get(key)!;
      const isGuest = owner === identity;
      const by = people[maker];
      const firstUser = people.slice(maker).find((person) => typeof person === 'string');
      const allowed = asGuest
        ? isGuest && !burnt.has(identity)
        : typeof by === 'string'
          ? isOwner(by, owner)
          : isGuest || (typeof firstUser === 'string' && isOwner(firstUser, owner));
      if (!allowed) {
        wrongs.push(
          `${asGuest ? "a guest's" : `a call of ${by}`} arrived as ${owner} (${identity}, now ${owners.get(identity)})`,
        );
      }
      await turns(delays.next().value);
      return Number(key.slice(4)) <= oldestGood
        ? Response.json({ message: 'The security token included in the request is expired' }, { status: 403 })
        : Response.json({});
    };
    const scope = {
      region: 'eu-west-1',
      service: 'execute-api',
      origins: 'https://api.example.com',
      retry: { retries: 0 },
    };
    /** The identities of users who have signed out here since: a guest may not have any of these. */
    const burnt = new Set<string>();
    const signOut = async (global: boolean): Promise<void> => {
      await session.signOut({ global });
      for (const [identity, owner] of owners) if (identity !== owner) burnt.add(identity);
    };
    const developer = { user: undefined as string | undefined };
    const signInAsDeveloper = async (user: string): Promise<void> => {
      const token = jwt({ sub: `dev-${user}`, jti: ++serial });
      await session.federatedSignIn('developer', token, { identityId: `us-east-1:dev-${user}` });
      developer.user = user;
    };
    const auth = createSigV4({ credentials: session.credentials, ...scope });
    // The literal way of the apps that are replaced: out, and in again.
    const reauthenticating = createSigV4({
      credentials: session.credentials,
      ...scope,
      reauthenticate: async () => {
        const { user } = developer;
        if (!user || session.credentials.principal() !== `us-east-1:dev-${user}`) return;
        await session.signOut();
        await turns(2);
        await signInAsDeveloper(user);
      },
    });
    const guest = createSigV4({ credentials: session.guestCredentials, ...scope });
    const call = (which: typeof auth, asGuest = false): void => {
      const maker = people.length - 1;
      const burntThen = new Set(burnt);
      const send = wrapFetch((input, init) => arrive(maker, asGuest, burntThen, new Request(input, init)), which);
      const body = new ReadableStream({
        start: async (stream) => {
          await turns(delays.next().value);
          stream.close();
        },
      });
      calls.push(
        send('https://api.example.com/', { method: 'POST', body, duplex: 'half' } as RequestInit).then(
          () => {},
          (error: { code?: string }) => expect(error).toHaveProperty('code'),
        ),
      );
    };
    const begin = (work: () => Promise<unknown>, isSignIn: boolean): void => {
      moment++;
      if (isSignIn) lastSignIn[tab] = moment;
      else lastSignOut = { tab, at: moment };
      calls.push(
        work().then(
          () => {},
          (error: { code?: string }) => expect(error).toHaveProperty('code'),
        ),
      );
    };
    return {
      session,
      call: () => call(auth),
      callAndReauthenticate: () => {
        // What a renewal begins is a sign-in that has begun, too.
        lastSignIn[tab] = Number.POSITIVE_INFINITY;
        call(reauthenticating);
      },
      callAsGuest: () => call(guest, true),
      /** Asks for credentials, as a client of the AWS SDK does. */
      ask: (forceRefresh: boolean) => {
        const maker = people.length - 1;
        calls.push(
          session.credentials({ forceRefresh }).then(
            ({ principal }) => {
              const by = people[maker];
              const firstUser = people.slice(maker).find((person) => typeof person === 'string');
              const isAllowed =
                typeof by === 'string' ? principal === by : principal === null || principal === firstUser;
              if (!isAllowed) wrongs.push(`${by} got the credentials of ${principal}`);
            },
            (error: { code?: string }) => expect(error).toHaveProperty('code'),
          ),
        );
      },
      /** Whose a guest's identity is that this tab would sign with now. */
      guestOwner: async () => {
        const { identityId } = await session.guestCredentials();
        return owners.get(identityId) === identityId ? 'a guest' : owners.get(identityId);
      },
      signIn: (username: string) => begin(() => session.signIn({ username, password: 'right' }), true),
      signInAsDeveloper: (user: string) => begin(() => signInAsDeveloper(user), true),
      signInByGoogle: (user: string) =>
        begin(() => session.federatedSignIn('google', jwt({ sub: `google-${user}`, jti: ++serial })), true),
      signOut: (global: boolean) => begin(() => signOut(global), false),
    };
  };
  const tabs = [openTab(0), openTab(1)] as const;
  return {
    tabs,
    wrongs,
    kept,
    pass: (by: number) => {
      time += by;
    },
    revoke: () => {
      oldestGood = serial;
    },
    settled: async () => {
      while (calls.length > 0) await Promise.all(calls.splice(0));
    },
    wait: async (count: number) => {
      moment += 10 * count;
      await turns(count);
    },
    /** A sign-out came after all sign-ins of its tab, and long enough after those of the other to be known there. */
    signedOutLast: () => {
      const { tab, at } = lastSignOut;
      return at > lastSignIn[tab]! && at > lastSignIn[1 - tab]! + 60;
    },
  };
};
type World = ReturnType<typeof createWorld>;
type Tab = World['tabs'][number];

const inTab = (name: string, weight: number, run: (tab: Tab) => void) => ({
  weight,
  arbitrary: fc
    .constantFrom(0, 1)
    .map((tab) => [`${name} in ${tab}`, (world: World) => run(world.tabs[tab]!)] as const),
});
const users = (name: string, weight: number, run: (tab: Tab, user: string) => void) => ({
  weight,
  arbitrary: fc
    .tuple(fc.constantFrom(0, 1), fc.constantFrom('alice', 'bob'))
    .map(([tab, user]) => [`${name} ${user} in ${tab}`, (world: World) => run(world.tabs[tab]!, user)] as const),
});
const STEPS = fc.oneof(
  inTab('call', 6, (tab) => tab.call()),
  inTab('call, out and in', 2, (tab) => tab.callAndReauthenticate()),
  inTab('call as a guest', 3, (tab) => tab.callAsGuest()),
  inTab('ask', 3, (tab) => tab.ask(false)),
  inTab('ask for new ones', 3, (tab) => tab.ask(true)),
  users('sign in', 3, (tab, user) => tab.signIn(user)),
  users('federate', 2, (tab, user) => tab.signInAsDeveloper(user)),
  users('google', 2, (tab, user) => tab.signInByGoogle(user)),
  inTab('sign out', 2, (tab) => tab.signOut(false)),
  inTab('sign out everywhere', 1, (tab) => tab.signOut(true)),
  { weight: 2, arbitrary: fc.constant(['revoke', (world: World) => world.revoke()] as const) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(60_000, HOUR)
      .map((time) => [`pass ${time}`, (world: World) => world.pass(time)] as const),
  },
);

test('two tabs, whatever happens: no call arrives as another than its maker, none hangs, and a sign-out that came last has won', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(STEPS, fc.nat(3)), { minLength: 5, maxLength: 40 }),
      fc.infiniteStream(fc.nat(6)),
      async (steps, delays) => {
        const world = createWorld(delays[Symbol.iterator]());
        try {
          await Promise.all(world.tabs.map(({ session }) => session.initialize()));
          for (const [[, run], wait] of steps) {
            run(world);
            await world.wait(wait);
          }
          await world.settled();
          expect(world.wrongs).toEqual([]);
          if (world.signedOutLast()) {
            expect([...world.kept.values()].filter((value) => 'login' in JSON.parse(value))).toEqual([]);
          }
          // Both tabs learn the same in the end, and whoever signs in now is served.
          await world.tabs[0].session.signOut();
          await world.tabs[0].session.signIn({ username: 'carol', password: 'right' });
          await expect
            .poll(() => world.tabs.map(({ session }) => session.username), { interval: 1 })
            .toEqual(['carol', 'carol']);
          for (const tab of world.tabs) tab.call();
          await world.settled();
          expect(world.wrongs).toEqual([]);
        } finally {
          for (const { session } of world.tabs) session.close();
        }
      },
    ),
    {
      numRuns: Number(process.env.SIGV4_MODEL_RUNS ?? 400),
      ...(process.env.SIGV4_MODEL_SEED && { seed: Number(process.env.SIGV4_MODEL_SEED) }),
    },
  );
}, 300_000);
