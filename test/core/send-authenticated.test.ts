import type { AwsCredentialIdentity, Rejection, SigV4Options } from 'sigv4-interceptor';
import { expect, test, vi } from 'vitest';
import {
  client,
  deferred,
  EXPIRED,
  FORBIDDEN,
  type Got,
  HOUR,
  keyOf,
  outcome,
  type Reply,
  settle,
  stoppedClock,
} from './support.js';

const OK: Reply = { status: 200 };
const MINUTE = 60_000;
const amz = (time: number): string => new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');

/** A provider that gives KEY1, KEY2, … and remembers what it was asked. */
const counting = (more: Partial<AwsCredentialIdentity> = {}) => {
  const asked: unknown[] = [];
  const provider = async (request?: unknown): Promise<AwsCredentialIdentity> => {
    asked.push(request);
    return keyOf(`KEY${asked.length}`, more);
  };
  return Object.assign(provider, { asked });
};
const NOT_ALLOWED: Reply = { status: 403, body: '{"Message":"User: x is not authorized to perform: y"}' };
/** Who is signed in, where a test has a sign-in. */
let user: string | null = null;
/** Takes every key but the first ones. */
const refusing =
  (...keys: string[]) =>
  (reply: Reply = EXPIRED) =>
  ({ key }: Got): Reply =>
    keys.includes(key!) ? reply : OK;

test.each<[string, Reply, number[], number]>([
  ['expired', EXPIRED, [200], 2],
  ['expired, as a 400', { status: 400, body: '{"__type":"ExpiredTokenException"}' }, [200], 2],
  [
    'expired, as a 401',
    { status: 401, body: '{"message":"The security token included in the request is expired"}' },
    [200],
    2,
  ],
  ['unknown', FORBIDDEN, [200], 2],
  ['denied', NOT_ALLOWED, [403], 1],
  ['malformed', { status: 403, body: '{"message":"Credential should be scoped to a valid region."}' }, [403], 1],
  ['throttled', { status: 429 }, [429], 1],
  ['a 401 of the application', { status: 401 }, [401], 1],
  ['a 400 of the application', { status: 400, body: '{"message":"no"}' }, [400], 1],
  ['a 404', { status: 404, body: EXPIRED.body! }, [404], 1],
  ['a 500', { status: 500, body: EXPIRED.body! }, [500], 1],
])('after %s the provider is asked or not, and the call is sent again or not', async (_, reply, statuses, asks) => {
  const credentials = counting();
  const { status, got } = client({ credentials }, refusing('KEY1')(reply));
  expect([await status('/a')]).toEqual(statuses);
  expect([got.length, credentials.asked.length]).toEqual([asks, asks]);
});

test.each([
  ['whose user it does not name', {}],
  ['whose user it names', { principal: (): string | null => user }],
])(
  "after a sign-in a guest's call is replayed as the user, also by a provider that reports no change and %s",
  async (_, hooks) => {
    user = null;
    const asked: unknown[] = [];
    const credentials = Object.assign(
      async (request?: unknown) => {
        asked.push(request);
        return keyOf(user ?? 'GUEST', { principal: user } as never);
      },
      {
        ...hooks,
        untilSignedIn: async () => {
          user = 'alice';
        },
      },
    );
    const { status, got } = client({ credentials }, refusing('GUEST')(NOT_ALLOWED));
    expect(await status('/a')).toBe(200);
    expect(got.map(({ key }) => key)).toEqual(['GUEST', 'alice']);
  },
);

test('after a sign-in that changes nothing the caller gets its 403, and no second request is sent', async () => {
  const credentials = Object.assign(async () => keyOf('GUEST', { principal: null } as never), {
    untilSignedIn: async () => {},
  });
  const { status, got } = client({ credentials }, refusing('GUEST')(NOT_ALLOWED));
  expect(await status('/a')).toBe(403);
  expect(got.map(({ key }) => key)).toEqual(['GUEST']);
});

test('a replaced response is discarded, and the returned one is not', async () => {
  const stage = client({ credentials: counting() }, refusing('KEY1')());
  await stage.call('/a');
  expect(stage.discarded).toBe(1);
});

test('shouldReauthenticate decides, even for denied calls, and gets the whole rejection', async () => {
  const denied: Reply = {
    status: 403,
    headers: { 'x-amzn-errortype': 'AccessDeniedException:http://x' },
    body: '{"Message":"User: guest is not authorized to perform: y"}',
  };
  const asked: Rejection[] = [];
  const credentials = counting();
  const { status } = client(
    {
      credentials,
      shouldReauthenticate: (rejection) => {
        asked.push(rejection);
        return rejection.verdict === 'denied';
      },
    },
    refusing('KEY1')(denied),
  );
  expect(await status('/a?b=1')).toBe(200);
  expect(asked).toEqual([
    {
      status: 403,
      verdict: 'denied',
      code: 'AccessDeniedException',
      message: 'User: guest is not authorized to perform: y',
      accessKeyId: 'KEY1',
      method: 'GET',
      url: 'https://api.example.com/a?b=1',
    },
  ]);
  const never = client({ credentials: counting(), shouldReauthenticate: () => false }, refusing('KEY1')());
  expect(await never.status('/a')).toBe(403);
});

test('shouldReplay decides whether a call is sent again; the credentials are renewed in any case', async () => {
  const credentials = counting();
  const asked: string[] = [];
  const { status, got } = client(
    {
      credentials,
      shouldReplay: ({ method, verdict }) => {
        asked.push(`${method} ${verdict}`);
        return method === 'GET';
      },
    },
    refusing('KEY1')(),
  );
  expect(await status('/a', { method: 'POST' })).toBe(403);
  expect([got.length, credentials.asked.length]).toEqual([1, 2]);
  expect(await status('/a')).toBe(200);
  expect(asked).toEqual(['POST expired']);
});

test('a consumed stream is not sent again; the next call has the new credentials', async () => {
  const { status, got } = client({ credentials: counting(), payload: 'unsigned', service: 's3' }, refusing('KEY1')());
  expect(await status('/a', { method: 'PUT', body: { stream: {} } })).toBe(403);
  expect(got).toHaveLength(1);
  expect(await status('/a')).toBe(200);
});

test('an unknown 403 that comes back after a renewal is final for a minute, for that method and path', async () => {
  const clock = stoppedClock();
  const credentials = counting();
  const { status, got } = client({ credentials, clock }, () => FORBIDDEN);
  await status('/admin?a=1');
  expect([got.length, credentials.asked.length]).toEqual([2, 2]);
  await status('/admin?a=2');
  expect([got.length, credentials.asked.length]).toEqual([3, 2]);
  await status('/admin', { method: 'POST' });
  expect(credentials.asked).toHaveLength(3);
  clock.time += 59_999;
  await status('/admin');
  expect(credentials.asked).toHaveLength(3);
  clock.time += 1;
  await status('/admin');
  expect(credentials.asked).toHaveLength(4);
});

test('an unknown 403 that a replay resolves is not remembered as final', async () => {
  const refused = new Set(['KEY1']);
  const credentials = counting();
  const { status } = client({ credentials }, ({ key }) => (refused.has(key!) ? FORBIDDEN : OK));
  expect(await status('/a')).toBe(200);
  refused.add('KEY2');
  expect(await status('/a')).toBe(200);
  expect(credentials.asked).toHaveLength(3);
});

test('a 403 without a reason is not final if the first one had another verdict', async () => {
  const credentials = counting();
  const { status } = client({ credentials }, ({ key }) => (key === 'KEY1' ? EXPIRED : FORBIDDEN));
  expect(await status('/a')).toBe(403);
  expect(credentials.asked).toHaveLength(2);
  expect(await status('/a')).toBe(403);
  expect(credentials.asked.length).toBeGreaterThan(2);
});

test('only unknown 403s are final: a real expiry on that route still renews', async () => {
  let reply = FORBIDDEN;
  const credentials = counting();
  const { status } = client({ credentials }, ({ key }) => (key === 'KEY4' ? OK : reply));
  await status('/a');
  reply = EXPIRED;
  expect(await status('/a')).toBe(403);
  expect(await status('/a')).toBe(200);
});

test('five hundred routes are remembered as final', async () => {
  const clock = stoppedClock();
  const credentials = counting();
  const { status } = client({ credentials, clock }, () => FORBIDDEN);
  const paths = Array.from({ length: 501 }, (_, index) => `https://${index}.example.com/x`);
  for (const path of paths) await status(path);
  const renewals = credentials.asked.length;
  await status(paths[1]!);
  expect(credentials.asked).toHaveLength(renewals);
  await status(paths[0]!);
  expect(credentials.asked).toHaveLength(renewals + 1);
});

test('a route that always rejects spends only its own budget', async () => {
  let expired: string | undefined;
  const credentials = counting();
  const { status, call, auth } = client({ credentials }, ({ key, url }) =>
    url.endsWith('/lies') || key === expired ? EXPIRED : OK,
  );
  for (let poll = 0; poll < 20; poll++) expect(await status('/lies')).toBe(403);
  expect(credentials.asked).toHaveLength(6);
  expect((await call('/lies')).failure).toMatchObject({
    code: 'excessive-reauthentication',
    name: 'ReauthenticationError',
  });
  expired = 'KEY6';
  const renewed: unknown[] = [];
  auth.on('reauthenticated', (event) => renewed.push(event));
  expect(await status('/data')).toBe(200);
  expect(renewed).toEqual([{ accessKeyId: 'KEY7' }]);
});

test('two calls that were rejected with the same credentials cause one renewal; a late one causes none', async () => {
  const late = deferred();
  const credentials = counting();
  const { status, got } = client({ credentials }, async ({ key, url }) => {
    if (key !== 'KEY1') return OK;
    if (url.endsWith('/late')) await late.promise;
    return EXPIRED;
  });
  const slow = status('/late');
  expect(await Promise.all([status('/1'), status('/2')])).toEqual([200, 200]);
  late.resolve();
  expect(await slow).toBe(200);
  expect(credentials.asked).toHaveLength(2);
  expect(got.filter(({ key }) => key === 'KEY2')).toHaveLength(3);
});

test('a failed renewal is shared by the calls in flight, and retried by the next call', async () => {
  const late = deferred();
  let attempts = 0;
  const { call, auth } = client(
    {
      credentials: keyOf('OLD'),
      reauthenticate: () => {
        attempts++;
        throw new Error('nobody at home');
      },
    },
    async ({ url }) => {
      if (url.endsWith('/late')) await late.promise;
      return EXPIRED;
    },
  );
  const failed: unknown[] = [];
  auth.on('reauthentication-failed', ({ error, rejection }) => failed.push([error, rejection.url]));
  const slow = call('/late');
  const first = await call('/early');
  expect(first.failure).toMatchObject({ code: 'credentials-unavailable', cause: { message: 'nobody at home' } });
  late.resolve();
  expect((await slow).failure).toBe(first.failure);
  expect([attempts, failed]).toEqual([1, [[first.failure, 'https://api.example.com/early']]]);
  await call('/next');
  expect(attempts).toBe(2);
});

test('static credentials without a reauthenticate are final', async () => {
  const { call, got } = client({ credentials: keyOf('STATIC') }, () => EXPIRED);
  const { answer, failure } = await call('/a');
  expect([answer.status, got.length]).toEqual([403, 1]);
  expect(failure).toMatchObject({ code: 'call-refused', message: expect.stringContaining('static and have expired') });
});

test('a renewal that returns the same credentials replays nothing', async () => {
  const { call, got } = client({ credentials: async () => keyOf('SAME') }, () => EXPIRED);
  expect((await call('/a')).failure).toMatchObject({
    code: 'call-refused',
    message: expect.stringContaining('the same ones again'),
  });
  expect(got).toHaveLength(1);
  const unknown = client({ credentials: async () => keyOf('SAME') }, () => ({ status: 403, body: '{}' }));
  expect((await unknown.call('/a')).failure).toBeUndefined();
});

test('a renewal that returns the same credentials is a failed one to listeners, unless the server gave no reason', async () => {
  const heardFor = async (body: string): Promise<unknown[]> => {
    const { call, auth } = client({ credentials: async () => keyOf('SAME') }, () => ({ status: 403, body }));
    const heard: unknown[] = [];
    auth.on('reauthenticated', (event) => heard.push(event));
    auth.on('reauthentication-failed', ({ error, rejection }) => heard.push(error, rejection.accessKeyId));
    await call('/a');
    return heard;
  };
  const failure = { code: 'call-refused', message: expect.stringContaining('the same ones again') };
  expect(await heardFor(EXPIRED.body!)).toEqual([expect.objectContaining(failure), 'SAME']);
  expect(await heardFor('{}')).toEqual([{ accessKeyId: 'SAME' }]);
});

test('calls that were rejected before a renewal returned the same credentials cause no other one', async () => {
  const credentials = counting();
  const provider = async (request?: unknown): Promise<AwsCredentialIdentity> => {
    await credentials(request);
    return keyOf('SAME');
  };
  const gate = deferred();
  const { call } = client({ credentials: provider }, async ({ url }) => {
    if (url.endsWith('/late')) await gate.promise;
    return EXPIRED;
  });
  const late = call('/late');
  await call('/early');
  gate.resolve();
  expect((await late).failure).toMatchObject({ code: 'call-refused' });
  expect(credentials.asked).toHaveLength(2);
});

test("the application's own 403 does not get the reason for which a neighbour's renewal failed", async () => {
  const gate = deferred();
  const { call } = client({ credentials: async () => keyOf('SAME') }, async ({ url }) => {
    if (!url.endsWith('/own')) return EXPIRED;
    await gate.promise;
    return FORBIDDEN;
  });
  const own = call('/own');
  expect((await call('/expired')).failure).toMatchObject({ message: expect.stringContaining('the same ones again') });
  gate.resolve();
  expect((await own).failure).toBeUndefined();
});

test.each<[string, Partial<SigV4Options>]>([
  ['static', { credentials: keyOf('KEY', { expiration: new Date(stoppedClock().time + HOUR) }) }],
  ['the same again', { credentials: async () => keyOf('KEY', { expiration: new Date(stoppedClock().time + HOUR) }) }],
  [
    'not to be had again',
    {
      retry: { retries: 0 },
      credentials: async ({ forceRefresh } = {}) => {
        if (forceRefresh) throw new Error('rate limit');
        return keyOf('KEY', { expiration: new Date(stoppedClock().time + HOUR) });
      },
    },
  ],
])('a skew is corrected also if the credentials seem to have expired by the server, and are %s', async (_, options) => {
  const server = stoppedClock(stoppedClock().time + 2 * HOUR);
  const { status, got } = client({ clock: stoppedClock(), ...options }, ({ signedAt }) =>
    Math.abs(signedAt - server.time) < 5 * MINUTE
      ? OK
      : {
          status: 403,
          headers: { date: new Date(server.time).toUTCString() },
          body: `{"message":"Signature expired: ${amz(signedAt)} is now earlier than ${amz(server.time)} (${amz(server.time)} - 5 min.)"}`,
        },
  );
  expect([await status('/a'), got.length]).toEqual([200, 2]);
});

test('a corrected secret counts as new credentials, also under the same access key id', async () => {
  let secretAccessKey = 'wrong';
  const { status, got } = client(
    {
      credentials: async () => ({ accessKeyId: 'MINIO', secretAccessKey }),
      reauthenticate: async () => {
        secretAccessKey = 'right';
        return { accessKeyId: 'MINIO', secretAccessKey };
      },
    },
    () => (secretAccessKey === 'right' && got.length > 1 ? OK : EXPIRED),
  );
  expect([await status('/a'), got.length]).toEqual([200, 2]);
});

test('a server that the call was redirected to, out of the origin, is not judged', async () => {
  const left: Reply = { status: 403, body: EXPIRED.body!, headers: { date: 'Wed, 01 Jan 2020 00:00:00 GMT' } };
  const credentials = counting();
  const { call, auth, got } = client({ credentials }, () => ({ status: 307, headers: { location: 'https://other/' } }));
  const heard: unknown[] = [];
  auth.on('rejected', (rejection) => heard.push(rejection));
  const leave = async () =>
    ({
      reply: left,
      status: left.status,
      header: (name: string) => left.headers?.[name] ?? null,
      text: async () => left.body!,
      discard: () => {},
    }) as never;
  const { answer, failure } = await call('/a', { redirects: 5, leave });
  expect([answer.status, failure, got.length, credentials.asked.length, heard]).toEqual([403, undefined, 1, 1, []]);
});

test('the events report what happened, in order', async () => {
  const { status, auth } = client({ credentials: counting() }, refusing('KEY1')());
  const heard: unknown[] = [];
  const types = ['signed', 'rejected', 'reauthenticating', 'reauthenticated', 'replayed'] as const;
  for (const type of types) auth.on(type, (event) => heard.push([type, event]));
  await status('/a');
  const info = { method: 'GET', url: 'https://api.example.com/a' };
  const rejection = {
    status: 403,
    verdict: 'expired',
    message: 'The security token included in the request is expired',
    accessKeyId: 'KEY1',
    ...info,
  };
  expect(heard).toEqual([
    ['signed', { ...info, accessKeyId: 'KEY1' }],
    ['rejected', rejection],
    ['reauthenticating', { rejection }],
    ['reauthenticated', { accessKeyId: 'KEY2' }],
    ['signed', { ...info, accessKeyId: 'KEY2' }],
    ['replayed', { ...info, status: 200 }],
  ]);
});

test('a listener that throws does not break a call', async () => {
  const { status, auth } = client({ credentials: counting() }, refusing('KEY1')());
  const types = ['signed', 'rejected', 'reauthenticating', 'reauthenticated', 'replayed'] as const;
  for (const type of types) {
    auth.on(type, () => {
      throw new Error('a bug in the app');
    });
  }
  expect(await status('/a')).toBe(200);
});

test('a call that is aborted while it is signed is not sent', async () => {
  const { call, got, auth } = client({}, () => OK);
  const heard: unknown[] = [];
  auth.on('signed', (event) => heard.push(event));
  const controller = new AbortController();
  const calling = outcome(call('/a', { signal: controller.signal }));
  await settle();
  controller.abort(new Error('left'));
  expect(await calling).toBe('left');
  expect(got).toEqual([]);
  const before = new AbortController();
  before.abort(new Error('was gone'));
  expect(await outcome(call('/a', { signal: before.signal }))).toBe('was gone');
  expect(heard).toEqual([]);
});

test('a call that is aborted during its renewal rejects with the reason, not with the 403', async () => {
  const { call } = client({ credentials: keyOf('OLD'), reauthenticate: () => new Promise(() => {}) }, () => EXPIRED);
  const controller = new AbortController();
  const calling = outcome(call('/a', { signal: controller.signal }));
  await vi.waitUntil(() => true);
  await new Promise((resolve) => setTimeout(resolve, 5));
  controller.abort(new Error('left'));
  expect(await calling).toBe('left');
});

test('a reauthenticate that calls with its own Authenticator gets a deadlock error, and so does the caller', async () => {
  const inner: unknown[] = [];
  const stage = client(
    {
      credentials: keyOf('OLD'),
      reauthenticate: async () => {
        await settle();
        inner.push(await outcome(stage.call('/inner')));
        throw new Error('gave up');
      },
    },
    refusing('OLD')(),
  );
  expect((await stage.call('/a')).failure).toMatchObject({ cause: { message: 'gave up' } });
  expect(inner).toEqual(['reauthentication-deadlock']);
});

test('a network error is assumed to be a 403 only if the credentials have expired, and only reads are replayed', async () => {
  const clock = stoppedClock();
  const asked: string[] = [];
  const credentials = async () => {
    asked.push('asked');
    return keyOf(`KEY${asked.length}`, { expiration: new Date(clock.time + HOUR) });
  };
  const { call, got, auth } = client({ credentials, clock }, ({ key }) => {
    if (key === 'KEY1') {
      clock.time += HOUR;
      throw new TypeError('fetch failed');
    }
    return OK;
  });
  const rejections: unknown[] = [];
  auth.on('rejected', (rejection) => rejections.push(rejection));
  expect((await call('/a')).answer.status).toBe(200);
  expect(rejections).toMatchObject([{ status: 0, verdict: 'expired', accessKeyId: 'KEY1' }]);
  expect(got).toHaveLength(2);

  const fresh = client({ credentials: counting({ expiration: new Date(clock.time + HOUR) }), clock }, () => {
    throw new TypeError('fetch failed');
  });
  expect(await outcome(fresh.call('/a'))).toBe('fetch failed');
  expect(fresh.got).toHaveLength(1);
});

test.each(['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'DELETE', 'PATCH', 'TARGET', 'GETX'])(
  'a hidden 403 of a %s is healed for the next call; only reads are sent again',
  async (method) => {
    const clock = stoppedClock();
    let asks = 0;
    const { call, got } = client(
      { clock, credentials: async () => keyOf(`KEY${++asks}`, { expiration: new Date(clock.time + HOUR) }) },
      ({ key }) => {
        if (key !== 'KEY1') return OK;
        clock.time += HOUR;
        throw new TypeError('fetch failed');
      },
    );
    const isRead = /^(GET|HEAD|OPTIONS)$/.test(method);
    expect(await outcome(call('/a', { method }).then(({ answer }) => answer.status))).toBe(
      isRead ? 200 : 'fetch failed',
    );
    expect([got.length, asks]).toEqual([isRead ? 2 : 1, 2]);
  },
);

test('an error that hides no response is passed on unchanged', async () => {
  const clock = stoppedClock();
  const credentials = counting({ expiration: new Date(clock.time + HOUR) });
  const { call } = client({ credentials, clock }, () => {
    clock.time += 2 * HOUR;
    throw new Error('a bug');
  });
  expect(await outcome(call('/a'))).toBe('a bug');
  expect(credentials.asked).toHaveLength(1);
});

test('a foreign Authorization header is refused, with what to do', async () => {
  const { call, got } = client({}, () => OK);
  const refused = call('/a?token=secret', { headers: { Authorization: 'Bearer x' } });
  await expect(refused).rejects.toMatchObject({ name: 'UnsignableRequestError', code: 'foreign-authorization' });
  await expect(refused).rejects.toThrow(
    /GET https:\/\/api\.example\.com\/a\?token=\[redacted\] already has.*authenticate: false/,
  );
  expect(got).toEqual([]);
});

test('plain http is refused', async () => {
  const { call } = client({}, () => OK);
  expect(await outcome(call('http://api.example.com/'))).toBe('insecure-origin');
});

test('a call that obtains credentials is sent unchanged', async () => {
  const { call } = client({}, () => OK);
  const left: string[] = [];
  await call('https://sts.amazonaws.com/?Action=AssumeRoleWithWebIdentity', {
    leave: async ({ url }) => {
      left.push(url.href);
      return { reply: OK, status: 200, header: () => null, text: async () => '', discard: () => {} };
    },
  });
  expect(left).toEqual(['https://sts.amazonaws.com/?Action=AssumeRoleWithWebIdentity']);
});

test('offline, a call waits before it is signed, and emits an event', async () => {
  let online = false;
  let tell = (): void => {};
  const connectivity = {
    isOnline: () => online,
    onChange: (listener: () => void) => {
      tell = listener;
      return () => {};
    },
  };
  const { status, auth, got } = client({ connectivity }, () => OK);
  const heard: unknown[] = [];
  auth.on('waiting-for-connectivity', (event) => heard.push(event));
  const calling = status('/a');
  await settle();
  expect([got.length, heard]).toEqual([0, [{ method: 'GET', url: 'https://api.example.com/a' }]]);
  online = true;
  tell();
  expect(await calling).toBe(200);
});

/** A server with a clock, which minds five minutes. */
const strict =
  (serverTime: () => number, more: (got: Got) => Partial<Reply> = () => ({})) =>
  (got: Got): Reply => {
    const now = serverTime();
    if (Math.abs(got.signedAt - now) <= 5 * MINUTE) return { ...OK, ...more(got) };
    const message = `Signature expired: ${amz(got.signedAt)} is now earlier than ${amz(now - 5 * MINUTE)} (${amz(now)} - 5 min.)`;
    return { status: 403, body: JSON.stringify({ message }) };
  };

test('a skew is corrected for that server, once, without a renewal', async () => {
  const clock = stoppedClock();
  const credentials = counting();
  const { status, got, auth } = client({ credentials, clock }, (request) =>
    request.url.startsWith('https://skewed.example.com') ? strict(() => clock.time + 20 * MINUTE)(request) : OK,
  );
  const heard: unknown[] = [];
  auth.on('clock-corrected', (event) => heard.push(event));
  expect(await status('https://skewed.example.com/a')).toBe(200);
  expect(await status('https://skewed.example.com/b', { coverage: 'recognised' })).toBe(200);
  expect([got.length, credentials.asked.length, clock.offset]).toEqual([3, 1, 0]);
  expect(heard).toEqual([{ origin: 'https://skewed.example.com', offset: 20 * MINUTE, previousOffset: 0 }]);
});

test('only the time of an origin that the app named is used for others', async () => {
  const clock = stoppedClock();
  const { status, got, auth } = client(
    { clock },
    strict(() => clock.time + 20 * MINUTE),
  );
  const presigned = async () =>
    new URL(await auth.presign('https://other.example.com/x')).searchParams.get('X-Amz-Date');
  await status('/a', { coverage: 'recognised' });
  expect(await presigned()).toBe(amz(clock.time));
  await status('https://other.example.com/a', { coverage: 'recognised' });
  expect(got).toHaveLength(4);

  const named = client(
    { clock },
    strict(() => clock.time + 20 * MINUTE),
  );
  await named.status('/a', { coverage: 'named' });
  await named.status('https://other.example.com/a', { coverage: 'recognised' });
  expect(named.got).toHaveLength(3);
});

test.each([
  ['a mad Date', { date: 'Sat, 13 Sep 275760 00:00:00 GMT' }, ''],
  [
    'a mad ServerTime',
    {},
    '<Error><Code>RequestTimeTooSkewed</Code><ServerTime>+275760-09-13T00:00:00Z</ServerTime></Error>',
  ],
  ['a Date a year away', { date: 'Tue, 05 Jan 2027 00:00:00 GMT' }, '{"message":"Signature expired"}'],
])(
  '%s spoils nothing: no other server, no signature, no presigned URL, and no later call',
  async (_, headers, body) => {
    const clock = stoppedClock();
    const { status, got, auth } = client({ clock, credentials: counting() }, ({ url }) =>
      url.includes('mad') ? { status: 403, headers: headers as Record<string, string>, body } : OK,
    );
    const heard: unknown[] = [];
    auth.on('clock-corrected', (event) => heard.push(event));
    for (let time = 0; time < 3; time++) expect(await status('https://mad.example.com/a')).toBe(403);
    expect(await status('/fine')).toBe(200);
    expect(got.at(-1)!.signedAt).toBe(clock.time);
    for (const host of ['mad', 'api']) {
      const signed = await auth.sign({ url: `https://${host}.example.com/` });
      expect(signed.headers.get('x-amz-date')).toBe(amz(clock.time));
      expect(await auth.presign(`https://${host}.example.com/`)).toContain(amz(clock.time));
    }
    expect([heard, clock.offset]).toEqual([[], 0]);
  },
);

test('a replay that is refused for its time again confirms nothing, and drops the hypothesis', async () => {
  const clock = stoppedClock();
  let offset = 20 * MINUTE;
  const { status, got } = client({ clock }, (request) => {
    offset += 11 * MINUTE;
    return strict(() => clock.time + offset)(request);
  });
  expect(await status('/a')).toBe(403);
  expect(got).toHaveLength(2);
  offset = -11 * MINUTE;
  expect(await status('/a')).toBe(200);
  expect(got.at(-1)!.signedAt).toBe(clock.time);
});

test('if the server gives another reason, the date was right, whatever its clock says', async () => {
  const clock = stoppedClock();
  const { status, got } = client({ clock, credentials: counting() }, ({ key }) =>
    key === 'KEY1' ? { ...EXPIRED, headers: { date: new Date(clock.time + 2 * HOUR).toUTCString() } } : OK,
  );
  expect(await status('/a')).toBe(200);
  expect(got.map(({ signedAt }) => signedAt)).toEqual([clock.time, clock.time]);
});

test('after a bare 403 from a server whose clock is far off, the replay has new credentials and its time', async () => {
  const clock = stoppedClock();
  const server = clock.time + 10 * MINUTE;
  const { status, got } = client({ clock, credentials: counting() }, ({ signedAt, key }) =>
    signedAt === server && key === 'KEY2' ? OK : { ...FORBIDDEN, headers: { date: new Date(server).toUTCString() } },
  );
  expect(await status('/a')).toBe(200);
  expect(got).toHaveLength(2);
});

test.each([
  [239, 1],
  [240, 2],
])('a mismatch %i seconds off is sent %i times', async (seconds, sends) => {
  const clock = stoppedClock();
  const { status, got } = client({ clock, credentials: counting() }, () => ({
    status: 403,
    headers: {
      date: new Date(clock.time + seconds * 1000).toUTCString(),
      'x-amzn-errortype': 'InvalidSignatureException',
    },
    body: '{"message":"The request signature we calculated does not match the signature you provided."}',
  }));
  await status('/a');
  expect(got).toHaveLength(sends);
});

test('a skew that shows that the credentials have expired renews them, too', async () => {
  const clock = stoppedClock();
  const asked: unknown[] = [];
  const credentials = async () => {
    asked.push(0);
    return keyOf(`KEY${asked.length}`, { expiration: new Date(clock.time + HOUR * asked.length * 2) });
  };
  const { status } = client(
    { credentials, clock },
    strict(() => clock.time + 3 * HOUR),
  );
  expect(await status('/a')).toBe(200);
  expect(asked).toHaveLength(2);
});

test('a skew renews expired credentials even if shouldReauthenticate returns false, accurate to the second', async () => {
  const clock = stoppedClock();
  const credentials = async () => keyOf(`KEY${++asks}`, { expiration: new Date(clock.time + HOUR * asks * 2) });
  let asks = 0;
  const { status } = client(
    { credentials, clock, shouldReauthenticate: () => false },
    strict(() => clock.time + 2 * HOUR),
  );
  expect(await status('/a')).toBe(200);
  expect(asks).toBe(2);
});

test('if the issuer’s time is known, no other server decides about expiry', async () => {
  const clock = stoppedClock();
  clock.readAt = clock.time;
  const credentials = counting({ expiration: new Date(clock.time + HOUR) });
  const { status } = client(
    { credentials, clock },
    strict(() => clock.time + 3 * HOUR),
  );
  expect(await status('/a')).toBe(200);
  expect(credentials.asked).toHaveLength(1);
});

test('after a stream that cannot be replayed, the next call uses the server’s time', async () => {
  const clock = stoppedClock();
  const { status, got } = client(
    { clock, payload: 'unsigned', service: 's3' },
    strict(() => clock.time + HOUR),
  );
  expect(await status('/a', { method: 'PUT', body: { stream: {} } })).toBe(403);
  expect(await status('/b', { method: 'PUT', body: { stream: {} } })).toBe(200);
  expect(got).toHaveLength(2);
});

test.each<[string, Reply, boolean]>([
  ['a 429', { status: 429 }, false],
  ["an application's 400", { status: 400, headers: { 'x-amzn-errortype': 'ValidationException' } }, false],
  [
    'a 400 that says in its header that the token has expired',
    { status: 400, headers: { 'x-amzn-errortype': 'ExpiredTokenException' } },
    false,
  ],
  [
    'a 400 whose type stands for several causes',
    { status: 400, headers: { 'x-amzn-errortype': 'BadRequestException' } },
    true,
  ],
  ['a 400 for a wrong signature', { status: 400, headers: { 'x-amzn-errortype': 'InvalidSignatureException' } }, true],
  ['a 400 without a type', { status: 400 }, true],
  ['a 403 with a type', { status: 403, headers: { 'x-amzn-errortype': 'ForbiddenException' } }, true],
  ['a 404', { status: 404 }, false],
])('the body of %s is read to judge it, or not', async (_, reply, isRead) => {
  const stage = client({}, () => reply);
  await stage.status('/a');
  expect(stage.read > 0).toBe(isRead);
});

test('a refused signature is explained, and the explanation is the failure', async () => {
  const { call, auth } = client({}, () => ({
    status: 403,
    headers: { 'x-amzn-errortype': 'InvalidSignatureException' },
    body: '{"message":"The request signature we calculated does not match the signature you provided.\\n\\nThe Canonical String for this request should have been\\n\'GET\\n/other\\n\\nhost:api.example.com\'"}',
  }));
  const heard: Rejection[] = [];
  auth.on('rejected', (rejection) => heard.push(rejection));
  const { failure } = await call('/a');
  expect(failure).toMatchObject({ code: 'signature-refused', message: heard[0]!.explanation });
  expect(heard[0]).toMatchObject({ verdict: 'malformed', explanation: expect.stringContaining('path') });
});

test('a message that echoes the session token is redacted', async () => {
  const { call, auth } = client({ credentials: keyOf('K') }, () => ({
    status: 403,
    body: '{"message":"bad token of K here"}',
  }));
  const heard: Rejection[] = [];
  auth.on('rejected', (rejection) => heard.push(rejection));
  await call('/a');
  expect(heard[0]!.message).toBe('bad [redacted] here');
});

test('a repeated 403 without a reason confirms no time', async () => {
  const clock = stoppedClock();
  const { status, auth } = client({ clock, credentials: counting() }, () => ({
    ...FORBIDDEN,
    headers: { date: new Date(clock.time - 24 * HOUR).toUTCString() },
  }));
  const heard: unknown[] = [];
  auth.on('clock-corrected', (event) => heard.push(event));
  await status('/a');
  await status('/b');
  expect(await auth.presign('https://other.example.com/')).toContain(`X-Amz-Date=${amz(clock.time)}`);
  expect(heard).toEqual([]);
});

test('a provider whose identity changes on every signature fails after five of them', async () => {
  let asks = 0;
  let who: string | undefined;
  const credentials = Object.assign(
    async () => {
      asks++;
      return keyOf(`KEY${asks}`);
    },
    // It flaps: known, not known, known…
    {
      principal: () => {
        who = who === undefined ? 'alice' : undefined;
        return who;
      },
    },
  );
  const { call, got } = client({ credentials }, () => OK);
  expect(await outcome(call('/a'))).toBe('identity-unknown');
  expect(got).toEqual([]);
  expect(asks).toBeLessThan(50);
});

test('if the same user signs in again meanwhile, the request is still sent, once', async () => {
  let fire = (): void => {};
  const credentials = Object.assign(async () => keyOf('KEY'), {
    principal: () => 'alice',
    onChange: (listener: () => void) => {
      fire = listener;
    },
  });
  const { status, auth, got } = client({ credentials }, () => OK);
  await auth.sign({ url: 'https://api.example.com/' });
  const sending = status('/a');
  fire();
  expect(await sending).toBe(200);
  expect(got).toHaveLength(1);
});

test('the call tells its client while it waits for a sign-in, also if nobody signs in', async () => {
  const waits: boolean[] = [];
  const onSignInWait = (isWaiting: boolean): void => void waits.push(isWaiting);
  const provider = (untilSignedIn: () => Promise<void>) =>
    Object.assign(async () => keyOf('GUEST', { principal: null } as never), { untilSignedIn });
  const gaveUp = client(
    {
      credentials: provider(async () => {
        throw new Error('nobody signed in');
      }),
    },
    () => NOT_ALLOWED,
  );
  expect((await gaveUp.call('/a', { onSignInWait })).failure).toMatchObject({ message: 'nobody signed in' });
  expect(waits).toEqual([true, false]);
});

test('a call whose user has changed during the renewal is not replayed as the next one', async () => {
  let principal = 'alice';
  let tell = (): void => {};
  const credentials = Object.assign(async () => keyOf(`KEY-${principal}`, { principal }), {
    onChange: (listener: () => void) => {
      tell = listener;
    },
    principal: () => principal,
  });
  const { call, got } = client(
    {
      credentials,
      reauthenticate: async () => {
        principal = 'bob';
        tell();
        return undefined;
      },
    },
    ({ key }) => (key === 'KEY-alice' ? EXPIRED : OK),
  );
  const result = await outcome(call('/a').then(({ failure }) => failure));
  expect(result).not.toBeUndefined();
  expect(got.map(({ key }) => key)).toEqual(['KEY-alice']);
});

test.each([300, 304, 305, 399])('a %s is no redirect that can be followed', async (status) => {
  const { call } = client({}, () => ({ status, headers: { location: '/b' } }));
  expect((await call('/a', { redirects: 5 })).answer.status).toBe(status);
});
