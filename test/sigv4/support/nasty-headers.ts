import type { Random } from './random.js';

export type Pairs = [name: string, value: string][];

const NAMES = [
  'X-Amz-Meta-A',
  'x-AMZ-meta-a',
  'x-amz-meta-b-c',
  'x-amz-meta-b',
  'X-Amz-Target',
  'x-amz-meta-constructor',
  'x-amz-acl',
  'Content-Type',
  'content-MD5',
  'Range',
  'If-Match',
  'if-none-match',
  'Accept',
  'User-Agent',
  'X-Custom',
  'x-signed',
  'X-SIGNED',
  'Cookie',
  'x-amzn-trace-id',
  'Cache-Control',
  'sec-fetch-mode',
  'constructor',
  'content-length',
];
const VALUES = [
  '',
  'a',
  'a/b',
  'a,b',
  '  a   b  ',
  '\ta\t\t b \t',
  '"q  q"',
  '=?UTF-8?B?w6k=?=',
  '!#$%&()*:;<=>?@[\\]^`{|}~',
  '+/=',
  'é%20+',
];

/** What the signer writes itself: a stale one must not stay. */
const STALE: Pairs = [
  ['X-Amz-Date', '20000101T000000Z'],
  ['x-amz-security-token', 'stale'],
  ['X-Amz-Content-Sha256', 'stale'],
];

export const OVERWRITTEN = /^x-amz-(date|security-token|content-sha256)$/i;
/** Which headers the tests ask to be signed besides the usual. */
export const ALSO_SIGNED: readonly string[] = ['X-Signed', 'Cache-Control', 'Constructor'];

const isAscii = (value: string): boolean => /^[\t -~]*$/.test(value);

const UNSIGNED = new Set(['accept', 'user-agent', 'x-custom', 'cookie']);

/** Headers with repeats, blanks, tabs, odd case and empty values. Signed ones are ASCII, as they must be. */
export const nastyHeaders = (random: Random, host: string): Pairs => {
  const pairs: Pairs = random.several(0, 6, () => {
    const name = random.pick(NAMES);
    const value = random.pick(VALUES);
    return [name, isAscii(value) || UNSIGNED.has(name.toLowerCase()) ? value : 'a'];
  });
  if (random.chance(0.1)) pairs.push(random.pick(STALE));
  if (random.chance(0.1)) pairs.push(['X-Amz-Meta-Folded', 'a\r\n  b\n\tc']);
  if (random.chance(0.1)) pairs.push(['Host', host.toUpperCase()]);
  return pairs;
};
