// Signs or sends one large body in a fresh process and says by how much the peak of its memory rose.
import { createServer } from 'node:http';
import { createSigV4 } from 'sigv4-interceptor';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { nodeSigners } from './node-signers.mjs';
import { AWS_URL, CREDENTIALS, REGION, SERVICE } from './fixtures.mjs';

const [what, kind, size] = process.argv.slice(2);
const auth = createSigV4({ credentials: CREDENTIALS, region: REGION, service: SERVICE, origins: () => true });

const bodies = {
  bytes: (length) => new Uint8Array(length).fill(97),
  blob: (length) => new Blob([new Uint8Array(length).fill(97)]),
  // Decoded, not repeated: a text of repetitions is put together when it is first read, which would count.
  text: (length) => new TextDecoder().decode(new Uint8Array(length).fill(97)),
};

/** A server in this process that counts what arrives and keeps none of it. */
const listen = async () => {
  const server = createServer((request, response) => request.resume().on('end', () => response.end('{}')));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${server.address().port}/`;
};

const actions = {
  'sign: ours': async () => (body) => auth.sign({ method: 'POST', url: AWS_URL, body }),
  'sign: aws4fetch': async () => {
    const { aws4fetch } = await nodeSigners();
    return (body) => aws4fetch('POST', body);
  },
  'send: plain fetch': async () => {
    const url = await listen();
    return (body) => fetch(url, { method: 'POST', body });
  },
  'send: ours': async () => {
    const url = await listen();
    const signedFetch = wrapFetch(fetch, auth);
    return (body) => signedFetch(url, { method: 'POST', body });
  },
};

const act = await actions[what]();
// A small one first: compiled code, connections and caches are not the body's.
await act(bodies[kind](1024));
const body = bodies[kind](Number(size));
globalThis.gc();
const peak = () => process.resourceUsage().maxRSS * 1024;
const before = peak();
await act(body);
process.send((peak() - before) / Number(size), () => process.exit());
