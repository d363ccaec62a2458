import type { Random } from './random.js';

/** A body, and what must leave for it. */
export interface NastyBody {
  readonly kind: string;
  readonly body: unknown;
  /** Not known beforehand for FormData: its boundary is random. */
  readonly bytes?: Uint8Array;
  /** The type that the body brings along, if the headers do not say another. */
  readonly contentType?: string;
  readonly form?: readonly (readonly [string, string])[];
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const EVERY_BYTE = Uint8Array.from({ length: 256 }, (_, index) => index);
const UNICODE = 'naïve — 日本 😀\r\n\u0000';

const MAKERS: readonly (() => NastyBody)[] = [
  () => ({ kind: 'none', body: undefined, bytes: utf8('') }),
  () => ({ kind: 'null', body: null, bytes: utf8('') }),
  () => ({ kind: 'empty text', body: '', bytes: utf8('') }),
  () => ({ kind: 'JSON', body: '{"a":[1,"é"]}', bytes: utf8('{"a":[1,"é"]}') }),
  () => ({ kind: 'text', body: UNICODE, bytes: utf8(UNICODE) }),
  () => ({ kind: 'Uint8Array', body: EVERY_BYTE, bytes: EVERY_BYTE }),
  () => ({ kind: 'subarray', body: EVERY_BYTE.subarray(3, 131), bytes: EVERY_BYTE.slice(3, 131) }),
  () => ({ kind: 'DataView', body: new DataView(EVERY_BYTE.buffer, 200, 9), bytes: EVERY_BYTE.slice(200, 209) }),
  () => ({ kind: 'ArrayBuffer', body: EVERY_BYTE.slice().buffer, bytes: EVERY_BYTE }),
  () => ({
    kind: 'URLSearchParams',
    body: new URLSearchParams([
      ['a', 'b c+d&é'],
      ['', '='],
    ]),
    bytes: utf8('a=b+c%2Bd%26%C3%A9&=%3D'),
    contentType: 'application/x-www-form-urlencoded;charset=UTF-8',
  }),
  () => ({ kind: 'Blob', body: new Blob([EVERY_BYTE]), bytes: EVERY_BYTE }),
  () => ({ kind: 'typed Blob', body: new Blob(['é'], { type: 'A/B' }), bytes: utf8('é'), contentType: 'a/b' }),
  () => ({
    kind: 'stream',
    body: new Blob([UNICODE, EVERY_BYTE]).stream(),
    bytes: new Uint8Array(Buffer.concat([utf8(UNICODE), EVERY_BYTE])),
  }),
];

const formData = (): NastyBody => {
  const form = [
    ['a', 'é 😀'],
    ['a', ''],
    ['b"c', 'x\r\ny'],
  ] as const;
  const body = new FormData();
  for (const [name, value] of form) body.append(name, value);
  return { kind: 'FormData', body, form };
};

/** A body of any kind; FormData only where its boundary can be learnt from what was signed. */
export const nastyBody = (random: Random, withFormData: boolean): NastyBody => {
  const index = random.below(MAKERS.length + (withFormData ? 1 : 0));
  return (MAKERS[index] ?? formData)();
};
