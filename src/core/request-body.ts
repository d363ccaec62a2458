import { readWebStream } from './body.js';
import { UnsignableRequestError } from './errors.js';

/**
 * The bytes of a Request's body, in whatever way the platform has them: as a stream; else whole (Firefox has no
 * `Request.body`, node-fetch a stream of Node's); else as text, which is all that React Native reads.
 *
 * @param signal Ends the reading of a stream, which is cancelled with its reason.
 * @returns At once where there is none.
 * @throws UnsignableRequestError `unsupported-body` for a form with a file in WebKit, which does not read that.
 */
export const readRequestBody = (
  request: Request,
  signal?: AbortSignal | null,
): Promise<Uint8Array<ArrayBuffer> | undefined> | undefined => {
  const { body } = request;
  if (body === null || /^(GET|HEAD)$/i.test(request.method)) return undefined;
  const reading = typeof body?.getReader === 'function' ? readWebStream(body, signal) : readWhole(request);
  return reading.catch((error: Error) => {
    throw error.name === 'InvalidStateError' && request.headers.get('content-type')?.startsWith('multipart/')
      ? new UnsignableRequestError(
          'unsupported-body',
          'This browser cannot read the form of a Request. Pass the FormData to fetch itself: fetch(url, { method, body }).',
          { cause: error },
        )
      : error;
  });
};

const readWhole = async (request: Request): Promise<Uint8Array<ArrayBuffer> | undefined> => {
  const spare = request.clone();
  const bytes = await request.arrayBuffer().then(
    (buffer) => new Uint8Array(buffer),
    async () => new TextEncoder().encode(await spare.text()),
  );
  // An empty body cannot be told from none.
  return bytes.length > 0 ? bytes : undefined;
};
