import { Readable } from 'node:stream';
import { createSigV4 } from 'sigv4-interceptor';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { describe, expect, onTestFinished, test, vi } from 'vitest';

const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const signingDate = new Date('2015-08-30T12:36:00Z');
const api = 'https://abc.execute-api.eu-west-1.amazonaws.com';

test.each([
  ['a+b=c+d&x=%7e&k&=v&a%2bb=%c3%a9', '?a%20b=c%20d&x=~&k=&=v&a%2Bb=%C3%A9'],
  ['&&a=1&&', '?a=1'],
  ['100%&q=50%zz', '?100%25=&q=50%25zz'],
  ['', ''],
])('the query %j is sent as %j', async (query, sent) => {
  const { url } = await createSigV4({ credentials: keys }).sign({ url: `${api}/p?${query}` });
  expect(url).toBe(`${api}/p${sent}`);
});

test.each([
  ['/a b/é', '/a%20b/%C3%A9'],
  ["/it's:(x)*!@$&+,;=", '/it%27s%3A%28x%29%2A%21%40%24%26%2B%2C%3B%3D'],
  ['/%2f/%7E/%e1%88%b4', '/%2F/~/%E1%88%B4'],
  ['', '/'],
])('the path %j is sent as %j', async (path, sent) => {
  const { url } = await createSigV4({ credentials: keys }).sign({ url: `${api}${path}` });
  expect(url).toBe(`${api}${sent}`);
});

test.each([
  ['nothing absolute', '/relative', 'malformed-url'],
  ['userinfo', 'https://u:p@abc.execute-api.eu-west-1.amazonaws.com/', 'malformed-url'],
  ['invalid UTF-8', `${api}/%ff`, 'malformed-url'],
  ['a lone surrogate', `${api}/\ud800`, 'malformed-url'],
  ['a backslash', `${api}/a\\b`, 'malformed-url'],
  ['__proto__', `${api}/?__proto__=1`, 'malformed-url'],
  ['a presigned URL', `${api}/?X-Amz-Signature=1`, 'already-signed'],
  ['an unknown host', 'https://api.example.com/', 'unknown-endpoint'],
  ['SigV4a', 'https://mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com/', 'unknown-endpoint'],
])('refuses %s with a clear error', async (_, url, code) => {
  await expect(createSigV4({ credentials: keys }).sign({ url })).rejects.toMatchObject({
    name: 'UnsignableRequestError',
    code,
  });
});

test('signs only headers that proxies do not change, and those that the app adds', async () => {
  const auth = createSigV4({ credentials: keys, signedHeaders: ['X-Mine', 'Content-Length'] });
  const { headers } = await auth.sign({
    method: 'post',
    url: api,
    body: 'hello',
    headers: {
      'content-type': 'text/plain',
      'content-length': '5',
      'content-md5': 'x',
      range: 'bytes=0-1',
      'if-match': '*',
      'x-amz-meta-a': 'b',
      'x-mine': 'm',
      'user-agent': 'u',
      accept: '*/*',
      'accept-encoding': 'gzip',
      cookie: 'c=1',
      connection: 'close',
      'x-amzn-trace-id': 't',
      traceparent: 't',
      'x-amz-date': 'stale',
      'x-amz-security-token': 'stale',
    },
  });
  expect(/SignedHeaders=([^,]+)/.exec(headers.get('authorization')!)![1]).toBe(
    'content-length;content-md5;content-type;host;if-match;range;x-amz-date;x-amz-meta-a;x-mine',
  );
  expect(headers.get('cookie')).toBe('c=1');
  expect(headers.get('x-amz-date')).not.toBe('stale');
  expect(headers.has('x-amz-security-token')).toBe(false);
});

test('S3 gets its content hash, or UNSIGNED-PAYLOAD if requested; other services refuse that', async () => {
  const s3 = 'https://b.s3.eu-west-1.amazonaws.com/k';
  const auth = createSigV4({ credentials: keys });
  const hash = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';
  expect((await auth.sign({ method: 'PUT', url: s3, body: 'hello' })).headers.get('x-amz-content-sha256')).toBe(hash);
  const unsigned = await auth.sign({ method: 'PUT', url: s3, body: 'hello' }, { payload: 'unsigned' });
  expect(unsigned.headers.get('x-amz-content-sha256')).toBe('UNSIGNED-PAYLOAD');
  expect(unsigned.canonicalRequest.endsWith('\nUNSIGNED-PAYLOAD')).toBe(true);
  await expect(auth.sign({ method: 'PUT', url: api, body: 'x' }, { payload: 'unsigned' })).rejects.toMatchObject({
    code: 'unsigned-payload-refused',
  });
  const lattice = await auth.sign({
    method: 'PUT',
    url: 'https://svc.7d67968.vpc-lattice-svcs.eu-west-1.on.aws/',
    body: 'x',
  });
  expect(lattice.headers.get('x-amz-content-sha256')).toBe('UNSIGNED-PAYLOAD');
});

test('IoT gets its session token after signing', async () => {
  const url = await createSigV4({ credentials: { ...keys, sessionToken: 'a+b/c=' } }).presign(
    'wss://abc-ats.iot.eu-west-1.amazonaws.com/mqtt',
    { signingDate },
  );
  expect(url).toMatch(/&X-Amz-Signature=[\da-f]{64}&X-Amz-Security-Token=a%2Bb%2Fc%3D$/);
  expect(url).toContain('%2Feu-west-1%2Fiotdevicegateway%2Faws4_request');
});

test('S3 Express gets its token under a different name', async () => {
  const { headers } = await createSigV4({ credentials: { ...keys, sessionToken: 't' } }).sign({
    url: 'https://b--euw1-az1--x-s3.s3express-euw1-az1.eu-west-1.amazonaws.com/k',
  });
  expect(headers.get('x-amz-s3session-token')).toBe('t');
  expect(headers.has('x-amz-security-token')).toBe(false);
});

test('presign returns the URL from the S3 documentation', async () => {
  // "Authenticating requests: using query parameters", the example of the S3 API Reference.
  const url = await createSigV4({
    credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
  }).presign('https://examplebucket.s3.amazonaws.com/test.txt', {
    expiresIn: 86_400,
    signingDate: new Date('2013-05-24T00:00:00Z'),
  });
  expect(new URL(url).searchParams.get('X-Amz-Signature')).toBe(
    'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404',
  );
});

test.each([0, 604_801, 1.5, Number.NaN])('presign rejects %d seconds', async (expiresIn) => {
  await expect(createSigV4({ credentials: keys }).presign(api, { expiresIn })).rejects.toThrow(RangeError);
});

test('signs a Request without consuming it, with other credentials if given', async () => {
  const request = new Request(`${api}/x`, {
    method: 'PUT',
    body: new Uint8Array([1, 2, 255]),
    headers: { 'content-type': 'a/b' },
  });
  const signed = await createSigV4({ credentials: keys }).sign(request, {
    credentials: { ...keys, accessKeyId: 'OTHER' },
    signingDate,
  });
  expect(signed).toMatchObject({ method: 'PUT', url: `${api}/x`, body: new Uint8Array([1, 2, 255]) });
  expect(signed.headers.get('authorization')).toContain('Credential=OTHER/20150830/eu-west-1/execute-api/aws4_request');
  expect(signed.headers.get('content-type')).toBe('a/b');
  expect(request.bodyUsed).toBe(false);
});

test('signs where the global Promise is not the one of async functions, as with zone.js and in React Native', async () => {
  const input = { method: 'post', url: api, body: 'hello' };
  const { signature } = await createSigV4({ credentials: { ...keys } }).sign(input, { signingDate });
  vi.stubGlobal('Promise', class extends Promise<unknown> {});
  onTestFinished(() => void vi.unstubAllGlobals());
  // Other credentials, so that no signing key is known yet.
  const other = await createSigV4({ credentials: { ...keys } }).sign(input, { signingDate });
  expect(other.signature).toBe(signature);
});

test('signs x-amz-date in place of the date, which platforms rewrite', async () => {
  const auth = createSigV4({ credentials: keys, signedHeaders: ['Date'] });
  const date = 'Sun, 30 Aug 2015 12:36:00 GMT';
  const { headers, canonicalRequest } = await auth.sign({ url: api, headers: { date } }, { signingDate });
  expect(headers.get('date')).toBe(date);
  expect(canonicalRequest).toMatch(/^host;x-amz-date$/m);
});

test.each([
  ['credentials', { credentials: undefined }],
  ['credentials', { credentials: { accessKeyId: 'x' } }],
  ['region', { region: '' }],
  ['origins', { origins: 'api.example.com' }],
  ['payload', { payload: 'none' }],
  ['clock', { clock: {} }],
  ['connectivity', { connectivity: 'maybe' }],
  ['refreshBeforeExpiry', { refreshBeforeExpiry: -1 }],
  ['reauthenticate', { reauthenticate: 'yes' }],
  ['signedHeaders', { signedHeaders: 'host' }],
])('a wrong %s is a TypeError that names it', (name, options) => {
  expect(() => createSigV4({ credentials: keys, ...options } as never)).toThrow(TypeError);
  expect(() => createSigV4({ credentials: keys, ...options } as never)).toThrow(name);
});

test('a content hash that is not sent is not signed, even if the app lists its header', async () => {
  const auth = createSigV4({ credentials: keys, signedHeaders: ['X-Amz-Content-Sha256'] });
  const { headers } = await auth.sign({ method: 'POST', url: api, body: 'hello' }, { signingDate });
  expect(headers.has('x-amz-content-sha256')).toBe(false);
  expect(headers.get('authorization')).toContain('SignedHeaders=host;x-amz-date,');
  const url = new URL(await auth.presign(api, { method: 'POST', body: 'hello', signingDate }));
  expect(url.searchParams.get('X-Amz-SignedHeaders')).toBe('host');
});

test('each signature uses the key of its own day, region, service and secret', async () => {
  const credentials = { ...keys };
  const auth = createSigV4({ credentials, region: 'eu-west-1', service: 'execute-api' });
  const today = { signingDate };
  const variants = [
    today,
    { signingDate: new Date('2015-08-31T12:36:00Z') },
    { ...today, region: 'us-east-1' },
    { ...today, service: 'appsync' },
    { ...today, credentials: { ...keys, secretAccessKey: 'another' } },
    today,
  ];
  const fresh = (per: object) =>
    createSigV4({ credentials: { ...credentials }, region: 'eu-west-1', service: 'execute-api' }).sign(
      { url: api },
      per,
    );
  const signatures = [];
  for (const per of variants) {
    const { signature } = await auth.sign({ url: api }, per);
    expect(signature).toBe((await fresh(per)).signature);
    signatures.push(signature);
  }
  expect(new Set(signatures).size).toBe(5);

  credentials.secretAccessKey = 'rotated in place';
  const { signature } = await auth.sign({ url: api }, today);
  expect(signatures).not.toContain(signature);
  expect(signature).toBe((await fresh(today)).signature);
});

test('concurrent signatures do not mix', async () => {
  const auth = createSigV4({ credentials: keys });
  const urls = Array.from({ length: 20 }, (_, index) => `${api}/${'x'.repeat(index)}`);
  const together = await Promise.all(urls.map((url) => auth.sign({ url, body: url, method: 'PUT' }, { signingDate })));
  for (const [index, url] of urls.entries()) {
    expect(together[index]).toEqual(await auth.sign({ url, body: url, method: 'PUT' }, { signingDate }));
  }
});

test.each([
  ['an object', { name: 'Zoë', tags: [1] }],
  ['an array', [1, { a: null }]],
  ['an object without a prototype', Object.assign(Object.create(null), { a: 1 })],
])('%s is signed as JSON if the content type says so', async (_, given) => {
  const auth = createSigV4({ credentials: keys });
  const headers = { 'Content-Type': 'application/x-amz-json-1.1' };
  const signed = await auth.sign({ method: 'POST', url: api, headers, body: given }, { signingDate });
  const text = JSON.stringify(given);
  expect(signed).toEqual(await auth.sign({ method: 'POST', url: api, headers, body: text }, { signingDate }));
  expect(new TextDecoder().decode(signed.body as Uint8Array)).toBe(text);
});

test('an object is refused unless the content type is JSON, and a stream is never mistaken for one', async () => {
  const auth = createSigV4({ credentials: keys });
  for (const headers of [{}, { 'content-type': 'text/plain' }]) {
    await expect(auth.sign({ method: 'POST', url: api, headers, body: { a: 1 } })).rejects.toMatchObject({
      code: 'unsupported-body',
      message: expect.stringContaining('JSON.stringify'),
    });
  }
  const headers = { 'content-type': 'application/json' };
  const streamed = await auth.sign({ method: 'POST', url: api, headers, body: Readable.from(['{}']) });
  expect(new TextDecoder().decode(streamed.body as Uint8Array)).toBe('{}');
});

test.each([
  ['accessKeyId', { accessKeyId: 'AKID\nEXAMPLE' }],
  ['sessionToken', { sessionToken: 'session-secret\r\n' }],
  ['sessionToken', { sessionToken: 'session-secret\u2028' }],
])('an %s that a header cannot contain is rejected by name, and never shown', async (name, broken) => {
  const given = { ...keys, ...broken };
  const message = expect.stringMatching(`an? ${name} with a line break or another character`);
  expect(() => createSigV4({ credentials: given })).toThrow(expect.objectContaining({ name: 'TypeError', message }));
  const refusal = { code: 'credentials-unavailable', message };
  await expect(createSigV4({ credentials: async () => given }).sign({ url: api })).rejects.toMatchObject(refusal);
  await expect(createSigV4({ credentials: keys }).sign({ url: api }, { credentials: given })).rejects.toMatchObject(
    refusal,
  );
});

test.each(['region', 'service'])('a %s that a header cannot contain is rejected by name', async (name) => {
  expect(() => createSigV4({ credentials: keys, [name]: 'x\ny' })).toThrow(`${name}: pass`);
  await expect(createSigV4({ credentials: keys }).sign({ url: api }, { [name]: 'x\ny' })).rejects.toThrow(
    `${name}: pass`,
  );
});

describe('a large Blob in Node', () => {
  const text = 'abcdefgh'.repeat(400_000);
  const auth = createSigV4({ credentials: keys, clock: { now: () => signingDate.getTime(), offset: 0 } });

  /** The Authorization header that a body is sent with. */
  const authorizationOf = async (body: BodyInit): Promise<string | null> => {
    const sent: Headers[] = [];
    const client: typeof fetch = async (_, init) => {
      sent.push(new Headers(init?.headers));
      return new Response();
    };
    await wrapFetch(client, auth)(api, { method: 'PUT', body, headers: { 'content-type': 'text/plain' } });
    return sent[0]!.get('authorization');
  };
  const blobWith = (members: PropertyDescriptorMap): Blob => Object.defineProperties(new Blob([text]), members);

  test('is hashed while it is read, and is never in memory as a whole', async () => {
    const readAsWhole = () => Promise.reject(new Error('The whole Blob was read.'));
    const blob = blobWith({ arrayBuffer: { value: readAsWhole } });
    expect(await authorizationOf(blob)).toBe(await authorizationOf(text));
  });

  test('is hashed without a stream as well, which older versions of jsdom lack', async () => {
    expect(await authorizationOf(blobWith({ stream: { value: undefined } }))).toBe(await authorizationOf(text));
  });

  test('that cannot be read fails with its own error', async () => {
    const lost = new Error('The file was deleted.');
    const stream = () => new ReadableStream({ start: (controller) => controller.error(lost) });
    await expect(authorizationOf(blobWith({ stream: { value: stream } }))).rejects.toBe(lost);
  });
});
