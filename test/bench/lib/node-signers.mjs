import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import aws4 from 'aws4';
import { AwsV4Signer } from 'aws4fetch';
import { createSigV4 } from 'sigv4-interceptor';
import { AWS_URL, CREDENTIALS, HOST, PATH, QUERY, REGION, SERVICE, TYPE } from './fixtures.mjs';
import { importThrough } from './import-through.mjs';

/** The hash class that everybody writes for smithy on node:crypto. */
export class NaiveSha256 {
  constructor(secret) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret);
  }

  update(data) {
    this.hash.update(data);
  }

  async digest() {
    return this.hash.digest();
  }
}

/** smithy's signer with that class. */
export const naiveSmithy = (credentials = CREDENTIALS) =>
  new SignatureV4({ credentials, region: REGION, service: SERVICE, sha256: NaiveSha256, applyChecksum: false });

const scope = { region: REGION, service: SERVICE };

/**
 * One signature by everybody, warm.
 *
 * @returns By name, a function of `(method, body)` that resolves to the Authorization header.
 */
export const nodeSigners = async () => {
  const { signRequest: amplifySign } = await importThrough(
    'aws-amplify',
    '@aws-amplify/core/internals/aws-client-utils',
  );
  const { signRequest: fetchSign } = await importThrough('aws-sigv4-fetch', 'aws-sigv4-sign');
  const auth = createSigV4({ credentials: CREDENTIALS, ...scope });
  const smithy = naiveSmithy();
  const cache = new Map();
  const headers = () => ({ 'content-type': TYPE });
  return {
    ours: async (method, body) =>
      (await auth.sign({ method, url: AWS_URL, headers: headers(), body })).headers.get('authorization'),
    aws4: (method, body) =>
      aws4.sign({ method, host: HOST, path: `${PATH}?page=1`, ...scope, headers: headers(), body }, CREDENTIALS).headers
        .Authorization,
    aws4fetch: async (method, body) => {
      const signer = new AwsV4Signer({
        method,
        url: AWS_URL,
        headers: headers(),
        body,
        ...CREDENTIALS,
        ...scope,
        cache,
      });
      return (await signer.sign()).headers.get('authorization');
    },
    'smithy + node:crypto': async (method, body) => {
      const request = { method, protocol: 'https:', hostname: HOST, path: PATH, query: { ...QUERY }, body };
      return (await smithy.sign({ ...request, headers: { host: HOST, ...headers() } })).headers.authorization;
    },
    'Amplify signRequest': (method, body) =>
      amplifySign(
        { method, url: new URL(AWS_URL), headers: headers(), body },
        { credentials: CREDENTIALS, signingRegion: REGION, signingService: SERVICE },
      ).headers.authorization,
    'aws-sigv4-sign (of aws-sigv4-fetch)': async (method, body) => {
      const signed = await fetchSign(
        AWS_URL,
        { method, headers: headers(), body },
        { credentials: CREDENTIALS, ...scope },
      );
      return signed.headers.get('authorization');
    },
  };
};
