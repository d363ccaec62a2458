import { createSigV4 } from 'sigv4-interceptor';
import { explain } from 'sigv4-interceptor/explain';
import { createAwsMock } from 'sigv4-interceptor/mocks';
import { expect, onTestFinished, test } from 'vitest';

/** What somebody on the way, or the client, does to a request that was signed. */
type Change = (request: { method: string; url: URL; headers: Headers; body: string }) => void;

/** Signs a request, has it changed on the way to the mock, and explains the refusal. */
const refused = async (change: Change, options: { secret?: string; service?: string } = {}) => {
  const mock = createAwsMock();
  const { url, close } = await mock.listen();
  onTestFinished(close);
  const given = mock.issueCredentials();
  const credentials = { ...given, ...(options.secret && { secretAccessKey: options.secret }) };
  const auth = createSigV4({
    credentials,
    region: 'us-east-1',
    service: options.service ?? 'execute-api',
    origins: url,
  });
  const signed = await auth.sign({
    method: 'POST',
    url: `${url}/prod/items?page=1&q=a%20b`,
    headers: { 'content-type': 'application/json', 'x-amz-meta': 'x' },
    body: '{"a":1}',
  });
  const request = {
    method: signed.method,
    url: new URL(signed.url),
    headers: new Headers(signed.headers),
    body: '{"a":1}',
  };
  change(request);
  const { method, url: target, headers, body } = request;
  const response = await fetch(target, { method, headers, ...(method !== 'GET' && { body }) });
  expect(response.status).toBe(403);
  return { explanation: explain(await response.text(), signed), given };
};

test.each<[string, Change, object, RegExp]>([
  ['another method', (r) => (r.method = 'PUT'), { part: 'method' }, /POST.*PUT/],
  [
    'a stage that is gone',
    (r) => (r.url.pathname = '/items'),
    { part: 'path' },
    /'\/prod\/items'.*'\/items'; a proxy or a custom domain/,
  ],
  [
    'another segment',
    (r) => (r.url.pathname = '/prod/Items'),
    { part: 'path', name: 'items' },
    /segment 2 differs: here it is 'items', at the server 'Items'/,
  ],
  ['another path', (r) => (r.url.pathname = '/prod/things/7'), { part: 'path' }, /a proxy changed the path/],
  [
    'a parameter more',
    (r) => r.url.searchParams.append('utm', '1'),
    { part: 'query', name: 'utm' },
    /a proxy added it/,
  ],
  ['a parameter less', (r) => r.url.searchParams.delete('page'), { part: 'query', name: 'page' }, /a proxy removed it/],
  [
    'another value',
    (r) => r.url.searchParams.set('page', '2'),
    { part: 'query', name: 'page' },
    /'1', at the server '2'/,
  ],
  [
    'another content type',
    (r) => r.headers.set('content-type', 'text/plain'),
    { part: 'header', name: 'content-type' },
    /after it was signed/,
  ],
  [
    'a changed header',
    (r) => r.headers.set('x-amz-meta', 'y'),
    { part: 'header', name: 'x-amz-meta' },
    /'x', at the server 'y'; a proxy/,
  ],
  ['another body', (r) => (r.body = '{ "a": 1 }'), { part: 'payload' }, /re-encoded/],
  ['no body', (r) => (r.body = ''), { part: 'payload' }, /the server got no body/],
])('%s', async (_, change, expected, sentence) => {
  const { explanation } = await refused(change);
  expect(explanation).toMatchObject(expected);
  expect(explanation!.sentence).toMatch(sentence);
});

test('a secret that does not belong to the key', async () => {
  const { explanation, given } = await refused(() => {}, { secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYWRONGKEY12' });
  expect(explanation).toMatchObject({ part: 'secret' });
  expect(explanation!.sentence).not.toContain(given.secretAccessKey);
});

test('a session token is never shown', async () => {
  const answer =
    '{"message":"The request signature we calculated does not match the signature you provided. The Canonical String for this request should have been\\n\'GET\\n/\\n\\nhost:a\\nx-amz-security-token:THEIR-TOKEN\\n\\nhost;x-amz-security-token\\ne3b0\\n\'"}';
  const explanation = explain(answer.replace("e3b0\\n'", "e3b0'"), {
    canonicalRequest: 'GET\n/\n\nhost:a\nx-amz-security-token:MY-TOKEN\n\nhost;x-amz-security-token\ne3b0',
  });
  expect(explanation).toMatchObject({ part: 'header', name: 'x-amz-security-token' });
  expect(JSON.stringify(explanation)).not.toMatch(/TOKEN/);
});

test("S3's answer", () => {
  const answer = `<Error><Code>SignatureDoesNotMatch</Code><StringToSign>AWS4-HMAC-SHA256
20260101T000000Z
20260101/eu-west-1/s3/aws4_request
abc</StringToSign><CanonicalRequest>GET
/a%20b

host:bucket.s3.amazonaws.com

host
UNSIGNED-PAYLOAD</CanonicalRequest></Error>`;
  const canonical = (path: string) => `GET\n${path}\n\nhost:bucket.s3.amazonaws.com\n\nhost\nUNSIGNED-PAYLOAD`;
  expect(explain(answer, { canonicalRequest: canonical('/a%2520b') })).toMatchObject({
    part: 'path',
    sentence: expect.stringContaining('twice'),
  });
  const stringToSign = 'AWS4-HMAC-SHA256\n20260101T000000Z\n20260101/us-east-1/s3/aws4_request\nabc';
  expect(explain(answer, { canonicalRequest: canonical('/a%20b'), stringToSign })).toMatchObject({
    part: 'scope',
    sentence: expect.stringMatching(/us-east-1.*eu-west-1/),
  });
});

test('a response that does not say what was expected', () => {
  expect(explain('{"message":"Forbidden"}', { canonicalRequest: 'GET\n/\n\nhost:a\n\nhost\ne3b0' })).toBeUndefined();
});

test.each<[string, string, object, RegExp]>([
  [
    'a wrong service',
    `{"message":"Credential should be scoped to a valid region. Credential should be scoped to correct service: 'execute-api'. "}`,
    { part: 'scope' },
    /signed for 20260101\/us-east-1\/s3\/aws4_request, and the server expects another region and service 'execute-api'/,
  ],
  [
    'a wrong region, as S3 says it',
    '<Error><Code>AuthorizationHeaderMalformed</Code><Message>The authorization header is malformed</Message><Region>eu-west-1</Region></Error>',
    { part: 'scope' },
    /expects region 'eu-west-1'; set region/,
  ],
  [
    'a body changed on the way, as S3 says it',
    `<Error><Code>XAmzContentSHA256Mismatch</Code><ClientComputedContentSHA256>${'a'.repeat(64)}</ClientComputedContentSHA256><S3ComputedContentSHA256>${'b'.repeat(64)}</S3ComputedContentSHA256></Error>`,
    { part: 'payload' },
    /re-encoded/,
  ],
  ['a path without a route', '{"message":"Missing Authentication Token"}', { part: 'route' }, /no route for GET '\/a'/],
  [
    'an Authorization that was replaced',
    '{"message":"Invalid key=value pair (missing equal-sign) in Authorization header (hashed …)"}',
    { part: 'authorization' },
    /replaced it/,
  ],
])('%s', (_, answer, expected, sentence) => {
  const explanation = explain(answer, {
    canonicalRequest: 'GET\n/a\n\nhost:a\n\nhost\ne3b0',
    stringToSign: 'AWS4-HMAC-SHA256\n20260101T000000Z\n20260101/us-east-1/s3/aws4_request\nabc',
  });
  expect(explanation).toMatchObject(expected);
  expect(explanation!.sentence).toMatch(sentence);
});

test.each([
  [
    'JSON',
    (text: string) =>
      JSON.stringify({ message: text }).replace(/[&=<>']/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`),
  ],
  ['XML', (text: string) => `<Error>${text.replace(/[&=<>']/g, (c) => `&#x${c.charCodeAt(0).toString(16)};`)}</Error>`],
  [
    'XML with named entities',
    (text: string) => `<Error>${text.replaceAll('&', '&amp;').replaceAll("'", '&apos;')}</Error>`,
  ],
])('a response in %s is read, however it is escaped', (_, write) => {
  const canonical = (x: string) => `GET\n/\na=1&x=${x}\nhost:a\n\nhost\ne3b0`;
  const answer = write(`The Canonical String for this request should have been\n'${canonical('2')}'`);
  expect(explain(answer, { canonicalRequest: canonical('1') })).toMatchObject({ part: 'query', name: 'x' });
});
