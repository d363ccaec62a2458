import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { canonicalRequest } from '../../mocks/verifier/canonical-request.js';
import type { ArrivedRequest, SignedService, SigningKey } from '../../mocks/verifier/types.js';
import { verifySignature } from '../../mocks/verifier/verify-signature.js';
import { available, needs, vectorsPath } from '../support/available.js';
import { parseRawRequest } from './support/raw-request.js';

// awslabs/aws-c-auth, tests/aws-signing-test-suite (Apache-2.0), a row per case.
interface Vector {
  readonly name: string;
  readonly context: {
    readonly credentials: { access_key_id: string; secret_access_key: string; token?: string };
    readonly normalize: boolean;
    readonly region: string;
    readonly service: string;
    readonly timestamp: string;
    readonly omit_session_token?: boolean;
  };
  readonly 'header-canonical-request': string;
  readonly 'header-signed-request': string;
  readonly 'query-canonical-request': string;
  readonly 'query-signed-request': string;
}

const vectors: Vector[] = available.vectors ? JSON.parse(readFileSync(vectorsPath, 'utf8')) : [];

/**
 * The only case with a token that is added after signing (IoT). The mock's services refuse it, so it is tested here.
 */
const withoutToken = (request: ArrivedRequest): ArrivedRequest => ({
  ...request,
  target: request.target.replace(/&X-Amz-Security-Token=[^&]*/, ''),
  headers: request.headers.filter(([name]) => name.toLowerCase() !== 'x-amz-security-token'),
});

const read = (vector: Vector, mode: 'header' | 'query'): { request: ArrivedRequest; service: SignedService } => {
  const { credentials, normalize, region, service, timestamp, omit_session_token: omitToken } = vector.context;
  const { access_key_id: accessKeyId, secret_access_key: secretAccessKey, token } = credentials;
  const key: SigningKey = {
    accessKeyId,
    secretAccessKey,
    expired: false,
    ...(token && !omitToken ? { sessionToken: token } : {}),
  };
  const raw = parseRawRequest(vector[`${mode}-signed-request`]);
  return {
    request: omitToken ? withoutToken(raw) : raw,
    service: {
      region,
      service,
      // The suite encodes paths once, because its paths are raw. Paths on the wire are already encoded.
      rules: {
        normalizePath: normalize,
        doubleEncodePath: false,
        contentSha256Required: false,
        unsignedPayload: false,
        presignsBody: true,
        clockTolerance: 1000,
      },
      now: Date.parse(timestamp),
      findKey: (id) => (id === accessKeyId ? key : undefined),
    },
  };
};

test('reads the 38 cases of AWS’s suite', (context) => {
  context.skip(vectors.length === 0, `left out: needs ${needs.vectors}`);
  expect(vectors).toHaveLength(38);
});

for (const mode of ['header', 'query'] as const) {
  test.for(vectors.map((vector) => [vector.name, vector] as const))(
    `accepts %s signed in the ${mode}`,
    ([, vector]) => {
      const { request, service } = read(vector, mode);
      expect(verifySignature(request, service)).toMatchObject({ ok: true });
    },
  );

  test.for(vectors.map((vector) => [vector.name, vector] as const))(
    `finds the published canonical request of %s signed in the ${mode}`,
    ([, vector]) => {
      const { request, service } = read(vector, mode);
      const expected = vector[`${mode}-canonical-request`];
      const [signedHeaders = '', payloadHash = ''] = expected.split('\n').slice(-2);
      const actual = canonicalRequest(request, signedHeaders.split(';'), payloadHash, service.rules);
      expect(actual).toBe(expected);
    },
  );

  test.for(vectors.map((vector) => [vector.name, vector] as const))(
    `refuses %s signed in the ${mode} with another secret`,
    ([, vector]) => {
      const { request, service } = read(vector, mode);
      const findKey: SignedService['findKey'] = (id) => {
        const key = service.findKey(id);
        return key && { ...key, secretAccessKey: `${key.secretAccessKey}x` };
      };
      const verification = verifySignature(request, { ...service, findKey });
      expect(verification).toMatchObject({ ok: false, refusal: { reason: 'signature-mismatch' } });
    },
  );
}
