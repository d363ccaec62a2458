import { expect, test } from 'vitest';
import type { ArrivedRequest, SignedService, SigningKey, SigningRules } from '../../mocks/verifier/types.js';
import { verifySignature } from '../../mocks/verifier/verify-signature.js';
import { rest } from '../../mocks/api/flavours/rest.js';
import { s3 } from '../../mocks/api/flavours/s3.js';
import { type Credentials, signWithAws4, signWithAws4Fetch, type Unsigned } from './support/signers.js';

const NOW = Date.UTC(2026, 10, 20, 22, 11, 5);
const permanent: Credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};
const temporary: Credentials = { ...permanent, accessKeyId: 'ASIDEXAMPLE', sessionToken: 'IQoJb3JpZ2lu/+TOKEN==' };

const service = (name: string, rules: SigningRules, keys: Partial<SigningKey> = {}, now = NOW): SignedService => ({
  service: name,
  region: 'us-east-1',
  rules,
  now,
  findKey: (id) => {
    const found = [permanent, temporary].find(({ accessKeyId }) => accessKeyId === id);
    return found && { ...found, expired: false, ...keys };
  },
});
const api = service('execute-api', rest.rules);
const bucket = service('s3', s3.rules);

const signers = { aws4: signWithAws4, aws4fetch: signWithAws4Fetch };
const API_REQUESTS: Record<string, Omit<Unsigned, 'service'>> = {
  'a plain path': { url: 'https://api.test/items' },
  'the root': { url: 'https://api.test/' },
  'a port': { url: 'https://api.test:8443/items' },
  'encoded spaces and slashes in the path': { url: 'https://api.test/a%20b/c%2Fd/%E2%82%AC' },
  'sub-delimiters in the path': { url: 'https://api.test/a%21b%27c%28d%29e%2Af/g%3Ah%40i%24j%2Ck' },
  'a query with repeated and empty values': { url: 'https://api.test/?b=2&a=2&a=1&c=&d=%26%3D%20~' },
  'a query in unicode': { url: 'https://api.test/?%E2%82%AC=%F0%9F%98%80' },
  'brackets in a query': { url: 'https://api.test/?a%5B0%5D=1&a%5B1%5D=2' },
  'a form': {
    method: 'POST',
    url: 'https://api.test/forms',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'a=1&b=%20',
  },
  'headers with spaces': { url: 'https://api.test/', headers: { 'x-amz-meta-note': '  a   b  c ' } },
};
const S3_REQUESTS: Record<string, Omit<Unsigned, 'service'>> = {
  'an object': { url: 'https://bucket.s3.us-east-1.amazonaws.com/key' },
  'an encoded key': { url: 'https://bucket.s3.us-east-1.amazonaws.com/a%20b/%E2%82%AC/c%2Bd' },
  'a sub-resource': { url: 'https://bucket.s3.us-east-1.amazonaws.com/?acl=&prefix=a%2Fb' },
  'an upload': { method: 'PUT', url: 'https://bucket.s3.us-east-1.amazonaws.com/key', body: 'content' },
};

const rows = [
  ...Object.entries(API_REQUESTS).map(([what, request]) => [what, 'execute-api', api, request] as const),
  ...Object.entries(S3_REQUESTS).map(([what, request]) => [what, 's3', bucket, request] as const),
];
for (const [signer, sign] of Object.entries(signers)) {
  for (const credentials of [permanent, temporary]) {
    for (const presign of [false, true]) {
      const how = `${signer} with ${credentials.sessionToken ? 'temporary' : 'permanent'} keys in the ${presign ? 'query' : 'header'}`;
      test.for(rows)(`accepts %s signed by ${how}`, async ([, name, target, request]) => {
        const signed = await sign(credentials, { ...request, service: name, date: NOW, presign });
        expect(verifySignature(signed, target)).toMatchObject({ ok: true, mode: presign ? 'presigned' : 'header' });
      });
    }
  }
}

test.for(Object.entries(signers))(
  'refuses a raw parenthesis in a path that %s signed as it stood',
  async ([, sign]) => {
    const signed = await sign(permanent, { url: 'https://api.test/a(b)', service: 'execute-api', date: NOW });
    expect(verifySignature(signed, api)).toMatchObject({ ok: false, refusal: { reason: 'signature-mismatch' } });
  },
);

const NASTY: Omit<Unsigned, 'service'> = {
  method: 'POST',
  url: 'https://api.test/a%20b/items?b=2&a=1&note=%26',
  headers: { 'content-type': 'text/plain', 'x-amz-meta-note': 'a b' },
  body: '{"amount":1}',
};

/** All texts that differ from a text by one bit, with characters that can be sent. */
const bitFlips = (text: string, sendable = /[!-~ ]/): string[] =>
  [...text].flatMap((character, index) =>
    [1, 2, 4, 8, 16, 32, 64, 128]
      .map((bit) => String.fromCharCode(character.charCodeAt(0) ^ bit))
      .filter((flipped) => sendable.test(flipped))
      .map((flipped) => text.slice(0, index) + flipped + text.slice(index + 1)),
  );

const tamperings: Record<string, (request: ArrivedRequest) => ArrivedRequest[]> = {
  method: (request) => bitFlips(request.method).map((method) => ({ ...request, method })),
  'path and query': (request) =>
    bitFlips(request.target)
      // Clients do not send fragments and servers do not read them; and %2f equals %2F.
      .filter((target) => target.replace(/%[\da-f]{2}/gi, (code) => code.toUpperCase()) !== request.target)
      .map((target) => ({ ...request, target })),
  headers: (request) =>
    request.headers.flatMap(([name, value], index) =>
      // Trailing white space does not count. Header values may have bytes beyond ASCII, such as a no-break space.
      bitFlips(value, /[!-~ \x80-\xff]/)
        .filter((flipped) => flipped.replace(/ +$/, '') !== value.replace(/ +$/, ''))
        .map((flipped) => ({ ...request, headers: request.headers.with(index, [name, flipped]) })),
    ),
  body: (request) =>
    Array.from({ length: request.body.length * 8 }, (_, bit) => {
      const body = Uint8Array.from(request.body);
      body[bit >> 3] = (body[bit >> 3] as number) ^ (1 << (bit & 7));
      return { ...request, body };
    }),
};

const targets = [
  ['a REST API', 'execute-api', api],
  ['S3', 's3', bucket],
] as const;
for (const [server, name, target] of targets) {
  for (const presign of [false, true]) {
    for (const [part, tamper] of Object.entries(tamperings)) {
      // S3 does not sign the body of a presigned URL.
      if (name === 's3' && presign && part === 'body') continue;
      test(`refuses every single bit changed in the ${part} of a ${presign ? 'presigned' : 'signed'} request to ${server}`, async () => {
        const signed = await signWithAws4(temporary, { ...NASTY, service: name, date: NOW, presign, expiresIn: 300 });
        expect(verifySignature(signed, target)).toMatchObject({ ok: true });
        const forged = tamper(signed);
        expect(forged.length).toBeGreaterThan(10);
        for (const request of forged) {
          expect(verifySignature(request, target), JSON.stringify(request)).toMatchObject({ ok: false });
        }
      });
    }
  }
}
