import axios from 'axios';
import ky from 'ky';
import { type Authenticator, createSigV4 } from 'sigv4-interceptor';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { wrapKy } from 'sigv4-interceptor/ky';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type Arrival, countingProvider, startServer } from '../journey/support.js';
import { judge } from '../conformance/oracle/oracle.js';

const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers':
    'authorization,content-type,x-amz-date,x-amz-security-token,x-amz-content-sha256,accept',
  'access-control-allow-methods': 'GET,POST',
  'access-control-expose-headers': 'date,x-amzn-errortype',
};

/** A server that lets every page call it, and verifies what arrives. */
const startVerifier = async () => {
  const arrivals: Arrival[] = [];
  const { url } = await startServer((arrival, response) => {
    if (arrival.method === 'OPTIONS') return void response.writeHead(204, CORS).end();
    arrivals.push(arrival);
    const { method, url: target, headers, body } = arrival;
    const wire = {
      method,
      url: `http://${headers.host}${target}`,
      headers: Object.entries(headers) as [string, string][],
      body,
    };
    const secretAccessKey = `secret-of-${arrival.key}`;
    // The plain client signs nothing.
    if (!arrival.key) return void response.writeHead(200, CORS).end();
    const { signature, claimed } = judge(wire, { secretAccessKey, mode: 'header', style: 'other' });
    const expired = arrival.key === 'KEY1' && target === '/expired';
    const status = signature !== claimed.signature ? 500 : expired ? 403 : 200;
    const message = expired ? 'The security token included in the request is expired' : 'fine';
    response.writeHead(status, { ...CORS, 'content-type': 'application/json' });
    response.end(JSON.stringify({ message }));
  });
  return { url, arrivals };
};

type Post = (url: string, body: unknown) => Promise<number>;

/** Each client, plain or with an Authenticator. */
const clients: Record<string, (auth?: Authenticator) => Post> = {
  axios: (auth) => {
    const api = axios.create({ validateStatus: () => true });
    if (auth) interceptAxios(api, auth);
    return async (url, body) => (await api.post(url, body)).status;
  },
  ky: (auth) => {
    const api = auth ? wrapKy(ky, auth) : ky;
    return async (url, body) =>
      (await api.post(url, { body: body as BodyInit, timeout: false, retry: 0, throwHttpErrors: false })).status;
  },
  fetch: (auth) => {
    const api = auth ? wrapFetch(fetch, auth) : fetch;
    return async (url, body) => (await api(url, { method: 'POST', body: body as BodyInit })).status;
  },
};

const authFor = (origins: string) =>
  createSigV4({ credentials: countingProvider(), region: 'eu-west-1', service: 'execute-api', origins });

/** A body as text, with one name for every boundary. */
const textOf = ({ headers, body }: Arrival): string => {
  const boundary = /boundary=(\S+)/.exec(headers['content-type'] ?? '')?.[1];
  return boundary ? String(body).replaceAll(boundary, 'boundary') : String(body);
};

const form = (): FormData => {
  const data = new FormData();
  data.append('note', 'grüße');
  data.append('file', new File(['content'], 'a.txt', { type: 'text/plain' }));
  return data;
};

const part = (head: string, content: string) =>
  `--boundary\r\nContent-Disposition: form-data; ${head}\r\n\r\n${content}\r\n`;
const FORM = [
  part('name="note"', 'grüße'),
  part('name="file"; filename="a.txt"\r\nContent-Type: text/plain', 'content'),
  '--boundary--\r\n',
].join('');

/** ky makes a Request of a body before anybody sees it, and Node's Request does not know jsdom's files. */
const NOT_BY_KY = 'FormData with a file';

const bodies: [kind: string, body: () => unknown, meant: string][] = [
  ['text', () => 'grüße', 'grüße'],
  ['URLSearchParams', () => new URLSearchParams({ a: 'b c' }), 'a=b+c'],
  ['FormData with a file', form, FORM],
  ['a Blob', () => new Blob(['content'], { type: 'image/png' }), 'content'],
  ['bytes', () => new TextEncoder().encode('content'), 'content'],
];

/** What the page's own console prints from here on, which goes past vitest's. */
const hearPage = (): string[] => {
  const heard: string[] = [];
  const spy = vi.spyOn(process.stderr, 'write').mockImplementation((text) => heard.push(String(text)) > 0);
  onTestFinished(() => spy.mockRestore());
  return heard;
};

/**
 * Every client with every body, in an environment that a test runner makes of a DOM that is none of Node's.
 *
 * @param printed What the environment prints of a 403, as browsers do, or nothing.
 */
export const runSuite = (printed: readonly RegExp[]): void => {
  for (const [name, makeClient] of Object.entries(clients)) {
    for (const [kind, body, meant] of bodies) {
      if (name === 'ky' && kind === NOT_BY_KY) continue;
      test(`${name}: ${kind} arrives as from the plain client, or as it was meant, and is verified`, async () => {
        const { url, arrivals } = await startVerifier();
        await makeClient()(`${url}/p`, body());
        expect(await makeClient(authFor(url))(`${url}/p`, body())).toBe(200);
        expect(arrivals).toHaveLength(2);
        const [plain, signed] = arrivals.map(textOf);
        if (signed !== meant) expect(signed).toBe(plain);
      });
    }

    test(`${name}: an expiry is healed`, async () => {
      const { url, arrivals } = await startVerifier();
      const heard = hearPage();
      expect(await makeClient(authFor(url))(`${url}/expired`, 'x')).toBe(200);
      expect(heard).toEqual(printed.map((pattern) => expect.stringMatching(pattern)));
      expect(arrivals.map(({ key }) => key)).toEqual(['KEY1', 'KEY2']);
    });
  }
};
