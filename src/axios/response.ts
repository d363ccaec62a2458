import type { AxiosError, AxiosResponse } from 'axios';
import { isNodeStream, readBeginning } from '../core/answer.js';
import { isBlob, isWebStream } from '../core/body.js';
import type { Answer } from '../core/call.js';
import { readNodeStream } from '../core/read-node-stream.js';
import { MAX_EVIDENCE } from '../core/rejection.js';
import type { HeaderMap } from '../core/wire-request.js';

/** The result of an axios adapter: a response, an error with a response, or a redirect of which only the location is known. */
export interface AxiosAnswer extends Answer {
  readonly response?: AxiosResponse;
  readonly error?: AxiosError;
  /** The headers of the next request, as `beforeRedirect` left them. */
  readonly nextHeaders?: HeaderMap | undefined;
}

const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes.subarray(0, MAX_EVIDENCE));

/** Reads the beginning of a response's raw data as text, for any `responseType`; the caller can still read all of it. */
export const readData = async (response: AxiosResponse): Promise<string> => {
  const { data } = response;
  if (data === undefined || data === null) return '';
  if (typeof data === 'string') return data.slice(0, MAX_EVIDENCE);
  if (data instanceof ArrayBuffer) return decode(new Uint8Array(data));
  if (ArrayBuffer.isView(data)) return decode(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  if (isBlob(data)) return data.slice(0, MAX_EVIDENCE).text();
  if (isWebStream(data)) {
    const [copy, whole] = data.tee();
    response.data = whole;
    return readBeginning(copy);
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
