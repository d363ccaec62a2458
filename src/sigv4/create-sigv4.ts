import {
  AUTHENTICATOR_OPTIONS,
  type Authenticator,
  type AuthenticatorOptions,
  createAuthenticator,
  createPipeline,
} from '../core/authenticator.js';
import { isForm, readBody } from '../core/body.js';
import { readRequestBody } from '../core/request-body.js';
import type { Caller } from '../core/credential-source.js';
import { IdentityChangedError, UnsignableRequestError } from '../core/errors.js';
import { pairsOf } from '../core/headers.js';
import { requireSamePerson } from '../core/identity.js';
import { optionNames, requireKnownOptions, requireOption } from '../core/options.js';
import type { OriginRule } from '../core/scope.js';
import { originOf } from '../core/strict-url.js';
import { type HeaderMap, toHeaderMap, type WireBody, type WireRequest, wireRequest } from '../core/wire-request.js';
import {
  type AwsCredentialIdentity,
  type AwsCredentialIdentityProvider,
  describeCredentials,
  toProvider,
} from './credentials.js';
import { explainRefusal } from './explain-refusal.js';
import { getsCredentials, isNeverSigned, sigV4Scope } from './scope.js';
import { presignUrl, signHeaders } from './signer.js';
import { createSettings, SIGNING_OPTIONS, type SigningOptions } from './settings.js';

/** Options of {@link createSigV4}. */
export interface SigV4Options extends AuthenticatorOptions<AwsCredentialIdentity>, SigningOptions {
  /**
   * The credentials: static ones, any provider of the AWS SDK, or a function of yours. A function is asked again, with
   * `{ forceRefresh: true }`, before they expire and when the server refuses them. It may carry `onChange(listener)`
   * to tell of a sign-in, a sign-out or another user.
   */
  readonly credentials: AwsCredentialIdentity | AwsCredentialIdentityProvider;
  /**
   * Which hosts to sign: a string is an exact origin, a RegExp must match the whole `URL.origin`, a predicate gets the
   * `URL`. Default: the AWS hosts that are recognised and, where `region` and `service` are given, the client's own base
   * URL. All other calls pass through untouched.
   */
  readonly origins?: OriginRule | readonly OriginRule[];
}

/** What {@link SigV4Authenticator.sign} takes. */
export interface SignableRequest {
  /** Default: `GET`. */
  readonly method?: string;
  /** Absolute. A string is taken as it is written, dot segments included. */
  readonly url: string | URL;
  /** Repeated names are allowed in the form of pairs. */
  readonly headers?: Headers | Record<string, string> | readonly (readonly [string, string])[];
  /** Text, bytes, Blob, FormData, URLSearchParams or a stream. A plain object is sent as JSON where the content type says JSON. */
  readonly body?: unknown;
}

/** A request with its signature, ready to be sent as it is. */
export interface SignedRequest {
  readonly method: string;
  /** Strictly RFC 3986-encoded; send this one, not the one you passed. */
  readonly url: string;
  /** All headers to send, `authorization` among them; `host` is left to the platform. */
  readonly headers: Headers;
  /** The bytes that were hashed, or the unread stream of an unsigned payload. */
  readonly body: WireBody;
  readonly canonicalRequest: string;
  readonly stringToSign: string;
  /** 64 hexadecimal digits. */
  readonly signature: string;
}

/** What may differ from call to call when signing without sending. */
export interface SignOptions extends SigningOptions {
  /** The time of the signature. Default: now, by the corrected clock. */
  readonly signingDate?: Date;
  /** Other credentials than the Authenticator's. */
  readonly credentials?: AwsCredentialIdentity;
}

/** What {@link SigV4Authenticator.presign} takes besides the URL. */
export interface PresignOptions extends SignOptions, Pick<SignableRequest, 'method' | 'headers' | 'body'> {
  /** For how long the URL is valid, in seconds, 1 to 604800 (a week). Default: 900. */
  readonly expiresIn?: number;
}

/** An {@link Authenticator} that signs with AWS Signature Version 4. */
export interface SigV4Authenticator extends Authenticator {
  /**
   * Signs a request without sending it, also for hosts out of scope.
   *
   * @throws UnsignableRequestError, CredentialsError, IdentityChangedError, IdentityUnknownError
   */
  sign(request: SignableRequest | Request, options?: SignOptions): Promise<SignedRequest>;
  /**
   * Makes a URL (https or wss) that is valid by itself, for a link, an `<img>`, an upload or a WebSocket. Headers that
   * are signed with it must be sent with it.
   *
   * @throws UnsignableRequestError, CredentialsError, IdentityChangedError, IdentityUnknownError; RangeError for `expiresIn`
   */
  presign(url: string | URL, options?: PresignOptions): Promise<string>;
}

const OPTIONS = [...AUTHENTICATOR_OPTIONS, ...SIGNING_OPTIONS, 'credentials', 'origins'];
const REQUEST_PARTS = optionNames<SignableRequest>({ method: 0, url: 0, headers: 0, body: 0 });
const SIGN_OPTIONS = [...SIGNING_OPTIONS, 'signingDate', 'credentials'];
const PRESIGN_OPTIONS = [...SIGN_OPTIONS, 'method', 'headers', 'body', 'expiresIn'];

const WEEK = 604_800;

const isRequest = (request: SignableRequest | Request): request is Request =>
  typeof (request as Request | undefined)?.clone === 'function';

const readRequest = async (request: Request): Promise<SignableRequest> => {
  const { method, url, headers } = request;
  return { method, url, headers, body: (await readRequestBody(request.clone())) ?? null };
};

/** An object or an array that was written as such: JSON, if its headers say so. */
const isPlain = (body: unknown): boolean => {
  if (typeof body !== 'object' || body === null) return false;
  const prototype: unknown = Object.getPrototypeOf(body);
  // Of whatever realm.
  return Array.isArray(body) || prototype === null || Object.getPrototypeOf(prototype) === null;
};

/** A request to sign, as the wire request it will be. Waits only for what has to be waited for. */
const toWire = async (input: SignableRequest | Request, streaming: boolean): Promise<WireRequest> => {
  const given = isRequest(input) ? await readRequest(input) : input;
  if (typeof given !== 'object' || !given?.url) {
    throw new TypeError('sign: pass { method, url, headers, body } or a Request.');
  }
  if (given === input) requireKnownOptions('sign', given, REQUEST_PARTS);
  const { method = 'GET', url, headers = {}, body } = given;
  const map: HeaderMap = toHeaderMap(pairsOf(headers));
  const isJson = isPlain(body) && /json/i.test(map['content-type'] ?? '');
  const reading = readBody(isJson ? JSON.stringify(body) : body, streaming);
  const read = 'then' in reading ? await reading : reading;
  // Text has no type of its own here: the caller's headers say what it is.
  if (read.contentType && typeof body !== 'string') map['content-type'] ??= read.contentType;
  if ('authorization' in map) {
    throw new UnsignableRequestError(
      'foreign-authorization',
      'The request already has an Authorization header. Remove it.',
    );
  }
  return wireRequest(method, String(url), map, read.body);
};

/**
 * Makes an {@link Authenticator} that signs with AWS Signature Version 4, and heals calls that are refused: hand it to
 * `interceptAxios`, `wrapKy` and `wrapFetch`, one for all clients of a user.
 *
 * @throws TypeError for an option that is wrong, naming it.
 * @see IAM User Guide, "AWS Signature Version 4 for API requests"
 */
export const createSigV4 = (options: SigV4Options): SigV4Authenticator => {
  requireOption(typeof options === 'object' && options !== null, 'createSigV4: pass { credentials, … }.');
  requireKnownOptions('createSigV4', options, OPTIONS);
  const { provider, fixed } = toProvider(options.credentials);
  const settingsFor = createSettings(options);

  const pipeline = createPipeline<AwsCredentialIdentity>(options, {
    provider,
    fixed,
    describe: describeCredentials,
    covers: sigV4Scope(options),
    isExempt: isNeverSigned,
    scopeAdvice: 'Add it to `origins`, and set `region` and `service` if it is not a host of AWS.',
    exempts: getsCredentials,
    scheme: {
      authenticate: (request, credentials, time) =>
        signHeaders(request, credentials, settingsFor(request.url), new Date(time)),
      explain: (refusal) => explainRefusal(refusal, fixed),
      streams: () => options.payload === 'unsigned',
      accessKeyIdOf: ({ accessKeyId }) => accessKeyId,
      secretsOf: ({ secretAccessKey, sessionToken }) => [secretAccessKey, sessionToken],
      unauthorizedIsRejection: false,
    },
  });
  const { source, serverClocks } = pipeline;
  /** The credentials of a signature; those of the user who asked for it, even if the body took long to read. */
  const credentialsFor = async ({ credentials }: SignOptions, caller: Caller): Promise<AwsCredentialIdentity> => {
    if (credentials) {
      describeCredentials(credentials);
      return credentials;
    }
    const held = await source.current({ within: caller.within });
    requireSamePerson(caller.epoch);
    if (!source.isPresent(held)) throw new IdentityChangedError();
    return held.value;
  };
  const dateOf = ({ signingDate }: SignOptions, { url }: WireRequest): Date =>
    signingDate ?? new Date(serverClocks.timeFor(originOf(url)));

  return Object.assign(createAuthenticator(pipeline), {
    sign: async (input: SignableRequest | Request, per: SignOptions = {}): Promise<SignedRequest> => {
      const caller = source.caller();
      requireKnownOptions('sign', per, SIGN_OPTIONS);
      const request = await toWire(input, (per.payload ?? options.payload) === 'unsigned');
      const settings = settingsFor(request.url, per);
      const signed = await signHeaders(request, await credentialsFor(per, caller), settings, dateOf(per, request));
      const { method, url, body } = request;
      const { headers, ...signature } = signed;
      // Firefox takes twice as long over an object without a prototype.
      return { method, url: url.href, headers: new Headers({ ...headers }), body, ...signature };
    },
    presign: async (url: string | URL, per: PresignOptions = {}): Promise<string> => {
      const caller = source.caller();
      requireKnownOptions('presign', per, PRESIGN_OPTIONS);
      const { expiresIn = 900, method, headers, body } = per;
      if (!Number.isInteger(expiresIn) || expiresIn < 1 || expiresIn > WEEK) {
        throw new RangeError(`presign: expiresIn is in whole seconds, from 1 to ${WEEK} (a week).`);
      }
      if (isForm(body)) {
        throw new UnsignableRequestError(
          'unsupported-body',
          'presign: FormData gets a new boundary when it is sent. Pass bytes.',
        );
      }
      const request = await toWire({ url, body, ...(method && { method }), ...(headers && { headers }) }, false);
      const credentials = await credentialsFor(per, caller);
      return presignUrl(request, credentials, settingsFor(request.url, per), dateOf(per, request), expiresIn);
    },
  });
};
