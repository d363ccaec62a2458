import { throwIfAborted, untilAborted } from './abortable.js';
import { UnsignableRequestError } from './errors.js';
import { hasNativeFile, serialiseForm } from './multipart.js';
import type { WireBody } from './wire-request.js';

/**
 * How many bytes of a stream are buffered for hashing: 128 MiB. A longer stream needs `payload: 'unsigned'`, if the service accepts
 * it, or a Blob.
 */
export const MAX_BUFFERED_STREAM = 128 * 1024 * 1024;

/** A body's bytes, and the content type that its type implies. */
export interface BodyContent {
  readonly body: WireBody;
  readonly contentType?: string | undefined;
}

/** The parts of a Node stream that are needed to read it; `form-data` and other old-style streams have them, too. */
interface NodeStream {
  on(event: string, listener: (value: never) => void): unknown;
  pipe: unknown;
  resume?(): unknown;
  destroy?(): unknown;
  readonly destroyed?: boolean;
  readonly readableEnded?: boolean;
  getHeaders?(): Record<string, string>;
}

const isNodeStream = (value: object): value is NodeStream =>
  'pipe' in value && typeof value.pipe === 'function' && 'on' in value && typeof value.on === 'function';

/**
 * Whether a value is an instance of a platform class, by the class's name: the platform may lack that class or have two of them
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

const toBytes = (chunk: unknown): Uint8Array => {
  if (typeof chunk === 'string') return new TextEncoder().encode(chunk);
  if (ArrayBuffer.isView(chunk)) return new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  if (isA(chunk, 'ArrayBuffer')) return new Uint8Array(chunk as ArrayBuffer);
  throw new UnsignableRequestError('unsupported-body', 'The body stream must contain bytes or strings.');
};

const concat = (chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const joined = new Uint8Array(chunks.reduce((size, { byteLength }) => size + byteLength, 0));
  let offset = 0;
  for (const chunk of chunks) {
    joined.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return joined;
};

/** Collects chunks into one array, up to the limit. */
const createCollector = () => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  return {
    add: (chunk: unknown): void => {
      const bytes = toBytes(chunk);
      size += bytes.byteLength;
      if (size > MAX_BUFFERED_STREAM) {
        throw new UnsignableRequestError(
          'unsupported-body',
          `The body stream is longer than ${MAX_BUFFERED_STREAM} bytes. ` +
            "Send a Blob, or set payload: 'unsigned' if the service accepts it.",
        );
      }
      chunks.push(bytes);
    },
    bytes: () => concat(chunks),
  };
};

/** Copies bytes, because an app may reuse its buffer once it has made a call; returns anything else as is. */
export const copyBytes = (body: unknown): unknown => {
  if (ArrayBuffer.isView(body)) return new Uint8Array(body.buffer, body.byteOffset, body.byteLength).slice();
  return isA(body, 'ArrayBuffer') ? (body as ArrayBuffer).slice(0) : body;
};

/** Whether a value is a Blob or a File. */
export const isBlob = (value: unknown): value is Blob => isA(value, 'Blob') || isA(value, 'File');

/** Whether a value is a FormData, but not one of the package `form-data`, which is a stream. */
export const isForm = (value: unknown): value is FormData =>
  typeof value === 'object' && value !== null && !isNodeStream(value) && isA(value, 'FormData');

/** Whether a value is a web stream of any implementation. */
export const isWebStream = (value: unknown): value is ReadableStream =>
  typeof (value as Partial<ReadableStream> | null | undefined)?.getReader === 'function';

/** Reads the bytes of a Blob. React Native and older versions of jsdom lack `arrayBuffer`. */
export const readBlob = async (blob: Blob): Promise<Uint8Array<ArrayBuffer>> => {
  if (typeof blob.arrayBuffer === 'function') return new Uint8Array(await blob.arrayBuffer());
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(new Uint8Array(reader.result as ArrayBuffer));
    reader.onerror = () => reject(reader.error);
    reader.readAsArrayBuffer(blob);
  });
};

/** A source of chunks: the iterator of an iterable, or the reader of a web stream in this shape. */
interface ChunkSource {
  next(): Promise<{ readonly done?: boolean | undefined; readonly value?: unknown }>;
  /** Ends it early. */
  return?(reason: unknown): unknown;
}

const readChunks = async (
  source: ChunkSource,
  signal: AbortSignal | null | undefined,
): Promise<Uint8Array<ArrayBuffer>> => {
  const chunks = createCollector();
  // A chunk that is pending would not notice the signal.
  const next = async (): ReturnType<ChunkSource['next']> => untilAborted(Promise.resolve(source.next()), signal);
  try {
    throwIfAborted(signal);
    for (let result = await next(); !result.done; result = await next()) chunks.add(result.value);
  } catch (error) {
    // Not awaited: a generator closes only after its pending chunk.
    Promise.resolve(source.return?.(error)).catch(() => {});
    throw error;
  }
  return chunks.bytes();
};

/**
 * Reads a web stream to its end.
 *
 * @param signal Cancels the stream, with its reason.
 * @throws The signal's reason; the stream's error; UnsignableRequestError `unsupported-body`.
 */
export const readWebStream = async (
  stream: ReadableStream,
  signal?: AbortSignal | null,
): Promise<Uint8Array<ArrayBuffer>> => {
  const reader = stream.getReader();
  return readChunks({ next: () => reader.read(), return: (reason) => reader.cancel(reason) }, signal);
};

const readNodeStream = (stream: NodeStream, signal?: AbortSignal | null): Promise<Uint8Array<ArrayBuffer>> => {
  // Its events have been emitted.
  if (stream.readableEnded || stream.destroyed) {
    throw new UnsignableRequestError(
      'unsupported-body',
      'The body stream has been read or closed already. Create a new one for each call.',
    );
  }
  const bytes = new Promise<Uint8Array<ArrayBuffer>>((resolve, reject) => {
    const chunks = createCollector();
    stream.on('error', reject);
    stream.on('end', () => resolve(chunks.bytes()));
    stream.on('close', () =>
      reject(new UnsignableRequestError('unsupported-body', 'The body stream was closed before it ended.')),
    );
    stream.on('data', (chunk: unknown) => {
      try {
        chunks.add(chunk);
      } catch (error) {
        reject(error);
      }
    });
    stream.resume?.();
  });
  return untilAborted(bytes, signal).catch((error) => {
    stream.destroy?.();
    throw error;
  });
};

/**
 * Reads the bytes of any body that a client accepts. FormData is serialised here, once, so that the boundary that is signed is the one that is
 * sent.
 *
 * @param body Text, bytes, Blob, File, URLSearchParams, FormData, or a web or Node stream.
 * @param streaming Whether to leave a stream unread, because its payload is not signed.
 * @param signal Cancels a stream, with its reason.
 * @returns Not a promise for a body in memory: most calls have none, and awaiting costs as much as encoding their URL.
 * @throws UnsignableRequestError `unsupported-body`.
 */
export const readBody = (
  body: unknown,
  streaming: boolean,
  signal?: AbortSignal | null,
): BodyContent | Promise<BodyContent> => {
  if (body === undefined || body === null) return { body: undefined };
  if (typeof body === 'string') {
    return { body: new TextEncoder().encode(body), contentType: 'text/plain;charset=UTF-8' };
  }
  if (ArrayBuffer.isView(body) || isA(body, 'ArrayBuffer')) return { body: toBytes(body) as Uint8Array<ArrayBuffer> };
  return readBodyAsync(body, streaming, signal);
};

const readBodyAsync = async (
  body: NonNullable<unknown>,
  streaming: boolean,
  signal: AbortSignal | null | undefined,
): Promise<BodyContent> => {
  if (isBlob(body)) return { body: await readBlob(body), contentType: body.type || undefined };
  if (isForm(body)) {
    // The platform chooses the boundary, and therefore the content type.
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
    return { body: await readChunks((body as AsyncIterable<unknown>)[Symbol.asyncIterator](), signal) };
  }
  throw new UnsignableRequestError(
    'unsupported-body',
    'This body cannot be signed. Pass text (JSON.stringify an object), bytes, a Blob, FormData, URLSearchParams or a stream.',
  );
};
