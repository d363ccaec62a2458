import { readWebStream } from './body.js';

/**
 * The bytes of a Request's body, in whatever way the platform has them: as a stream; else whole (Firefox has no
 * `Request.body`, node-fetch a stream of Node's); else as text, which is all that React Native reads.
 *
 * @param signal Ends the reading of a stream, which is cancelled with its reason.
 * @returns At once where there is none.
 */
export const readRequestBody = (
  request: Request,
  signal?: AbortSignal | null,
): Promise<Uint8Array<ArrayBuffer> | undefined> | undefined => {
  const { body } = request;
  if (body === null || /^(GET|HEAD)$/i.test(request.method)) return undefined;
  return typeof body?.getReader === 'function' ? readWebStream(body, signal) : readWhole(request);
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
