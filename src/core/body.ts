import { UnsignableRequestError } from './errors.js';
import type { WireBody } from './wire-request.js';

/**
 * How many bytes of a stream are buffered to be hashed: 128 MiB. A longer stream needs `payload: 'unsigned'`, where the
 * service takes it, or a Blob.
 */
export const MAX_BUFFERED_STREAM = 128 * 1024 * 1024;

/** A body's bytes, and the content type that its kind implies. */
export interface ReadBody {
  readonly body: WireBody;
  readonly contentType?: string | undefined;
}

/** The parts of a Node stream that reading one takes; matches `form-data` and other old-style streams too. */
interface NodeStream {
  on(event: string, listener: (value: never) => void): unknown;
  pipe: unknown;
  resume?(): unknown;
  getHeaders?(): Record<string, string>;
}

const isNodeStream = (value: object): value is NodeStream =>
  'pipe' in value && typeof value.pipe === 'function' && 'on' in value && typeof value.on === 'function';

const bytesOf = (chunk: unknown): Uint8Array => {
  if (typeof chunk === 'string') return new TextEncoder().encode(chunk);
  if (chunk instanceof ArrayBuffer) return new Uint8Array(chunk);
  if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  throw new UnsignableRequestError('unsupported-body', 'The body stream holds something that is not bytes or text.');
};

/** Gathers chunks into one array, and refuses what grows beyond the limit. */
const gather = () => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  return {
    add: (chunk: unknown): void => {
      const bytes = bytesOf(chunk);
      size += bytes.byteLength;
      if (size > MAX_BUFFERED_STREAM) {
        throw new UnsignableRequestError(
          'unsupported-body',
          `The body stream is longer than ${MAX_BUFFERED_STREAM} bytes. ` +
            "Send a Blob, or set payload: 'unsigned' where the service allows it.",
        );
      }
      chunks.push(bytes);
    },
    bytes: (): Uint8Array<ArrayBuffer> => {
      const all = new Uint8Array(size);
      let offset = 0;
      for (const chunk of chunks) {
        all.set(chunk, offset);
        offset += chunk.byteLength;
      }
      return all;
    },
  };
};

/** Reads a web stream to its end. */
export const readWebStream = async (stream: ReadableStream): Promise<Uint8Array<ArrayBuffer>> => {
  const chunks = gather();
  const reader = stream.getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) chunks.add(read.value);
  } catch (error) {
    await reader.cancel(error).catch(() => {});
    throw error;
  }
  return chunks.bytes();
};

const readNodeStream = (stream: NodeStream): Promise<Uint8Array<ArrayBuffer>> =>
  new Promise((resolve, reject) => {
    const chunks = gather();
    stream.on('error', reject);
    stream.on('end', () => resolve(chunks.bytes()));
    stream.on('close', () => reject(new UnsignableRequestError('unsupported-body', 'The body stream ended early.')));
    stream.on('data', (chunk: unknown) => {
      try {
        chunks.add(chunk);
      } catch (error) {
        (stream as { destroy?: () => void }).destroy?.();
        reject(error);
      }
    });
    stream.resume?.();
  });

/**
 * The bytes of any body that a client takes. FormData is serialised here, once, so that the boundary that is signed is
 * the boundary that is sent.
 *
 * @param body What the client was given: text, bytes, Blob, File, URLSearchParams, FormData, a web or a Node stream.
 * @param streaming Whether a stream is sent unread, because its payload is not signed.
 * @returns At once for what is at hand: most calls have no body, and waiting costs them as much as encoding their URL.
 * @throws UnsignableRequestError `unsupported-body`
 */
export const readBody = (body: unknown, streaming: boolean): ReadBody | Promise<ReadBody> => {
  if (body === undefined || body === null) return { body: undefined };
  if (typeof body === 'string') {
    return { body: new TextEncoder().encode(body), contentType: 'text/plain;charset=UTF-8' };
  }
  if (body instanceof ArrayBuffer || ArrayBuffer.isView(body))
    return { body: bytesOf(body) as Uint8Array<ArrayBuffer> };
  return readLater(body, streaming);
};

const readLater = async (body: NonNullable<unknown>, streaming: boolean): Promise<ReadBody> => {
  if (body instanceof Blob) {
    return { body: new Uint8Array(await body.arrayBuffer()), contentType: body.type || undefined };
  }
  if (body instanceof URLSearchParams || body instanceof FormData) {
    // Response serialises both as fetch does, content type included.
    const response = new Response(body);
    const contentType = response.headers.get('content-type') ?? undefined;
    return { body: new Uint8Array(await response.arrayBuffer()), contentType };
  }
  if (body instanceof ReadableStream) {
    return { body: streaming ? { stream: body } : await readWebStream(body) };
  }
  if (typeof body === 'object' && isNodeStream(body)) {
    const contentType = body.getHeaders?.()['content-type'];
    return { body: streaming ? { stream: body } : await readNodeStream(body), contentType };
  }
  if (typeof body === 'object' && Symbol.asyncIterator in body) {
    const chunks = gather();
    for await (const chunk of body as AsyncIterable<unknown>) chunks.add(chunk);
    return { body: chunks.bytes() };
  }
  throw new UnsignableRequestError(
    'unsupported-body',
    'The body cannot be signed. Pass text, bytes, a Blob, FormData, URLSearchParams or a stream.',
  );
};
