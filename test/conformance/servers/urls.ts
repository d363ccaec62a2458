/** A query that servers and signers part over unless it is encoded strictly. */
export interface Query {
  readonly name: string;
  /** As an app may type it into the URL. */
  readonly raw: string;
  /** What a server reads. */
  readonly entries: readonly (readonly [string, string])[];
}

export const queries: readonly Query[] = [
  { name: 'a raw space', raw: 'prefix=a b', entries: [['prefix', 'a b']] },
  { name: '%20', raw: 'prefix=a%20b', entries: [['prefix', 'a b']] },
  { name: 'a raw plus', raw: 'prefix=a+b', entries: [['prefix', 'a b']] },
  { name: '%2B', raw: 'prefix=a%2Bb', entries: [['prefix', 'a+b']] },
  {
    name: 'raw brackets',
    raw: 'x[]=1&x[a]=2',
    entries: [
      ['x[]', '1'],
      ['x[a]', '2'],
    ],
  },
  { name: 'encoded brackets', raw: 'x%5B%5D=1', entries: [['x[]', '1']] },
  {
    name: 'keys out of order',
    raw: 'prefix=z&a-b=1&a=2&A=3',
    entries: [
      ['prefix', 'z'],
      ['a-b', '1'],
      ['a', '2'],
      ['A', '3'],
    ],
  },
  {
    name: 'a repeated key',
    raw: 'x=2&x=10&x=1',
    entries: [
      ['x', '2'],
      ['x', '10'],
      ['x', '1'],
    ],
  },
  { name: 'an empty value', raw: 'prefix=', entries: [['prefix', '']] },
  { name: 'a key without a value', raw: 'prefix', entries: [['prefix', '']] },
  {
    name: 'an empty key',
    raw: '=v&x=1',
    entries: [
      ['', 'v'],
      ['x', '1'],
    ],
  },
  { name: 'raw marks', raw: "prefix='()*!~", entries: [['prefix', "'()*!~"]] },
  { name: 'encoded marks', raw: 'prefix=%27%28%29%2A%21%7E', entries: [['prefix', "'()*!~"]] },
  { name: 'raw unicode', raw: 'prefix=é世😀', entries: [['prefix', 'é世😀']] },
  { name: 'lower-case encoding', raw: 'prefix=%c3%a9%2f', entries: [['prefix', 'é/']] },
  { name: 'reserved characters', raw: 'prefix=/:@;,$?=', entries: [['prefix', '/:@;,$?=']] },
];

/** A path that servers and signers part over unless it is encoded strictly. */
export interface Path {
  readonly name: string;
  /** As an app may type it into the URL. */
  readonly raw: string;
  /** What a server reads. */
  readonly decoded: string;
}

export const paths: readonly Path[] = [
  { name: 'a raw space', raw: 'a b.txt', decoded: 'a b.txt' },
  { name: '%20', raw: 'a%20b.bin', decoded: 'a b.bin' },
  { name: 'a raw plus', raw: 'a+b.txt', decoded: 'a+b.txt' },
  { name: '%2B', raw: 'a%2Bb.bin', decoded: 'a+b.bin' },
  { name: 'an encoded percent sign', raw: '100%25.txt', decoded: '100%.txt' },
  { name: 'raw unicode', raw: 'ключ/é世😀', decoded: 'ключ/é世😀' },
  { name: 'encoded unicode', raw: '%D0%BA%c3%a9.txt', decoded: 'кé.txt' },
  { name: 'raw marks', raw: "it's(1)*!~.txt", decoded: "it's(1)*!~.txt" },
  { name: 'encoded marks', raw: '%27%28%29%2A%21%7E.txt', decoded: "'()*!~.txt" },
  { name: 'reserved characters', raw: 'a:b@c;d,e$f=g&h.txt', decoded: 'a:b@c;d,e$f=g&h.txt' },
  { name: 'brackets', raw: 'a[1].txt', decoded: 'a[1].txt' },
  { name: 'an encoded question mark and hash', raw: 'a%3Fb%23c.txt', decoded: 'a?b#c.txt' },
];
