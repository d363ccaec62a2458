import { createSigV4 } from 'sigv4-interceptor';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { expect, test } from 'vitest';
import { available, unless } from '../../support/available.js';
import { CEPH_CREDENTIALS, CEPH_ROLE, startCeph } from '../../support/servers/ceph.js';
import type { RunningServer } from '../../support/servers/daemons.js';
import { verifiesEverything } from './verifies-everything.js';
import type { Credentials } from './credentials.js';
import { connectS3 } from './s3.js';

/** Ceph 16 keeps the query in a map, so that of a repeated key it verifies the last value only. */
const except = ['a repeated key'];

/** One cluster for both, which is stopped after all the tests of this file. */
let started: Promise<RunningServer> | undefined;
const startOnce = (): Promise<RunningServer> => {
  started ??= startCeph();
  return started;
};

/** Temporary credentials from the server's STS, asked for by a signed form. */
const assumeRole = async (url: string): Promise<Required<Credentials>> => {
  const options = { region: 'us-east-1', service: 'sts', origins: [url] };
  const sts = wrapFetch(fetch, createSigV4({ credentials: CEPH_CREDENTIALS, ...options }));
  const body = new URLSearchParams({
    Action: 'AssumeRole',
    Version: '2011-06-15',
    RoleArn: CEPH_ROLE,
    RoleSessionName: 'wire-tests',
  });
  const response = await sts(`${url}/`, { method: 'POST', body });
  const xml = await response.text();
  expect(response.status, xml).toBe(200);
  const read = (element: string): string => new RegExp(`<${element}>([^<]+)<`).exec(xml)![1]!;
  return {
    accessKeyId: read('AccessKeyId'),
    secretAccessKey: read('SecretAccessKey'),
    sessionToken: read('SessionToken'),
  };
};

verifiesEverything({
  name: 'ceph',
  need: 'ceph',
  start: startOnce,
  except,
  wire: (url) => connectS3(url, CEPH_CREDENTIALS, 'wire'),
});

verifiesEverything({
  name: 'ceph, with temporary credentials,',
  need: 'ceph',
  start: startOnce,
  except,
  wire: async (url) => connectS3(url, await assumeRole(url), 'temporary'),
});

test.skipIf(!available.ceph)(
  `ceph refuses temporary credentials without their session token${unless('ceph')}`,
  async () => {
    const { url } = await startOnce();
    const temporary = await assumeRole(url);
    const list = async (credentials: Credentials): Promise<number> => {
      const client = wrapFetch(fetch, createSigV4({ credentials, region: 'us-east-1', service: 's3', origins: [url] }));
      return (await client(`${url}/temporary`)).status;
    };
    expect(await list(temporary)).toBe(200);
    const { accessKeyId, secretAccessKey } = temporary;
    expect(await list({ accessKeyId, secretAccessKey })).toBe(403);
    expect(await list({ ...temporary, sessionToken: `${temporary.sessionToken.slice(0, -8)}AAAAAAA=` })).not.toBe(200);
  },
);
