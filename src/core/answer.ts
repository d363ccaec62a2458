import { MAX_EVIDENCE } from './rejection.js';

/** How long to wait for the start of a body that says why a call was rejected, in milliseconds. */
export const EVIDENCE_TIMEOUT = 1000;

/** Returns the result of `work`, or `fallback` if that takes longer than `limit`, in milliseconds. */
export const withTimeout = async <T>(work: Promise<T>, fallback: T, limit = EVIDENCE_TIMEOUT): Promise<T> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(fallback), limit);
  });
  return Promise.race([work, timeout]).finally(() => clearTimeout(timer));
};

/** The parts of a Node stream that are needed to read its beginning. */
export interface NodeStream {
  readonly readableLength: number;
  read(): Uint8Array | string | null;
  resume(): unknown;
  unshift(chunk: Uint8Array | string): void;
  on(event: string, listener: () => void): unknown;
  off(event: string, listener: () => void): unknown;
}

/** Whether a body is a Node stream, as node-fetch returns it. */
export const isNodeStream = (body: unknown): body is NodeStream =>
  typeof body === 'object' && body !== null && 'unshift' in body && 'off' in body;

/**
 * Reads the beginning of a stream as text and cancels the rest.
 *
 * @param onEnd Called if there was no rest.
 */
export const readBeginning = async (
  stream: ReadableStream<Uint8Array>,
  onEnd: () => void = () => {},
): Promise<string> => {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = '';
  const read = async (): Promise<void> => {
    while (text.length < MAX_EVIDENCE) {
      const { done, value } = await reader.read();
      if (done) return onEnd();
      text += decoder.decode(value, { stream: true });
    }
  };
  // A broken body explains nothing; the caller gets the error when reading it.
  await withTimeout(
    read().catch(() => {}),
    undefined,
  );
  reader.cancel().catch(() => {});
  return text.slice(0, MAX_EVIDENCE);
};
