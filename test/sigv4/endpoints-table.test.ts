// Reads the sources as text, too, which mutation tests change: they run endpoints.test.ts alone.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { type AwsEndpoint, recogniseEndpoint } from '../../src/sigv4/endpoints.js';
import { botocoreVersion } from './support/botocore.js';

const source = (path: string): string => fileURLToPath(new URL(`../../src/sigv4/${path}`, import.meta.url));
const recognise = (host: string): AwsEndpoint | undefined => recogniseEndpoint(new URL(`https://${host}`));

/** Debian's python3-botocore, whose data the table is derived from; another version has other data. */
const needed = 'botocore 1.29.27';
const version = botocoreVersion && `botocore ${botocoreVersion}`;
const missing = version !== needed;
const note = `needs ${needed} (Debian 12: apt-get install python3-botocore), found ${version ?? 'none'}`;
const derive = (...options: string[]): string =>
  execFileSync('/usr/bin/python3', [source('endpoints/derive.py'), ...options], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });

test('the table is what derive.py makes of botocore', { timeout: 60_000 }, ({ skip }) => {
  skip(missing, note);
  expect(derive()).toBe(readFileSync(source('endpoints/botocore.generated.ts'), 'utf8'));
});

type Row = [host: string, name: string, region: string, service: string, asked: string, variant: string, file: string];

/** Where the answer is not botocore 1.29.27's, and why. */
const exceptions: [why: string, applies: (row: Row, found: AwsEndpoint | undefined) => boolean][] = [
  [
    // Its rulesets give account-fips.af-south-1.amazonaws.com, in us-east-1, and cost-explorer.… for ce: not so its own endpoints.json.
    'a FIPS or dual-stack host of a service with one endpoint a partition, made up for a region that has none',
    ([host, , region, , , variant, file], found) =>
      file === 'ruleset' && variant !== '' && (found?.region !== region || /^(cost-explorer|route-53)/.test(host)),
  ],
  [
    // data.iot-fips.us-east-1.amazonaws.com in "fips-us-east-1", mturk-requester-sandbox.us-east-1.amazonaws.com in "sandbox".
    "an alias of endpoints.json where a region's name should be",
    ([host, name, region], found) =>
      region !== found?.region && !host.includes(`.${region}.`) && ['iotdata', 'mturk-requester'].includes(name),
  ],
  [
    'the control plane of IoT, since signed as iot',
    ([, name], found) => name === 'execute-api' && found?.service === 'iot',
  ],
  [
    "IAM Identity Center's OIDC, since signed as sso-oauth",
    ([, name], found) => name === 'awsssooidc' && found?.service === 'sso-oauth',
  ],
];

test('the service and region of every endpoint in botocore are recognised, in every partition, region and variant', {
  timeout: 60_000,
}, ({ skip }) => {
  skip(missing, note);
  const rows = JSON.parse(derive('--hosts')) as Row[];
  const differing = rows.filter(([host, service, region]) => {
    const found = recognise(host);
    return found?.service !== service || found.region !== region;
  });
  const reasons = differing.map((row) => exceptions.findIndex(([, applies]) => applies(row, recognise(row[0]))));

  expect(rows.length).toBeGreaterThan(75_000);
  expect(new Set(rows.map(([, , , service]) => service)).size).toBeGreaterThan(300);
  expect(differing.filter((_, index) => reasons[index] === -1)).toEqual([]);
  // None is kept that is no longer needed, and none swallows more than it did.
  expect(exceptions.map((_, index) => reasons.filter((reason) => reason === index).length)).toEqual([
    1129, 8, 253, 238,
  ]);
});

test('it adds at most 1.6 KB to a browser bundle', async () => {
  const { outputFiles } = await build({
    entryPoints: [source('endpoints.ts')],
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
  });
  expect(gzipSync(outputFiles[0]!.contents, { level: 9 }).length).toBeLessThanOrEqual(1.6 * 1024);
});
