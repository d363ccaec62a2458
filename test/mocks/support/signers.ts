import { createRequire } from 'node:module';
import { AwsClient } from 'aws4fetch';
import type { PermanentCredentials } from '../../../mocks/index.js';
import type { ArrivedRequest } from '../../../mocks/verifier/types.js';

/** Credentials that may or may not be temporary. */
export type Credentials = PermanentCredentials & { readonly sessionToken?: string };

/** The request to sign. */
export interface Unsigned {
  readonly method?: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly service: string;
  readonly region?: string;
  /** The time in milliseconds since 1970. Default: now. */
  readonly date?: number;
  /** Whether to sign in the query. */
  readonly presign?: boolean;
  /** The lifetime of a presigned URL, in seconds. */
  readonly expiresIn?: number;
}

/** A signer that is independent of this package. */
export type Signer = (credentials: Credentials, request: Unsigned) => Promise<ArrivedRequest>;

interface Aws4Options {
  method: string;
  host: string;
  path: string;
  service: string;
  region: string;
  headers: Record<string, string>;
  body?: string;
  signQuery?: boolean;
}
const aws4: { sign(options: Aws4Options, credentials: Credentials): Aws4Options } = createRequire(import.meta.url)(
  'aws4',
);

const amzDate = (time: number): string => new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');
const bytes = (text = ''): Uint8Array => new TextEncoder().encode(text);

/** mhart/aws4, which signs requests for `node:http`. */
export const signWithAws4: Signer = async (credentials, request) => {
  const {
    method = 'GET',
    service,
    region = 'us-east-1',
    body,
    headers,
    presign,
    date = Date.now(),
    expiresIn,
  } = request;
  const [, host = '', target = ''] = /^https?:\/\/([^/]+)(.*)$/.exec(request.url) ?? [];
  const expiry = expiresIn === undefined ? '' : `${target.includes('?') ? '&' : '?'}X-Amz-Expires=${expiresIn}`;
  const options: Aws4Options = {
    method,
    host,
    path: target + expiry,
    service,
    region,
    headers: { ...headers, 'X-Amz-Date': amzDate(date) },
    ...(body === undefined ? {} : { body }),
    ...(presign ? { signQuery: true } : {}),
  };
  if (presign) {
    // For a presigned URL it takes the date from the query, and would also sign the header.
    options.headers = { ...headers };
    options.path += `${options.path.includes('?') ? '&' : '?'}X-Amz-Date=${amzDate(date)}`;
  }
  const signed = aws4.sign(options, credentials);
  const arrived = Object.entries(signed.headers).map(([name, value]): [string, string] => [name, String(value)]);
  if (!arrived.some(([name]) => name.toLowerCase() === 'host')) arrived.push(['Host', host]);
  return { method, target: signed.path, headers: arrived, body: bytes(body) };
};

/** mhart/aws4fetch, which signs requests for `fetch`. */
export const signWithAws4Fetch: Signer = async (credentials, request) => {
  const {
    method = 'GET',
    service,
    region = 'us-east-1',
    body,
    headers,
    presign,
    date = Date.now(),
    expiresIn,
  } = request;
  const url = new URL(request.url);
  if (expiresIn !== undefined) url.searchParams.set('X-Amz-Expires', String(expiresIn));
  const signed = await new AwsClient({ ...credentials, service, region }).sign(url.href, {
    method,
    ...(headers ? { headers } : {}),
    ...(body === undefined ? {} : { body }),
    aws: { datetime: amzDate(date), ...(presign ? { signQuery: true } : {}) },
  });
  const target = signed.url.slice(url.origin.length);
  return { method, target, headers: [...signed.headers, ['host', url.host]], body: bytes(body) };
};
