import { Readable } from 'node:stream';
import { expect } from 'vitest';

/** What arrived at a server that had verified it. */
export interface Arrived {
  readonly contentType: string | null;
  readonly bytes: Buffer;
}

/** A kind of body, made afresh for each send. */
export interface Body {
  readonly name: string;
  readonly isJson?: boolean;
  /** Whether only axios's http adapter takes it. */
  readonly httpOnly?: boolean;
  make(): unknown;
  /** Fails unless this body is what arrived. */
  check(arrived: Arrived, isAxios: boolean): void | Promise<void>;
}

const TEXT = 'Grüße, 世界 & "friends"\n+%20';
const BYTES = Uint8Array.from({ length: 3000 }, (_, index) => (index * 7) % 256);
/** A part of a larger buffer. */
const PART = BYTES.subarray(1000, 2000);

const isText =
  (text: string, contentType?: RegExp) =>
  (arrived: Arrived): void => {
    expect(arrived.bytes.toString()).toBe(text);
    if (contentType) expect(arrived.contentType).toMatch(contentType);
  };
const isBytes =
  (bytes: Uint8Array, contentType?: RegExp) =>
  (arrived: Arrived): void => {
    expect(arrived.bytes.equals(bytes)).toBe(true);
    if (contentType) expect(arrived.contentType).toMatch(contentType);
  };

/** More than the pieces in which clients, servers and kernels pass bytes on. */
const LARGE = new Uint8Array(Buffer.alloc(3 << 20, BYTES));

const inChunks = (): ReadableStream<Uint8Array> =>
  new ReadableStream({
    start(controller) {
      for (let at = 0; at < BYTES.length; at += 700) controller.enqueue(BYTES.slice(at, at + 700));
      controller.close();
    },
  });

const form = (): FormData => {
  const data = new FormData();
  data.append('título', TEXT);
  data.append('twice', '1');
  data.append('twice', '2');
  data.append('file', new File([BYTES], 'grüße "1".bin', { type: 'application/x-bytes' }));
  return data;
};

/** Reads the form with the boundary that the content type names, which was signed. */
const isForm = async ({ bytes, contentType }: Arrived): Promise<void> => {
  const response = new Response(new Uint8Array(bytes), { headers: { 'content-type': contentType ?? '' } });
  const data = await response.formData();
  expect(data.get('título')).toBe(TEXT.replaceAll('\n', '\r\n'));
  expect(data.getAll('twice')).toEqual(['1', '2']);
  const file = data.get('file') as File;
  expect(file.type).toBe('application/x-bytes');
  expect(Buffer.from(await file.arrayBuffer()).equals(BYTES)).toBe(true);
};

const JSON_VALUE = { text: TEXT, list: [1, null, { deep: true }] };

/** Every kind of body that the clients take. */
export const bodies: readonly Body[] = [
  { name: 'none', make: () => undefined, check: isText('') },
  {
    name: 'a JSON object',
    isJson: true,
    make: () => JSON_VALUE,
    check: isText(JSON.stringify(JSON_VALUE), /^application\/json/),
  },
  { name: 'a string', make: () => TEXT, check: isText(TEXT) },
  { name: 'an empty string', make: () => '', check: isText('') },
  {
    name: 'URLSearchParams',
    make: () =>
      new URLSearchParams([
        ['a b', '+%'],
        ['é', '&='],
        ['é', ''],
      ]),
    check: isText('a+b=%2B%25&%C3%A9=%26%3D&%C3%A9=', /^application\/x-www-form-urlencoded/),
  },
  { name: 'FormData with a File', make: form, check: isForm },
  {
    name: 'a Blob',
    make: () => new Blob([BYTES], { type: 'application/x-bytes' }),
    check: isBytes(BYTES, /^application\/x-bytes$/),
  },
  { name: 'a Blob without a type', make: () => new Blob([BYTES]), check: isBytes(BYTES) },
  {
    name: 'a File',
    make: () => new File([BYTES], 'a.bin', { type: 'application/x-bytes' }),
    check: isBytes(BYTES, /^application\/x-bytes$/),
  },
  { name: 'an ArrayBuffer', make: () => BYTES.slice().buffer, check: isBytes(BYTES) },
  { name: 'a Uint8Array', make: () => BYTES.slice(), check: isBytes(BYTES) },
  {
    name: 'a Uint8Array that is part of a larger buffer',
    make: () => PART,
    // axios's own transformRequest takes the whole buffer of a view, with us and without.
    check: (arrived, isAxios) => isBytes(isAxios ? BYTES : PART)(arrived),
  },
  { name: 'a Buffer', make: () => Buffer.from(PART), check: isBytes(PART) },
  { name: 'a Blob of 3 MiB', make: () => new Blob([LARGE]), check: isBytes(LARGE) },
  { name: 'a ReadableStream of 3 MiB', make: () => new Blob([LARGE]).stream(), check: isBytes(LARGE) },
  { name: 'a ReadableStream', make: inChunks, check: isBytes(BYTES) },
  {
    name: 'a Readable of Node',
    httpOnly: true,
    make: () => Readable.from([Buffer.from(PART), Buffer.from(PART)]),
    check: isBytes(Buffer.concat([PART, PART])),
  },
];
