import { createSigV4 } from 'sigv4-interceptor';
import type { WireRequest } from '../../conformance/oracle/oracle.js';
import type { Nasty } from './nasty-types.js';
import { ALSO_SIGNED, OVERWRITTEN } from './nasty-headers.js';

/** What leaves for a request, or why nothing does. */
export type Outcome =
  | { readonly request: Nasty; readonly wire: WireRequest; readonly signature: string }
  | { readonly request: Nasty; readonly refusedWith: string };

/** What the headers mean: by lower-case name, repeats joined, folded lines unfolded, without what signing replaces. */
export const meantHeaders = ({ headers, body }: Nasty): Map<string, string> => {
  const meant = new Map<string, string>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    if (OVERWRITTEN.test(name) || key === 'host') continue;
    const text = value.replace(/\r?\n[ \t]+/g, ' ').replace(/^[ \t]+|[ \t]+$/g, '');
    meant.set(key, meant.has(key) ? `${meant.get(key)},${text}` : text);
  }
  if (body.contentType && !meant.has('content-type')) meant.set('content-type', body.contentType);
  return meant;
};

const authenticatorFor = ({ credentials, region, service, payload }: Nasty) =>
  createSigV4({ credentials, region, service, payload, signedHeaders: ALSO_SIGNED });

const bytesOf = (body: unknown): Uint8Array => (body instanceof Uint8Array ? body : new Uint8Array());

const inHeaders = async (request: Nasty): Promise<Outcome> => {
  const { method, at, headers, signingDate } = request;
  const signed = await authenticatorFor(request).sign(
    { method, url: at.url, headers, body: request.body.body },
    { signingDate },
  );
  const wire = { method: signed.method, url: signed.url, headers: [...signed.headers], body: bytesOf(signed.body) };
  return { request, wire, signature: signed.signature };
};

const inQuery = async (request: Nasty): Promise<Outcome> => {
  const { method, at, headers, body, signingDate, expiresIn } = request;
  const url = await authenticatorFor(request).presign(at.url, {
    method,
    headers,
    body: body.body,
    signingDate,
    expiresIn,
  });
  // Who uses the URL sends the headers that are signed, and the others or not.
  const { searchParams } = new URL(url);
  const names = new Set(searchParams.get('X-Amz-SignedHeaders')?.split(';'));
  const sent = [...meantHeaders(request)].filter(([name]) => names.has(name) || name.startsWith('x-amz-'));
  const wire = { method: method.toUpperCase(), url, headers: sent, body: body.bytes ?? new Uint8Array() };
  return { request, wire, signature: searchParams.get('X-Amz-Signature') ?? '' };
};

/** Signs a request through the public API. Errors without a code are thrown: they are nobody's intention. */
export const signNasty = async (request: Nasty): Promise<Outcome> => {
  try {
    return await (request.mode === 'header' ? inHeaders : inQuery)(request);
  } catch (error) {
    const { name, code } = error as { name: string; code?: unknown };
    if (name !== 'UnsignableRequestError' || typeof code !== 'string') throw error;
    return { request, refusedWith: code };
  }
};
