// Runs in the page: everybody's signature, interleaved, in the browser's own clock.
import { Sha256 as BrowserSha256 } from '@aws-crypto/sha256-browser';
import { Sha256 as JsSha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { AwsV4Signer } from 'aws4fetch';
import { createSigV4 } from 'sigv4-interceptor';
import { AWS_URL, CREDENTIALS, HOST, PATH, QUERY, REGION, SERVICE, TYPE } from '../lib/fixtures.mjs';

const scope = { region: REGION, service: SERVICE };
const headers = () => ({ 'content-type': TYPE });

/** @param amplifySign Amplify's signRequest, which is a dependency of a peer and comes by way of it. */
const createSigners = (amplifySign) => {
  const auth = createSigV4({ credentials: CREDENTIALS, ...scope });
  const cache = new Map();
  const smithy = new SignatureV4({ credentials: CREDENTIALS, ...scope, sha256: BrowserSha256, applyChecksum: false });
  return {
    ours: async (method, body) =>
      (await auth.sign({ method, url: AWS_URL, headers: headers(), body })).headers.get('authorization'),
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
    'Amplify signRequest': (method, body) =>
      amplifySign(
        { method, url: new URL(AWS_URL), headers: headers(), body },
        { credentials: CREDENTIALS, signingRegion: REGION, signingService: SERVICE },
      ).headers.authorization,
    'smithy + sha256-browser': async (method, body) => {
      const request = { method, protocol: 'https:', hostname: HOST, path: PATH, query: { ...QUERY }, body };
      return (await smithy.sign({ ...request, headers: { host: HOST, ...headers() } })).headers.authorization;
    },
  };
};

/** Like lib/measure.mjs, with as few readings of the clock as browsers' coarse ones allow. */
const timeFor = async (run, milliseconds) => {
  const start = performance.now();
  let calls = 0;
  let elapsed = 0;
  while (elapsed < milliseconds) {
    await run();
    calls++;
    elapsed = performance.now() - start;
  }
  return (elapsed * 1000) / calls;
};

const measure = async (candidates, rounds, milliseconds, warmup = milliseconds) => {
  const names = Object.keys(candidates);
  for (const name of names) await timeFor(candidates[name], warmup);
  const results = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [index] of names.entries()) {
      const name = names[(index + round) % names.length];
      results[name].push(await timeFor(candidates[name], milliseconds));
    }
  }
  return results;
};

const digestInJs = (data) => {
  const sha256 = new JsSha256();
  sha256.update(data);
  return sha256.digestSync();
};

/**
 * Makes the functions that the driver calls.
 *
 * @returns `signatures({ method, size, skip, … })` and `digests({ sizes, … })`, both resolving to microseconds by round.
 */
export const createPage = (amplifySign) => {
  const signers = createSigners(amplifySign);
  return {
    signatures: ({ method, size, skip, rounds, milliseconds }) => {
      const body = size > 0 ? new Uint8Array(size).fill(97) : undefined;
      const taking = Object.entries(signers).filter(([name]) => !skip.includes(name));
      const candidates = Object.fromEntries(taking.map(([name, sign]) => [name, () => sign(method, body)]));
      // What hashes megabytes has nothing to gain from more compiled code around it.
      return measure(candidates, rounds, milliseconds, size > 65_536 ? milliseconds : 800);
    },
    digests: async ({ sizes, rounds, milliseconds }) => {
      const results = {};
      for (const size of sizes) {
        const data = new Uint8Array(size).fill(97);
        const js = () => digestInJs(data);
        const subtle = async () => new Uint8Array(await crypto.subtle.digest('SHA-256', data));
        results[size] = await measure({ js, subtle }, rounds, milliseconds);
      }
      return results;
    },
  };
};
