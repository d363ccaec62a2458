// What the app meant by the bodies of ../suite/bodies.js, and whether that is what arrived.
import { createHash } from 'node:crypto';

const pattern = (length) => Buffer.from(Array.from({ length }, (_, index) => (index * 7) % 251));
const file = (name, type, bytes) => ({ file: name, type, bytes: bytes.toString('hex') });

const PICTURE = pattern(300);
const MEANT = {
  JSON: { bytes: Buffer.from('{"name":"é世","list":[1,2]}'), type: /^application\/json/ },
  text: { bytes: Buffer.from('first\nsecond €') },
  URLSearchParams: { bytes: Buffer.from('a=1+2&a=%C3%A9%26%3D&b='), type: /^application\/x-www-form-urlencoded/ },
  'FormData of texts': {
    entries: [
      ['name', 'é世'],
      ['list', '1'],
      ['list', '2'],
      ['empty', ''],
      ['a "quoted" name', 'two\nlines'],
    ],
  },
  'FormData with files': {
    entries: [
      ['title', 'A picture'],
      ['picture', file('é "1".png', 'image/png', PICTURE)],
      ['notes', file('notes', 'application/octet-stream', Buffer.from('plain'))],
    ],
  },
  'a Blob': { bytes: PICTURE, type: /^image\/png$/ },
  'a Blob of 3 MiB': { bytes: pattern(3 * 1024 * 1024), type: /^application\/octet-stream$/ },
  'an ArrayBuffer': { bytes: PICTURE },
  'a part of a larger buffer': { bytes: PICTURE.subarray(100, 200) },
  'a ReadableStream': { bytes: Buffer.from('first, second, third é') },
};

const sketch = (bytes) =>
  bytes.length === 0
    ? 'nothing'
    : `${bytes.length} bytes (SHA-256 ${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}) that begin with ${JSON.stringify(bytes.toString('latin1').slice(0, 60))}`;

const entriesOf = async (bytes, contentType) => {
  const form = await new Response(bytes, { headers: { 'content-type': contentType } }).formData();
  return Promise.all(
    [...form].map(async ([name, value]) => [
      name,
      // Lines end with CRLF on the wire (HTML standard, "multipart/form-data encoding algorithm"), but not those of workerd.
      typeof value === 'string'
        ? value.replaceAll('\r\n', '\n')
        : file(value.name, value.type, Buffer.from(await value.arrayBuffer())),
    ]),
  );
};

/**
 * Compares a body that arrived with what the app meant.
 *
 * @returns `{ arrived }`, or `{ problem }` in one sentence
 */
export const judgeBody = async (name, bytes, contentType = '') => {
  const meant = MEANT[name];
  if (!meant) return { problem: `There is no body "${name}".` };
  if (meant.bytes && !meant.bytes.equals(bytes)) {
    return { problem: `The body that arrived is ${sketch(bytes)}; meant were ${sketch(meant.bytes)}.` };
  }
  if (meant.type && !meant.type.test(contentType)) return { problem: `The content type is "${contentType}".` };
  if (meant.entries) {
    const entries = await entriesOf(bytes, contentType).catch((error) => `no form, ${error.message}: ${sketch(bytes)}`);
    const [one, other] = [entries, meant.entries].map((value) => JSON.stringify(value));
    if (one !== other)
      return { problem: `The entries that arrived are ${one.slice(0, 300)}; meant were ${other.slice(0, 300)}.` };
  }
  return { arrived: 'as it was meant' };
};
