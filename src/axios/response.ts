import type { AxiosResponse } from 'axios';
import { isNodeStream, withTimeout } from '../core/answer.js';
import { isBlob, isWebStream } from '../core/body.js';
import { readNodeStream } from '../core/read-node-stream.js';
import { MAX_EVIDENCE } from '../core/rejection.js';

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes.subarray(0, MAX_EVIDENCE));

/** Reads the beginning of a web stream; returns it, and a stream of all of it. A tee would buffer what its other half does not read. */
const peekWeb = async (stream: ReadableStream<Uint8Array>): Promise<{ text: string; whole: ReadableStream }> => {
  const reader = stream.getReader();
  const reads: ReturnType<typeof reader.read>[] = [];
  const decoder = new TextDecoder();
  let text = '';
  let hasTimedOut = false;
  const readAhead = async (): Promise<void> => {
    while (text.length < MAX_EVIDENCE && !hasTimedOut) {
      const chunk = reader.read();
      reads.push(chunk);
      const { done, value } = await chunk;
      if (done) break;
      text += decoder.decode(value, { stream: true });
    }
  };
  // A broken body explains nothing; the caller gets the error when reading it.
  await withTimeout(
    readAhead().catch(() => {}),
    undefined,
  );
  hasTimedOut = true;
  const whole = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const { done, value } = await (reads.shift() ?? reader.read());
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  return { text: text.slice(0, MAX_EVIDENCE), whole };
};

/** Reads the beginning of a response's raw data as text, for any `responseType`; the caller can still read all of it. */
export const readData = async (response: AxiosResponse): Promise<string> => {
  const { data } = response;
  if (data === undefined || data === null) return '';
  if (typeof data === 'string') return data.slice(0, MAX_EVIDENCE);
  if (data instanceof ArrayBuffer) return decode(new Uint8Array(data));
  if (ArrayBuffer.isView(data)) return decode(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  if (isBlob(data)) return data.slice(0, MAX_EVIDENCE).text();
  if (isWebStream(data)) {
    const { text, whole } = await peekWeb(data);
    response.data = whole;
    return text;
  }
  if (typeof data !== 'object') return '';
  if (isNodeStream(data)) return readNodeStream(data);
  // The app's own adapter (a mock) may return parsed JSON.
  return JSON.stringify(data).slice(0, MAX_EVIDENCE);
};

/** Releases a response that the caller will not see. */
export const discard = ({ data }: AxiosResponse): void => {
  if (typeof data?.destroy === 'function') data.destroy();
  else if (isWebStream(data)) data.cancel().catch(() => {});
};
