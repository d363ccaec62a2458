import { arrivedRequest } from './arrived-request.js';
import type { World } from './create-api.js';
import { verify } from './visit.js';
import type { MockCall } from './call-log.js';
import type { Caller } from './keys.js';
import type { ApiSettings } from '../options.js';
import { readAuthorization } from '../verifier/authorization.js';

/** A signed request: a `Request`, the result of `auth.sign`, a presigned URL, or an entry of `calls()`. */
export type SignedInput =
  | MockCall
  | Request
  | string
  | URL
  | {
      readonly method: string;
      readonly url: string | URL;
      readonly headers: Headers | Readonly<Record<string, string>>;
      readonly body?: unknown;
    };

/** Returns the caller of a logged call that was accepted. */
const callerOf = ({ user, identityId, accessKeyId }: MockCall): Caller | undefined =>
  user === undefined
    ? undefined
    : { user, ...(identityId !== undefined && { identityId }), ...(accessKeyId !== undefined && { accessKeyId }) };

const toRequest = (input: Exclude<SignedInput, MockCall>): Request => {
  if (input instanceof Request) return input;
  if (typeof input === 'string' || input instanceof URL) return new Request(input);
  const { method, url, headers, body } = input;
  const withBody = body !== undefined && body !== null && method !== 'GET' && method !== 'HEAD';
  return new Request(url, { method, headers: new Headers(headers), ...(withBody ? { body: body as BodyInit } : {}) });
};

/**
 * Verifies a request now, as the API that it is signed for would, and returns its signer. Undefined if the API would
 * refuse the request. The host does not matter, because a listener's host differs from the handlers'.
 */
export const signedBy = async (
  input: SignedInput,
  apis: readonly [ApiSettings, ...ApiSettings[]],
  world: World,
): Promise<Caller | undefined> => {
  if (typeof input === 'object' && 'verdict' in input) return callerOf(input);
  const arrived = await arrivedRequest(toRequest(input));
  const authorization = readAuthorization(arrived);
  if ('reason' in authorization) return undefined;
  const { region, service } = authorization.scope;
  const api = apis.find((candidate) => candidate.service === service && candidate.region === region) ?? apis[0];
  const verification = verify(arrived, api, { ...world, time: world.now() });
  return verification.ok ? verification.key.caller : undefined;
};
