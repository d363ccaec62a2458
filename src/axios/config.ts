import type { AxiosError, AxiosHeaders, AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import type { HeaderMap, WireRequest } from '../core/wire-request.js';
import { isOneShot } from '../core/wire-request.js';
import { isBlob } from '../core/body.js';
import { parseUrl } from '../core/scope.js';
import type { AxiosCopy } from './copy.js';

/** The config of a call, as an adapter receives it. */
export type Config = InternalAxiosRequestConfig;

/** Returns a config's own member: inherited ones are not the app's. */
export const getOwn = <K extends keyof Config>(config: Config, key: K): Config[K] | undefined =>
  Object.hasOwn(config, key) ? config[key] : undefined;

/** Returns a header's value as axios's adapters send it: none for `null` and `false`, several for an array. */
const toHeaderText = (value: unknown): string | undefined => {
  if (value === undefined || value === null || value === false) return undefined;
  return Array.isArray(value) ? value.join(', ') : String(value);
};

/** The headers that axios's adapters send. */
export const effectiveHeaders = function* ({ headers }: Config): Generator<[string, string]> {
  for (const name of Object.keys(headers)) {
    const value = toHeaderText(headers[name]);
    if (value !== undefined) yield [name, value];
  }
};

/** Returns the headers of one send: the signed ones, in the app's spelling, and the app's `false`, which keeps adapters from adding a header. */
const headersFor = ({ headers }: Config, signedHeaders: HeaderMap): AxiosHeaders => {
  const sentHeaders = new (headers.constructor as typeof AxiosHeaders)();
  const seenNames = new Set<string>();
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    const key = name.toLowerCase();
    const text = toHeaderText(value);
    if (text === undefined) sentHeaders[name] = value;
    else if (key in signedHeaders) {
      sentHeaders[name] = text === signedHeaders[key] ? value : signedHeaders[key];
      seenNames.add(key);
    }
  }
  for (const key in signedHeaders) if (!seenNames.has(key)) sentHeaders[key] = signedHeaders[key];
  return sentHeaders;
};

/** Copies headers that an adapter adds (User-Agent, Content-Length) to the app's own. */
export const adoptHeaders = ({ headers }: Config, sentConfig: Config, signedHeaders: HeaderMap): void => {
  for (const name of Object.keys(sentConfig.headers)) {
    const value = sentConfig.headers[name];
    if (value !== false && !(name.toLowerCase() in signedHeaders) && !headers.has(name)) headers[name] = value;
  }
};

/** Converts bytes to a form that every adapter sends unchanged: the http adapter does not accept a Uint8Array. */
const toData = (body: Uint8Array<ArrayBuffer> | Blob): unknown => {
  if (isBlob(body)) return body;
  const { buffer, byteOffset, byteLength } = body;
  if (globalThis.Buffer) return globalThis.Buffer.from(buffer, byteOffset, byteLength);
  return byteLength === buffer.byteLength ? buffer : buffer.slice(byteOffset, byteOffset + byteLength);
};

/** Returns options for a URL that is already complete. */
export const absoluteUrlOptions = (url: string): object => ({
  url,
  baseURL: undefined,
  params: undefined,
  paramsSerializer: undefined,
  allowAbsoluteUrls: undefined,
});

/** Returns options that result in a URL: the app's own if they do, or with a serialiser that returns the signed query. */
export const originalUrlOptions = (copy: AxiosCopy, config: Config, href: string): object => {
  // The app's own serialiser may say something else each time it is called.
  if (!config.paramsSerializer && parseUrl(copy.getUri(config))?.href === href) return {};
  const { url, baseURL, params, allowAbsoluteUrls } = config;
  const urlOptions = { url, baseURL, allowAbsoluteUrls };
  const [, ownQuery] = copy.getUri(urlOptions).split('#')[0]!.split('?');
  const query = href.split('?')[1] ?? '';
  const signedQuery = ownQuery === undefined ? query : query.slice(ownQuery.length + 1);
  const serializerOptions = params && { paramsSerializer: { serialize: () => signedQuery } };
  const resultingUrl = copy.getUri({ ...urlOptions, params, ...serializerOptions }).split('#')[0]!;
  return parseUrl(resultingUrl)?.href === href ? { ...serializerOptions } : absoluteUrlOptions(href);
};

/**
 * Returns the config of one send. Its headers are new each time, because the http adapter writes into them.
 *
 * @param keepsText Whether text may be sent as text, not as bytes.
 * @param options What differs from the app's own, including the URL.
 */
export const configFor = (
  config: Config,
  { body }: WireRequest,
  headers: HeaderMap,
  keepsText: boolean,
  options: object,
): Config => {
  const { data } = config;
  return Object.assign({}, config, options, {
    headers: headersFor(config, headers),
    data: body && (isOneShot(body) ? body.stream : typeof data === 'string' && keepsText ? data : toData(body)),
  }) as Config;
};

type Part = AxiosError | AxiosResponse;

/**
 * A response or an error, and those nested in it: up to axios 1.13, an error of the fetch adapter has another as its
 * cause; and the app's own adapter may wrap errors. A response's data is left out.
 */
export const partsOf = function* (result: unknown, depth = 4): Generator<Part> {
  if (!depth || typeof result !== 'object' || result === null) return;
  if ('config' in result) yield result as Part;
  if ('response' in result) yield* partsOf(result.response, depth - 1);
  if (!(result instanceof Error)) return;
  for (const name of Object.getOwnPropertyNames(result)) {
    const nested: unknown = Object.getOwnPropertyDescriptor(result, name)?.value;
    if (nested instanceof Error) yield* partsOf(nested, depth - 1);
  }
};

/** Replaces the config that was sent with the app's own in a response or an error. */
export const restoreConfig = (result: unknown, config: Config): void => {
  for (const part of partsOf(result)) if (part.config) part.config = config;
};
