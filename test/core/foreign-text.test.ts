// Texts that others write: the answers of servers, what a store holds, the address of a page. Each parser gets 1 MB of what its
// own patterns look for. One that is not linear would take minutes for it, and meet the tests' time limit.
import fc from 'fast-check';
import { createSigV4, isAuthError } from 'sigv4-interceptor';
import {
  basicFlow,
  cookieStorage,
  createCognitoSession,
  memoryStorage,
  type SessionStorage,
} from 'sigv4-interceptor/cognito';
import { explain } from 'sigv4-interceptor/explain';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { createHostedUi } from 'sigv4-interceptor/hosted-ui';
import { expect, test } from 'vitest';
import { measureOffset } from '../../src/core/clock.js';
import { redactMessage, redactUrl } from '../../src/core/redact.js';
import { nextHop } from '../../src/core/next-hop.js';
import { judge } from '../../src/core/rejection.js';
import { readRecord } from '../../src/cognito/session/record/record.js';
import { claimsOf } from '../../src/token/jwt.js';

const MEGABYTE = 1_048_576;

/** Pieces that any pattern may stumble over. */
const COMMON = [
  'a',
  '0',
  ' ',
  '\n',
  '\r\n',
  '"',
  "'",
  '\\',
  '\\u',
  '.',
  ',',
  ':',
  '=',
  '&',
  '%',
  '<',
  '>',
  '[',
  '{',
  '}',
  '\0',
  'é',
  '\ud800',
];

/** A beginning, something that is repeated up to 1 MB, and an end. */
const hugeText = (pieces: readonly string[]): fc.Arbitrary<string> => {
  const piece = fc.oneof(fc.constantFrom(...pieces), fc.constantFrom(...COMMON));
  const some = fc.array(piece, { maxLength: 4 }).map((parts) => parts.join(''));
  return fc
    .tuple(
      some,
      fc.array(piece, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('')),
      some,
    )
    .map(
      ([begin, unit, end]) =>
        begin + unit.repeat(Math.floor((MEGABYTE - begin.length - end.length) / unit.length)) + end,
    );
};

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI', sessionToken: 'FwoGZXIvYXdz' };
const signed = {
  canonicalRequest: 'GET\n/pets\n\nhost:a.test\n\nhost\nUNSIGNED-PAYLOAD',
  stringToSign: 'AWS4-HMAC-SHA256\n\ns\n',
};
const request = { method: 'GET', url: new URL('https://a.test/'), headers: {}, body: undefined } as never;

/** Signs in, where the user pool answers everything with `text`. */
const askUserPool = async (text: string, status: number): Promise<unknown> => {
  const session = createCognitoSession({
    userPoolId: 'eu-west-1_Example',
    userPoolClientId: 'client',
    storage: memoryStorage(),
    retry: { retries: 0 },
    fetch: async () => new Response(text, { status }),
  });
  return session.signIn({ username: 'alice', password: 'secret-9', authFlow: 'USER_PASSWORD_AUTH' });
};

const askSts = (text: string, status: number): Promise<unknown> =>
  basicFlow({ authenticatedRoleArn: 'arn:aws:iam::1:role/r' })({
    endpoint: 'https://sts.test/',
    fetch: async () => new Response(text, { status }),
    retry: { retries: 0 },
  })('token', false);

/** Comes back from a sign-in page whose provider answers with `text`. */
const askProvider = async (text: string, status: number): Promise<unknown> => {
  const session = createCognitoSession({
    identityPoolId: 'eu-west-1:11111111-1111-4111-8111-111111111111',
    storage: memoryStorage(),
    fetch: async () => new Response(text, { status, headers: { 'content-type': 'application/json' } }),
  });
  const hostedUi = createHostedUi({
    session,
    clientId: 'c',
    authorizationEndpoint: 'https://idp.test/authorize',
    tokenEndpoint: 'https://idp.test/token',
    issuer: 'https://idp.test/',
    redirectSignIn: ['https://app.test/'],
  });
  const state = new URL(await hostedUi.getSignInUrl()).searchParams.get('state');
  return hostedUi.handleAuthResponse(`https://app.test/?code=c&state=${state}`);
};

const discover = (text: string): Promise<unknown> => {
  const session = createCognitoSession({
    identityPoolId: 'eu-west-1:11111111-1111-4111-8111-111111111111',
    storage: memoryStorage(),
    fetch: async () => new Response(text, { headers: { 'content-type': 'application/json' } }),
  });
  return createHostedUi({
    session,
    clientId: 'c',
    issuer: 'https://idp.test',
    redirectSignIn: ['https://app.test/'],
  }).getSignInUrl();
};

/** A session whose storage holds `text` under every key. */
const restore = async (text: string): Promise<unknown> => {
  const storage: SessionStorage = { get: () => text, set: () => {}, remove: () => {} };
  const session = createCognitoSession({
    userPoolId: 'eu-west-1_Example',
    userPoolClientId: 'client',
    storage,
    retry: { retries: 0 },
    waitForSignIn: false,
    fetch: async () => new Response('{}'),
  });
  return session.getTokens();
};

const callRefused = async (body: string): Promise<unknown> => {
  const auth = createSigV4({ credentials, region: 'eu-west-1', service: 'execute-api' });
  const explained: unknown[] = [];
  auth.on('rejected', (rejection) => explained.push(rejection));
  const fetch = wrapFetch(async () => new Response(body, { status: 403 }), auth);
  await fetch('https://a.test/pets');
  expect(JSON.stringify(explained).length).toBeLessThan(2000);
  return explained;
};

const AWS_ANSWER = [
  '{"message":"',
  '"__type":"',
  '"code":"',
  '<Code>',
  '</Code>',
  '<Message>',
  '#',
  'Signature expired: ',
  '(20260101T000000Z - 5 min.)',
  'security token ',
  'expired',
  "The Canonical String for this request should have been\n'",
  "The String-to-Sign should have been\n'",
  '<CanonicalRequest>',
  '</CanonicalRequest>',
  '<StringToSign>',
  'Credential should be scoped to ',
  "expecting 'eu-west-1'",
  '<Region>',
  'eyJh',
  'AWS4-HMAC-SHA256 Credential=',
  '&#x41;',
  '&amp;',
  '&',
  '<ServerTime>',
  '</ServerTime>',
  '2026-01-01T00:00:00Z',
];
const COGNITO_ANSWER = [
  '{"ChallengeName":"NEW_PASSWORD_REQUIRED","ChallengeParameters":{"requiredAttributes":"',
  '"}}',
  '{"AuthenticationResult":{"AccessToken":"',
  '{"__type":"NotAuthorizedException","message":"',
  "Value '",
  "' at '",
  'eyJh',
  'secret-9',
  '"}',
];
const STS_ANSWER = [
  '<Code>',
  '</Code>',
  '<AccessKeyId>',
  '</AccessKeyId>',
  '<Expiration>',
  '<Message>',
  'ExpiredToken',
];
const TOKEN_ANSWER = [
  '{"access_token":"',
  '","id_token":"',
  'eyJhbGciOiJSUzI1NiJ9.',
  'eyJpc3MiOiJodHRwczovL2lkcC50ZXN0LyJ9.',
  '"error":"',
  'error_description',
  '"token_type":"bearer"',
  '"}',
];
const DISCOVERY = [
  '{"issuer":"https://idp.test"',
  ',"authorization_endpoint":"',
  'https://',
  'javascript:',
  '"}',
  '@',
  '/',
];
const RECORD = [
  '{"version":1,"configuration":"',
  '"login":{"kind":"userPool","id":"',
  '"principal":"',
  '__proto__',
  '"}',
  '-1.',
  '~',
  '0-8.',
];

test.each<[string, readonly string[], (text: string) => unknown]>([
  [
    'a refusal of AWS',
    AWS_ANSWER,
    (text) => judge({ status: 403, errorType: null, text, isSkewed: false, unauthorizedIsRejection: true }),
  ],
  [
    'the type of a refusal',
    AWS_ANSWER,
    (errorType) => judge({ status: 403, errorType, text: '', isSkewed: false, unauthorizedIsRejection: true }),
  ],
  ["a server's time", AWS_ANSWER, (text) => measureOffset({ sentAt: 0, receivedAt: 0, date: null, age: null, text })],
  [
    'a Date header',
    ['Sun, ', '22 Nov 2026 ', '00:00:00 ', 'GMT', '(', ')', '+', '-'],
    (date) => measureOffset({ sentAt: 0, receivedAt: 0, date, age: null, text: '' }),
  ],
  ['a mismatch to explain', AWS_ANSWER, (text) => explain(text, signed)],
  ['a call that is refused', AWS_ANSWER, callRefused],
  ['a message to show', AWS_ANSWER, (text) => redactMessage(text, ['secret-of-8', undefined])],
  ['a URL to show', ['https://', '@', '#', '?', 'X-Amz-Signature=', '%58', 'token='], redactUrl],
  [
    'a redirect',
    ['https://', 'http:', '//', '/../', '@', '%2e', '?', '#', '\\'],
    (location) => {
      // What is no URL becomes a RedirectError where it is followed.
      expect(() => URL.canParse(location, 'https://a.test/') && nextHop(request, 302, location)).not.toThrow(
        RangeError,
      );
    },
  ],
  ['a token', ['eyJh', 'eyJzdWIiOiIx', '.', '-', '_', '=='], claimsOf],
  ['an answer of a user pool', COGNITO_ANSWER, (text) => askUserPool(text, 200)],
  ['a refusal of a user pool', COGNITO_ANSWER, (text) => askUserPool(text, 400)],
  ['an answer of STS', STS_ANSWER, (text) => askSts(text, 200)],
  ['a refusal of STS', STS_ANSWER, (text) => askSts(text, 400)],
  ['tokens of a provider', TOKEN_ANSWER, (text) => askProvider(text, 200)],
  ['a refusal of a provider', TOKEN_ANSWER, (text) => askProvider(text, 400)],
  ['a discovery document', DISCOVERY, discover],
  ['a stored record', RECORD, (text) => readRecord(text, 0)],
  ['a stored session', RECORD, restore],
  [
    'a cookie',
    RECORD,
    async (text) => {
      const jar = { get: (name: string) => (name.includes('.') ? null : text), set: () => {}, remove: () => {} };
      await Promise.resolve(cookieStorage({ jar }).get('k')).catch(({ message }: Error) =>
        expect(message.length).toBeLessThan(1000),
      );
    },
  ],
])('1 MB as %s is read or refused, in no time', { timeout: 120_000 }, async (_, pieces, read) => {
  await fc.assert(
    fc.asyncProperty(hugeText(pieces), async (text) => {
      try {
        await read(text);
      } catch (error) {
        if (!isAuthError(error)) throw error;
        // What is refused is told in few words, whatever was sent.
        expect(error.message.length + (error.advice ?? '').length).toBeLessThan(1000);
      }
    }),
    { numRuns: Number(process.env.SIGV4_FUZZ_RUNS ?? 15) },
  );
});
