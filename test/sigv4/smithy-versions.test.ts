// The engine is made of parts of smithy that its typings call internal, so the oldest and the newest version allowed have to agree.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { createSigV4, type SignableRequest } from 'sigv4-interceptor';
import { afterAll, expect, test } from 'vitest';
import { packageImports } from '../support/package-imports.mjs';

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));
const folder = path('../.tmp/smithy/');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const versionOf = (name: string): string =>
  JSON.parse(readFileSync(path(`../../node_modules/${name}/package.json`), 'utf8')).version;

const loadWith = async (smithy: string): Promise<typeof createSigV4> => {
  mkdirSync(folder, { recursive: true });
  const outfile = `${folder}${smithy}.mjs`;
  await build({
    entryPoints: [path('../../src/index.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    alias: { '@smithy/signature-v4': smithy },
    plugins: [packageImports('node')],
  });
  expect(readFileSync(outfile, 'utf8')).toContain(`from "${smithy}"`);
  return (await import(/* @vite-ignore */ outfile)).createSigV4;
};

const HOST = 'https://abc.execute-api.eu-west-1.amazonaws.com';
const REQUESTS: readonly SignableRequest[] = [
  { url: `${HOST}/` },
  { url: `${HOST}/a//b/../c d/%20/ü/~*'()!` },
  { url: `${HOST}/items?b=2&a=1&a=0&empty&space=a b&plus=a+b&unicode=ü&x-y=1` },
  { method: 'POST', url: `${HOST}/items`, body: '{"a":1}', headers: { 'content-type': 'application/json' } },
  { method: 'PUT', url: 'https://bucket.s3.eu-west-1.amazonaws.com/a//b/./c?versionId=1', body: 'text' },
  {
    url: `${HOST}/`,
    headers: [
      ['X-Two', ' a  b '],
      ['x-two', 'c'],
      ['User-Agent', 'test'],
      ['x-amz-meta-a', 'b'],
    ],
  },
  { method: 'DELETE', url: 'https://iam.amazonaws.com/?Action=A&Version=2010-05-08', headers: { range: 'bytes=0-1' } },
];

test('package.json allows patches only, from the version that is tested as the oldest', () => {
  const { dependencies } = JSON.parse(readFileSync(path('../../package.json'), 'utf8'));
  expect(dependencies['@smithy/signature-v4']).toBe(`~${versionOf('smithy-oldest')}`);
});

test('the oldest version of smithy that is allowed signs and presigns like the newest', async () => {
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token/+=' };
  const options = { signingDate: new Date('2026-03-01T12:00:00Z') };
  const [oldest, newest] = [(await loadWith('smithy-oldest'))({ credentials }), createSigV4({ credentials })];
  for (const request of REQUESTS) {
    const { method, headers, body, url } = request;
    const [signed, expected] = [await oldest.sign(request, options), await newest.sign(request, options)];
    expect({ ...signed, headers: [...signed.headers] }).toEqual({ ...expected, headers: [...expected.headers] });
    expect(signed.signature).toMatch(/^[\da-f]{64}$/);
    const presigning = { ...options, ...(method && { method }), ...(headers && { headers }), body };
    expect(await oldest.presign(url, presigning)).toBe(await newest.presign(url, presigning));
  }
});
