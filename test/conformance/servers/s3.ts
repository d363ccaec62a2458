import { setTimeout as delay } from 'node:timers/promises';
import { createSigV4, type SigV4Authenticator } from 'sigv4-interceptor';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { expect } from 'vitest';
import type { Credentials } from './credentials.js';
import type { Entries, Wire } from './verifies-everything.js';

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

const unescapeXml = (text: string): string =>
  text.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal) return String.fromCodePoint(Number(decimal));
    return NAMED[name ?? ''] ?? whole;
  });

/** The text of an element that S3 answered with. */
const textOf = (xml: string, element: string): string =>
  unescapeXml(new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1] ?? '');

const authFor = (url: string, credentials: Credentials): SigV4Authenticator =>
  createSigV4({ credentials, region: 'us-east-1', service: 's3', origins: [url] });

/** Makes a bucket on a server that speaks S3, and gives how to put and list objects in it. */
export const connectS3 = async (url: string, credentials: Credentials, bucket: string): Promise<Wire> => {
  const direct = wrapFetch(fetch, authFor(url, credentials));
  const make = (): Promise<Response> => direct(`${url}/${bucket}`, { method: 'PUT' });
  let made = await make();
  // A server that has only just started may be busy for a moment.
  for (let left = 20; made.status >= 500 && left > 0; left--) {
    await delay(250);
    made = await make();
  }
  expect(made.status, await made.text()).toBe(200);
  let count = 0;

  const tells = (entries: Entries): Entries => [['prefix', entries.find(([key]) => key === 'prefix')?.[1] ?? '']];

  return {
    tells,
    auth: (secretAccessKey) => authFor(url, { ...credentials, ...(secretAccessKey && { secretAccessKey }) }),
    probe: () => ({ method: 'GET', url: `${url}/${bucket}` }),
    place: async () => {
      const place = `${url}/${bucket}/place-${++count}`;
      await direct(place, { method: 'PUT', body: 'here' });
      return place;
    },
    deliver: async (send, path, body) => {
      const folder = `${++count}/`;
      const target = `${url}/${bucket}/${folder}${path}`;
      const put = await send({ method: 'PUT', url: target, body });
      expect(put.status, put.bytes.toString()).toBe(200);
      const got = await send({ method: 'GET', url: target });
      expect(got.status, got.bytes.toString()).toBe(200);
      const list = await (await direct(`${url}/${bucket}?prefix=${folder}`)).text();
      return { ...got, path: textOf(list, 'Key').slice(folder.length) };
    },
    query: async (send, raw, params) => {
      const target = `${url}/${bucket}${raw && '?'}${raw}`;
      const list = await send({ method: 'GET', url: target, ...(params && { params }) });
      expect(list.status, list.bytes.toString()).toBe(200);
      return [['prefix', textOf(list.bytes.toString(), 'Prefix')]];
    },
  };
};
