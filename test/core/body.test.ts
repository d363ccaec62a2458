import { getEventListeners, once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  copyBytes,
  isBlob,
  isForm,
  isWebStream,
  MAX_BUFFERED_STREAM,
  readBody,
  readWebStream,
} from '../../src/core/body.js';

const text = (body: unknown) => new TextDecoder().decode(body as Uint8Array);
const bytes = (content: string) => new TextEncoder().encode(content);
const read = async (body: unknown, streaming = false) => {
  const { body: sent, ...rest } = await readBody(body, streaming);
  return { text: text(sent), ...rest };
};
const chunks = (...parts: unknown[]) =>
  new ReadableStream({
    start(controller) {
      for (const part of parts) controller.enqueue(part);
      controller.close();
    },
  });
const refusal = (message: string) => ({ name: 'UnsignableRequestError', code: 'unsupported-body', message });
const NOT_BYTES = 'The body stream must contain bytes or strings.';
const TOO_LONG =
  "The body stream is longer than 134217728 bytes. Send a Blob, or set payload: 'unsigned' if the service accepts it.";

test.each([undefined, null])('%s means no body', (body) => {
  expect(readBody(body, false)).toEqual({ body: undefined });
});

test('text is read synchronously, as UTF-8', () => {
  expect(readBody('ä', false)).toEqual({ body: bytes('ä'), contentType: 'text/plain;charset=UTF-8' });
  expect(readBody('', false)).toEqual({ body: bytes(''), contentType: 'text/plain;charset=UTF-8' });
});

test('bytes are read synchronously, and only those of the view', () => {
  const { buffer } = bytes('abcd');
  expect(readBody(buffer, false)).toEqual({ body: bytes('abcd') });
  expect(readBody(new Uint8Array(buffer, 1, 2), false)).toEqual({ body: bytes('bc') });
  expect(readBody(new DataView(buffer, 2), false)).toEqual({ body: bytes('cd') });
});

test.each([true, false])('a Blob is read with its type (streaming: %s)', async (streaming) => {
  expect(await read(new Blob(['ab'], { type: 'image/png' }), streaming)).toEqual({
    text: 'ab',
    contentType: 'image/png',
  });
  expect(await read(new Blob(['ab']), streaming)).toEqual({ text: 'ab', contentType: undefined });
});

test('URLSearchParams are sent as a form', async () => {
  expect(await read(new URLSearchParams({ a: 'b c' }))).toEqual({
    text: 'a=b+c',
    contentType: 'application/x-www-form-urlencoded;charset=UTF-8',
  });
});

test('FormData is serialised once, with the boundary that its content type names', async () => {
  const form = new FormData();
  form.append('field', 'value');
  const { text, contentType } = await read(form);
  const boundary = /^multipart\/form-data; boundary=(.+)$/.exec(contentType!)![1]!;
  expect(text.startsWith(`--${boundary}\r\n`)).toBe(true);
  expect(text).toContain('name="field"\r\n\r\nvalue\r\n');
});

test('a web stream is read to its end, unless it is streamed', async () => {
  expect(await read(chunks('ä', bytes('bc'), bytes('d').buffer, new DataView(bytes('xe').buffer, 1)))).toEqual({
    text: 'äbcde',
  });
  const stream = chunks('a');
  expect(await readBody(stream, true)).toEqual({ body: { stream } });
  expect(stream.locked).toBe(false);
});

test.each([1, null, undefined, {}, ['a']])(
  'a web stream of %j is refused, and cancelled with the reason',
  async (part) => {
    let reason: unknown;
    const stream = new ReadableStream({
      pull: (controller) => controller.enqueue(part),
      cancel: (why) => {
        reason = why;
      },
    });
    await expect(readBody(stream, false)).rejects.toMatchObject(refusal(NOT_BYTES));
    expect(reason).toMatchObject(refusal(NOT_BYTES));
  },
);

test('a web stream that fails, or whose cancellation fails, rejects with the first error', async () => {
  const failing = new ReadableStream({ pull: () => Promise.reject(new Error('lost')) });
  await expect(readWebStream(failing)).rejects.toThrow('lost');
  const stubborn = new ReadableStream({
    pull: (controller) => controller.enqueue(1),
    cancel: () => Promise.reject(new Error('stubborn')),
  });
  await expect(readWebStream(stubborn)).rejects.toMatchObject(refusal(NOT_BYTES));
});

test('a stream of 128 MiB is read, and one more byte is refused', async () => {
  const half = new Uint8Array(MAX_BUFFERED_STREAM / 2);
  expect((await readWebStream(chunks(half, half))).byteLength).toBe(MAX_BUFFERED_STREAM);
  await expect(readWebStream(chunks(half, half, new Uint8Array(1)))).rejects.toMatchObject(refusal(TOO_LONG));
});

test('a Node stream is read to its end, unless it is streamed', async () => {
  expect(await read(Readable.from([bytes('a'), 'b']))).toEqual({ text: 'ab', contentType: undefined });
  const stream = Readable.from(['a']);
  expect(await readBody(stream, true)).toEqual({ body: { stream }, contentType: undefined });
});

test('an old-style form provides its own content type', async () => {
  const form = Object.assign(new PassThrough(), { getHeaders: () => ({ 'content-type': 'multipart/form-data' }) });
  form.end('a');
  expect(await read(form)).toEqual({ text: 'a', contentType: 'multipart/form-data' });
});

test('a paused Node stream is resumed', async () => {
  const stream = new PassThrough();
  stream.pause();
  stream.end('a');
  expect(await read(stream)).toMatchObject({ text: 'a' });
});

test('an old-style stream without resume and destroy can still be read and refused', async () => {
  const oldStyle = (part: unknown) => ({
    pipe: () => {},
    on: (event: string, listener: (value?: unknown) => void) => {
      if (event === 'data') queueMicrotask(() => listener(part));
      if (event === 'end') queueMicrotask(() => queueMicrotask(listener));
    },
  });
  expect(await read(oldStyle('a'))).toMatchObject({ text: 'a' });
  await expect(readBody(oldStyle(1), false)).rejects.toMatchObject(refusal(NOT_BYTES));
});

test('a Node stream of objects is refused and destroyed', async () => {
  const stream = Readable.from([{ not: 'bytes' }]);
  await expect(readBody(stream, false)).rejects.toMatchObject(refusal(NOT_BYTES));
  expect(stream.destroyed).toBe(true);
});

test('a Node stream that fails or ends early is refused', async () => {
  const failing = new PassThrough();
  setImmediate(() => failing.destroy(new Error('lost')));
  await expect(readBody(failing, false)).rejects.toThrow('lost');
  const early = new PassThrough();
  setImmediate(() => early.destroy());
  await expect(readBody(early, false)).rejects.toMatchObject(refusal('The body stream was closed before it ended.'));
});

test.each([
  ['read', async (stream: Readable) => void (await stream.toArray())],
  ['destroyed', async (stream: Readable) => void stream.destroy()],
  [
    'closed',
    async (stream: Readable) => {
      stream.destroy();
      await once(stream, 'close');
    },
  ],
])('a Node stream that has been %s already is refused at once', async (_, finish) => {
  const stream = Readable.from(['a']);
  await finish(stream);
  await expect(readBody(stream, false)).rejects.toMatchObject(
    refusal('The body stream has been read or closed already. Create a new one for each call.'),
  );
});

test('a stalled async iterable ends with the signal', async () => {
  const stalled = async function* () {
    yield 'a';
    await new Promise(() => {});
  };
  const controller = new AbortController();
  const reading = readBody(stalled(), false, controller.signal);
  setImmediate(() => controller.abort(new Error('enough')));
  await expect(reading).rejects.toThrow('enough');
  const returned = vi.fn(async () => ({ done: true, value: undefined }));
  const endless = { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}), return: returned }) };
  await expect(readBody(endless, false, AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
  expect(returned).toHaveBeenCalledOnce();
});

test('an async iterable is read to its end', async () => {
  const generate = async function* () {
    yield 'a';
    yield bytes('b');
  };
  expect(await read(generate())).toEqual({ text: 'ab' });
});

test.each([
  1,
  true,
  Symbol('s'),
  () => {},
  {},
  { pipe: () => {} },
  { on: () => {} },
  { pipe: 1, on: () => {} },
  { pipe: () => {}, on: 1 },
])('%s cannot be signed as a body', async (body) => {
  await expect(readBody(body, false)).rejects.toMatchObject(
    refusal(
      'This body cannot be signed. Pass text (JSON.stringify an object), bytes, a Blob, FormData, URLSearchParams or a stream.',
    ),
  );
});

describe('on platforms that lack something', () => {
  afterEach(() => vi.unstubAllGlobals());
  const bare = (): void => {
    for (const name of ['ReadableStream', 'Blob', 'File', 'FormData', 'URLSearchParams', 'Response']) {
      vi.stubGlobal(name, undefined);
    }
  };

  test('bodies are recognised by their tag, not by a global class', async () => {
    const stream = chunks(bytes('ab'));
    const blob = new Blob(['ab'], { type: 'image/png' });
    const form = new FormData();
    form.append('a', new File(['b'], 'b.txt'));
    const parameters = new URLSearchParams({ a: 'b c' });
    bare();
    expect((await read(stream)).text).toBe('ab');
    expect(await read(blob)).toEqual({ text: 'ab', contentType: 'image/png' });
    expect(await read(parameters)).toMatchObject({ text: 'a=b+c' });
    expect((await read(form)).text).toContain('name="a"; filename="b.txt"\r\nContent-Type: application/octet-stream');
    await expect(read({})).rejects.toMatchObject({ code: 'unsupported-body' });
  });

  test('an instance of a platform class without a tag is recognised by its constructor', async () => {
    class Parameters {
      toString = () => 'a=b';
    }
    vi.stubGlobal('URLSearchParams', Parameters);
    expect(await read(new Parameters())).toMatchObject({ text: 'a=b' });
  });

  test('a Blob without arrayBuffer is read with a FileReader', async () => {
    class Reader {
      result: ArrayBuffer | undefined;
      error: unknown;
      onload = (): void => {};
      onerror = (): void => {};
      readAsArrayBuffer({ content }: { content?: string }): void {
        if (content === undefined) this.error = new Error('not readable');
        else this.result = bytes(content).buffer;
        queueMicrotask(content === undefined ? this.onerror : this.onload);
      }
    }
    vi.stubGlobal('FileReader', Reader);
    const blob = (content?: string) => ({ [Symbol.toStringTag]: 'Blob', content, type: 'text/x' });
    expect(await read(blob('ab'))).toEqual({ text: 'ab', contentType: 'text/x' });
    await expect(read(blob())).rejects.toThrow('not readable');
  });

  test("React Native's form with a file is sent as it is where the payload is not signed", async () => {
    class NativeForm {
      getParts = () => [
        { fieldName: 'a', string: 'b' },
        { fieldName: 'photo', uri: 'file:///photo.jpg' },
      ];
    }
    vi.stubGlobal('FormData', NativeForm);
    const form = new NativeForm();
    expect(await readBody(form, true)).toEqual({ body: { stream: form } });
    await expect(readBody(form, false)).rejects.toMatchObject({ code: 'unsupported-body' });
  });

  test('a form without such a file is serialised even if streams are not buffered', async () => {
    const form = new FormData();
    form.append('a', 'b');
    expect((await read(form, true)).text).toContain('name="a"');
  });
});

test.each([
  ['a web stream', (cancelled: unknown[]) => new ReadableStream({ cancel: (why) => void cancelled.push(why) })],
  [
    'a Node stream',
    (cancelled: unknown[]) => {
      const stream = new PassThrough();
      return stream.on('close', () => cancelled.push(stream.destroyed && 'mine'));
    },
  ],
])('%s is cancelled when the call is aborted, and rejects with the reason', async (_, make) => {
  for (const early of [true, false]) {
    const cancelled: unknown[] = [];
    const controller = new AbortController();
    if (early) controller.abort('mine');
    const reading = readBody(make(cancelled), false, controller.signal);
    controller.abort('mine');
    await expect(reading).rejects.toBe('mine');
    await new Promise((resolve) => setImmediate(resolve));
    expect(cancelled).toEqual(['mine']);
  }
});

test('bytes are copied, and only those of the view; anything else is passed on', () => {
  const buffer = bytes('abcd').buffer;
  const copies = [copyBytes(buffer), copyBytes(new Uint8Array(buffer, 1, 2)), copyBytes(new DataView(buffer, 3))];
  bytes('zzzz').forEach((byte, index) => {
    new Uint8Array(buffer)[index] = byte;
  });
  expect(copies.map((copy) => new TextDecoder().decode(copy as Uint8Array))).toEqual(['abcd', 'bc', 'd']);
  for (const other of ['text', null, undefined, chunks()]) expect(copyBytes(other)).toBe(other);
});

test('a File of another realm is a Blob', () => {
  expect([isBlob({ [Symbol.toStringTag]: 'File' }), isBlob({ [Symbol.toStringTag]: 'Filet' })]).toEqual([true, false]);
});

test('nothing but an object is a form, and neither is a stream that says so', () => {
  expect([isForm(new FormData()), isForm(null), isForm('[object FormData]')]).toEqual([true, false, false]);
  expect(isForm(Object.assign(new PassThrough(), { [Symbol.toStringTag]: 'FormData' }))).toBe(false);
  expect([isWebStream(chunks()), isWebStream(null), isWebStream(undefined), isWebStream({})]).toEqual([
    true,
    false,
    false,
    false,
  ]);
});

test('no listener of a stream that was read stays at the signal', async () => {
  const { signal } = new AbortController();
  await readBody(chunks(bytes('a')), false, signal);
  await readBody(Readable.from(['a']), false, signal);
  await readBody(
    (async function* () {
      yield 'a';
    })(),
    false,
    signal,
  );
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('an old-style stream without destroy, and an iterable without return, end with the signal', async () => {
  const stream = { on: () => {}, pipe: () => {} };
  await expect(readBody(stream, false, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  const iterable = { [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => {}) }) };
  await expect(readBody(iterable, false, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
});
