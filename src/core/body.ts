import { throwIfAborted } from './abortable.js';
import { UnsignableRequestError } from './errors.js';
import { hasNativeFile, serialiseForm } from './multipart.js';
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
  destroy?(): unknown;
  getHeaders?(): Record<string, string>;
}

const isNodeStream = (value: object): value is NodeStream =>
  'pipe' in value && typeof value.pipe === 'function' && 'on' in value && typeof value.on === 'function';

/**
 * Whether a value is of a class of the platform's, by its name: also where the platform lacks that class, or has two of it
 * (jsdom beside Node, frames, polyfills).
 */
export const isA = (
  value: unknown,
  name: 'ArrayBuffer' | 'Blob' | 'File' | 'FormData' | 'URLSearchParams',
): boolean => {
  if (Object.prototype.toString.call(value) === `[object ${name}]`) return true;
  const type: unknown = globalThis[name];
  return typeof type === 'function' && value instanceof type;
};

const bytesOf = (chunk: unknown): Uint8Array => {
  if (typeof chunk === 'string') return new TextEncoder().encode(chunk);
  if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  if (isA(chunk, 'ArrayBuffer')) return new Uint8Array(chunk as ArrayBuffer);
  throw new UnsignableRequestError('unsupported-body', 'The body stream holds something that is not bytes or text.');
};

const concat = (chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const all = new Uint8Array(chunks.reduce((size, { byteLength }) => size + byteLength, 0));
  let offset = 0;
  for (const chunk of chunks) {
    all.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return all;
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
    bytes: () => concat(chunks),
  };
};

/** Bytes as they are now, in a buffer of their own; anything else as it is. An app may write into its buffer once it has made a call. */
export const takeBytes = (body: unknown): unknown => {
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength).slice();
  return isA(body, 'ArrayBuffer') ? (body as ArrayBuffer).slice(0) : body;
};

/** Whether a value is a Blob or a File. */
export const isBlob = (value: unknown): value is Blob => isA(value, 'Blob') || isA(value, 'File');

/** Whether a value is a FormData. `form-data`'s bears that name too, and is a stream. */
export const isForm = (value: unknown): value is FormData =>
  typeof value === 'object' && value !== null && !isNodeStream(value) && isA(value, 'FormData');

/** Whether a value is a web stream, of whatever maker. */
export const isWebStream = (value: unknown): value is ReadableStream =>
  typeof (value as Partial<ReadableStream> | null | undefined)?.getReader === 'function';

/** The bytes of a Blob. Those of React Native and of older versions of jsdom cannot give them themselves. */
export const readBlob = async (blob: Blob): Promise<Uint8Array<ArrayBuffer>> => {
  if (typeof blob.arrayBuffer === 'function') return new Uint8Array(await blob.arrayBuffer());
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(new Uint8Array(reader.result as ArrayBuffer));
    reader.onerror = () => reject(reader.error);
    reader.readAsArrayBuffer(blob);
  });
};

/**
 * Reads a web stream to its end.
 *
 * @param signal Cancels the stream, with its reason.
 * @throws The signal's reason; what the stream fails with; UnsignableRequestError `unsupported-body`
 */
export const readWebStream = async (
  stream: ReadableStream,
  signal?: AbortSignal | null,
): Promise<Uint8Array<ArrayBuffer>> => {
  const chunks = gather();
  const reader = stream.getReader();
  const abort = (): void => void reader.cancel(signal?.reason).catch(() => {});
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort);
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) chunks.add(read.value);
  } catch (error) {
    await reader.cancel(error).catch(() => {});
    throw error;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
  // A stream that was cancelled has merely ended.
  throwIfAborted(signal);
  return chunks.bytes();
};

const readNodeStream = (stream: NodeStream, signal?: AbortSignal | null): Promise<Uint8Array<ArrayBuffer>> => {
  let abort = (): void => {};
  const reading = new Promise<Uint8Array<ArrayBuffer>>((resolve, reject) => {
    const chunks = gather();
    abort = () => {
      reject(signal?.reason);
      stream.destroy?.();
    };
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort);
    stream.on('error', reject);
    stream.on('end', () => resolve(chunks.bytes()));
    stream.on('close', () => reject(new UnsignableRequestError('unsupported-body', 'The body stream ended early.')));
    stream.on('data', (chunk: unknown) => {
      try {
        chunks.add(chunk);
      } catch (error) {
        stream.destroy?.();
        reject(error);
      }
    });
    stream.resume?.();
  });
  return reading.finally(() => signal?.removeEventListener('abort', abort));
};

/**
 * The bytes of any body that a client takes. FormData is serialised here, once, so that the boundary that is signed is
 * the boundary that is sent.
 *
 * @param body What the client was given: text, bytes, Blob, File, URLSearchParams, FormData, a web or a Node stream.
 * @param streaming Whether a stream is sent unread, because its payload is not signed.
 * @param signal Ends the reading of a stream, which is cancelled with its reason.
 * @returns At once for what is at hand: most calls have no body, and waiting costs them as much as encoding their URL.
 * @throws UnsignableRequestError `unsupported-body`
 */
export const readBody = (
  body: unknown,
  streaming: boolean,
  signal?: AbortSignal | null,
): ReadBody | Promise<ReadBody> => {
  if (body === undefined || body === null) return { body: undefined };
  if (typeof body === 'string') {
    return { body: new TextEncoder().encode(body), contentType: 'text/plain;charset=UTF-8' };
  }
  if (ArrayBuffer.isView(body) || isA(body, 'ArrayBuffer')) return { body: bytesOf(body) as Uint8Array<ArrayBuffer> };
  return readLater(body, streaming, signal);
};

const readLater = async (
  body: NonNullable<unknown>,
  streaming: boolean,
  signal: AbortSignal | null | undefined,
): Promise<ReadBody> => {
  if (isBlob(body)) return { body: await readBlob(body), contentType: body.type || undefined };
  if (isForm(body)) {
    // The platform gives it a boundary, and the type that goes with it.
    if (streaming && hasNativeFile(body)) return { body: { stream: body } };
    const { parts, contentType } = await serialiseForm(body, readBlob);
    return { body: concat(parts), contentType };
  }
  if (isA(body, 'URLSearchParams')) {
    return {
      body: new TextEncoder().encode(String(body)),
      contentType: 'application/x-www-form-urlencoded;charset=UTF-8',
    };
  }
  if (isWebStream(body)) return { body: streaming ? { stream: body } : await readWebStream(body, signal) };
  if (typeof body === 'object' && isNodeStream(body)) {
    const contentType = body.getHeaders?.()['content-type'];
    return { body: streaming ? { stream: body } : await readNodeStream(body, signal), contentType };
  }
  if (typeof body === 'object' && Symbol.asyncIterator in body) {
    const chunks = gather();
    for await (const chunk of body as AsyncIterable<unknown>) chunks.add(chunk);
    return { body: chunks.bytes() };
  }
  throw new UnsignableRequestError(
    'unsupported-body',
    'The body cannot be signed. Pass text (JSON.stringify makes it of an object), bytes, a Blob, FormData, URLSearchParams or a stream.',
  );
};
