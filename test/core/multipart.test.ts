import * as fc from 'fast-check';
import { expect, onTestFinished, test, vi } from 'vitest';
import { hasNativeFile, readableForm, serialiseForm } from '../../src/core/multipart.js';

const readFile = async (file: Blob) => new Uint8Array(await file.arrayBuffer());
const serialise = async (form: object) => {
  const { parts, contentType } = await serialiseForm(form, readFile);
  const boundary = /^multipart\/form-data; boundary=(\S{1,70})$/.exec(contentType)![1]!;
  return { bytes: Buffer.concat(parts), boundary };
};
/** What Node makes of the same form, with our boundary in the place of its own. */
const platform = async (form: FormData, boundary: string) => {
  const response = new Response(form);
  const own = /boundary=(.+)$/.exec(response.headers.get('content-type')!)![1]!;
  const text = Buffer.from(await response.arrayBuffer()).toString('latin1');
  return Buffer.from(text.replaceAll(own, boundary), 'latin1');
};

const text = fc.string({ unit: fc.constantFrom('a', 'ä', '日', '"', '\r', '\n', '\r\n', '%', ';', ' ', '\0') });
const file = fc.record({
  bytes: fc.uint8Array({ maxLength: 50 }),
  // Node leaves an empty file name out, against the standard.
  name: fc.option(
    text.filter((name) => name !== ''),
    { nil: undefined },
  ),
  type: fc.constantFrom('', 'text/plain', 'image/png'),
});

test('a form is serialised to the same bytes as by the platform', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(text, fc.oneof(text, file)), { maxLength: 5 }), async (fields) => {
      const form = new FormData();
      for (const [name, value] of fields) {
        if (typeof value === 'string') form.append(name, value);
        else {
          const blob = new Blob([value.bytes], { type: value.type });
          if (value.name === undefined) form.append(name, blob);
          else form.append(name, blob, value.name);
        }
      }
      const { bytes, boundary } = await serialise(form);
      expect(bytes.equals(await platform(form, boundary))).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('each form gets a new boundary', async () => {
  const form = new FormData();
  expect((await serialise(form)).boundary).not.toBe((await serialise(form)).boundary);
});

/** As React Native has it. */
const nativeForm = (...parts: object[]) => ({ getParts: () => parts });

test("the text fields of React Native's form are serialised", async () => {
  const part = { fieldName: 'a', string: 'b', headers: {} };
  const form = new FormData();
  form.append('a', 'b');
  const { bytes, boundary } = await serialise(nativeForm(part));
  expect(bytes.equals(await platform(form, boundary))).toBe(true);
});

test("a file of React Native's is refused, with what to do", async () => {
  const form = nativeForm({ fieldName: 'photo', uri: 'file:///photo.jpg', name: 'photo.jpg', type: 'image/jpeg' });
  await expect(serialise(form)).rejects.toMatchObject({
    code: 'unsupported-body',
    message:
      'The form field "photo" is a React Native file, whose bytes cannot be read. ' +
      "Set payload: 'unsigned' if the service accepts it, or upload it to a presigned URL.",
  });
});

test('a file without a name is called blob, as in the standard', async () => {
  const { bytes } = await serialise({ entries: () => [['a', new Blob(['b'])]] });
  expect(String(bytes)).toContain('name="a"; filename="blob"\r\n');
});

test.each([
  ['that lists nothing', {}],
  ['whose field has no text', nativeForm({ fieldName: 'a' })],
])('a form %s is not an error', async (_, form) => {
  const { bytes, boundary } = await serialise(form);
  const field = 'getParts' in form ? `--${boundary}\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n` : '';
  expect(String(bytes)).toBe(`${field}--${boundary}--\r\n`);
});

test.each([
  [false, {}],
  [false, nativeForm({ fieldName: 'a', string: 'b' })],
  [true, nativeForm({ fieldName: 'a', string: 'b' }, { fieldName: 'c', uri: 'file:///c' })],
])('whether there is a file that only React Native can read: %s', (has, form) => {
  expect(hasNativeFile(form)).toBe(has);
});

test('in WebKit a form with a file becomes an equivalent Blob; elsewhere, and without a file, it stays unchanged', async () => {
  const form = new FormData();
  form.append('file', new File(['content'], 'a.txt', { type: 'text/plain' }));
  expect(readableForm(form)).toBe(form);
  vi.stubGlobal('navigator', { vendor: 'Apple Computer, Inc.' });
  onTestFinished(() => void vi.unstubAllGlobals());
  const texts = new FormData();
  texts.append('a', 'b');
  expect(readableForm(texts)).toBe(texts);
  const blob = readableForm(form) as Blob;
  const boundary = /^multipart\/form-data; boundary=(.+)$/.exec(blob.type)![1]!;
  expect(Buffer.from(await blob.arrayBuffer()).equals(await platform(form, boundary))).toBe(true);
  expect(readableForm({ getParts: () => [] } as unknown as FormData)).toEqual({ getParts: expect.any(Function) });
});
