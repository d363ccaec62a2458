import { expect, test } from 'vitest';
import { readRequestBody } from '../../src/core/request-body.js';

const textOf = async (reading: ReturnType<typeof readRequestBody>): Promise<string | undefined> => {
  const bytes = await reading;
  return bytes && new TextDecoder().decode(bytes);
};
/** A Request of a platform that has no `Request.body`. */
const bodiless = (init: RequestInit, more: object = {}): Request =>
  Object.defineProperties(new Request('https://host/', init), {
    body: { value: undefined },
    ...Object.fromEntries(Object.entries(more).map(([name, value]) => [name, { value }])),
  });

test('a stream is read, which consumes the Request', async () => {
  const request = new Request('https://host/', { method: 'POST', body: 'a' });
  const reading = readRequestBody(request);
  expect(request.bodyUsed).toBe(true);
  expect(await textOf(reading)).toBe('a');
});

test('nothing is read if there is no body', () => {
  expect(readRequestBody(new Request('https://host/', { method: 'POST' }))).toBeUndefined();
  expect(readRequestBody(bodiless({}))).toBeUndefined();
  expect(readRequestBody(bodiless({ method: 'HEAD' }))).toBeUndefined();
});

test('without Request.body it is read whole, which consumes the Request', async () => {
  const request = bodiless({ method: 'POST', body: 'ä' });
  expect(await textOf(readRequestBody(request))).toBe('ä');
  expect(request.bodyUsed).toBe(true);
  expect(await textOf(readRequestBody(bodiless({ method: 'DELETE' })))).toBeUndefined();
});

test('if that is not possible, it is read as text', async () => {
  const arrayBuffer = () => Promise.reject(new Error('FileReader.readAsArrayBuffer is not implemented'));
  expect(await textOf(readRequestBody(bodiless({ method: 'POST', body: 'ä' }, { arrayBuffer })))).toBe('ä');
});

test('a form that the browser cannot read rejects with an error that says what to do', async () => {
  const unreadable = new DOMException('Unable to read form data blob', 'InvalidStateError');
  const request = (type: string): Request =>
    new Request('https://host/', {
      method: 'POST',
      headers: { 'content-type': type },
      body: new ReadableStream({ pull: (controller) => controller.error(unreadable) }),
      duplex: 'half',
    } as RequestInit);
  await expect(readRequestBody(request('multipart/form-data; boundary=b'))).rejects.toMatchObject({
    name: 'UnsignableRequestError',
    code: 'unsupported-body',
    message: 'This browser cannot read a form back from a Request. Pass it to fetch(url, { method, body }).',
    cause: unreadable,
  });
  await expect(readRequestBody(request('text/plain'))).rejects.toBe(unreadable);
});

test.each(['XGET', 'GETX', 'PRE-HEAD'])(
  'a body of the method %s, which only looks like one without a body, is read',
  async (method) => {
    expect(await textOf(readRequestBody(new Request('https://host/', { method, body: 'a' })))).toBe('a');
  },
);

test("a stream is read as the signal allows, and another failure, or one without a type, stays the platform's own", async () => {
  const stalled = (): Request =>
    new Request('https://host/', { method: 'POST', body: new ReadableStream(), duplex: 'half' } as RequestInit);
  await expect(readRequestBody(stalled(), AbortSignal.abort(new Error('left')))).rejects.toThrow('left');
  const failing = (error: Error, headers: HeadersInit): Request =>
    new Request('https://host/', {
      method: 'POST',
      headers,
      body: new ReadableStream({ pull: (controller) => controller.error(error) }),
      duplex: 'half',
    } as RequestInit);
  const lost = new Error('lost');
  await expect(readRequestBody(failing(lost, { 'content-type': 'multipart/form-data; boundary=b' }))).rejects.toBe(
    lost,
  );
  const invalid = new DOMException('invalid', 'InvalidStateError');
  await expect(readRequestBody(failing(invalid, {}))).rejects.toBe(invalid);
});
