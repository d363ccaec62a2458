import { readWebStream } from './body.js';
import { UnsignableRequestError } from './errors.js';

/**
 * Reads the bytes of a Request's body as the platform allows: as a stream; else whole (Firefox has no `Request.body`,
 * node-fetch a Node stream); else as text, which is all that React Native reads.
 *
 * @param signal Cancels a stream, with its reason.
 * @returns `undefined`, not a promise, if there is no body.
 * @throws UnsignableRequestError `unsupported-body` for a form with a file in WebKit, which cannot read it back.
 */
export const readRequestBody = (
  request: Request,
  signal?: AbortSignal | null,
): Promise<Uint8Array<ArrayBuffer> | undefined> | undefined => {
  const { body } = request;
  if (body === null || /^(GET|HEAD)$/i.test(request.method)) return undefined;
  const bytes = typeof body?.getReader === 'function' ? readWebStream(body, signal) : readWhole(request);
  return bytes.catch((error: Error) => {
    throw error.name === 'InvalidStateError' && request.headers.get('content-type')?.startsWith('multipart/')
      ? new UnsignableRequestError(
          'unsupported-body',
          'This browser cannot read a form back from a Request. Pass it to fetch(url, { method, body }).',
          { cause: error },
        )
      : error;
  });
};

const readWhole = async (request: Request): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  const clone = request.clone();
  const bytes = await request.arrayBuffer().then(
    (buffer) => new Uint8Array(buffer),
    async () => new TextEncoder().encode(await clone.text()),
  );
  // Indistinguishable from no body.
  return bytes.length > 0 ? bytes : undefined;
};
