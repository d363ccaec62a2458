import { signing } from '#parts/sigv4';
import {
  AUTHENTICATOR_OPTIONS,
  type Authenticator,
  type AuthenticatorOptions,
  createAuthenticator,
  createPipeline,
} from '../core/authenticator.js';
import { type OptionNames, requireKnownOptions } from '../core/options.js';
import type { OriginRule } from '../core/scope.js';
import {
  type AwsCredentialIdentity,
  type AwsCredentialIdentityProvider,
  describeCredentials,
  toProvider,
} from './credentials.js';
import { explainRefusal } from './explain-refusal.js';
import type { PresignOptions } from './presign.js';
import { obtainsCredentials, isNeverSigned, sigV4Scope } from './scope.js';
import { createSettings, SIGNING_OPTIONS, type SigningOptions } from './settings.js';
import type { SignedRequest } from './sign.js';
import { readPresignable, readSignable, type SignableRequest } from './read-signable.js';
import type { SigningContext, SignOptions } from './signable.js';
import { signHeaders } from './signer.js';

/**
 * Options of {@link createSigV4}.
 *
 * @example
 * createSigV4({ credentials: session.credentials, region: 'eu-west-1', service: 'execute-api', origins: 'https://api.example.com' });
 */
export interface SigV4Options extends AuthenticatorOptions<AwsCredentialIdentity>, SigningOptions {
  /**
   * Static credentials, any AWS SDK credential provider, or your own function. A function is called again, with `{ forceRefresh: true }`,
   * before the credentials expire and when a server rejects them. It may have `onChange(listener)` to report a sign-in, a sign-out or a
   * change of user.
   *
   * @example
   * credentials: fromCognitoIdentityPool({ identityPoolId, clientConfig: { region } }),
   */
  readonly credentials: AwsCredentialIdentity | AwsCredentialIdentityProvider;
  /**
   * Which hosts to sign: a string is an exact origin, a RegExp must match the whole `URL.origin`, a function gets the `URL`. Default:
   * recognised AWS hosts and, if `region` and `service` are set, the client's own base URL. All other calls pass through untouched.
   *
   * @example
   * origins: ['https://api.example.com', /https:\/\/[^.]+\.execute-api\.eu-west-1\.amazonaws\.com/],
   */
  readonly origins?: OriginRule | readonly OriginRule[];
}

/** An {@link Authenticator} that signs with AWS Signature Version 4. */
export interface SigV4Authenticator extends Authenticator {
  /**
   * Signs a request without sending it, even for hosts out of scope.
   *
   * @example
   * const { method, url, headers, body } = await auth.sign({ method: 'POST', url, body: '{}' });
   * await fetch(url, { method, headers, body });
   * @throws UnsignableRequestError, CredentialsError, IdentityChangedError, IdentityUnknownError
   */
  sign(request: SignableRequest | Request, options?: SignOptions): Promise<SignedRequest>;
  /**
   * Creates a presigned URL (https or wss), for a link, an `<img>`, an upload or a WebSocket. Headers that are signed with
   * it must be sent with it.
   *
   * @example
   * const link = await auth.presign('https://bucket.s3.eu-west-1.amazonaws.com/report.pdf', { expiresIn: 300 });
   * @throws UnsignableRequestError, CredentialsError, IdentityChangedError, IdentityUnknownError; RangeError for `expiresIn`
   */
  presign(url: string | URL, options?: PresignOptions): Promise<string>;
}

const OPTIONS: OptionNames<SigV4Options> = { ...AUTHENTICATOR_OPTIONS, ...SIGNING_OPTIONS, credentials: 0, origins: 0 };

/** Waits for the code that signs. Meanwhile a request that cannot be read is nobody's unhandled rejection. */
const handled = <T>(read: Promise<unknown>, part: Promise<T>): Promise<T> => {
  read.catch(() => {});
  return part;
};

/**
 * Creates an {@link Authenticator} that signs with AWS Signature Version 4 and recovers rejected calls. Pass it to `interceptAxios`, `wrapKy`
 * and `wrapFetch`: one for all clients of a user.
 *
 * @example
 * const auth = createSigV4({ credentials: session.credentials });
 * const signedFetch = wrapFetch(fetch, auth);
 * @throws TypeError for an invalid option, naming it.
 * @see IAM User Guide, "AWS Signature Version 4 for API requests"
 */
export const createSigV4 = (options: SigV4Options): SigV4Authenticator => {
  requireKnownOptions('createSigV4', options, OPTIONS, '{ credentials, … }');
  const { provider, isStatic } = toProvider(options.credentials);
  const settingsFor = createSettings(options);

  const pipeline = createPipeline<AwsCredentialIdentity>(options, {
    provider,
    isStatic,
    describe: describeCredentials,
    covers: sigV4Scope(options),
    isExempt: isNeverSigned,
    scopeAdvice: 'Add it to `origins`, and set `region` and `service` if it is not an AWS host.',
    exempts: obtainsCredentials,
    scheme: {
      authenticate: (request, credentials, time) =>
        signHeaders(request, credentials, settingsFor(request.url), new Date(time)),
      explain: (refusal) => explainRefusal(refusal, isStatic),
      streams: () => options.payload === 'unsigned',
      accessKeyIdOf: ({ accessKeyId }) => accessKeyId,
      secretsOf: ({ secretAccessKey, sessionToken }) => [secretAccessKey, sessionToken],
      unauthorizedIsRejection: false,
    },
  });
  const { source, serverClocks } = pipeline;
  const begin = (): SigningContext => ({
    source,
    serverClocks,
    settingsFor,
    payload: options.payload,
    caller: source.caller(),
  });
  return Object.assign(createAuthenticator(pipeline), {
    sign: async (request: SignableRequest | Request, overrides?: SignOptions) => {
      const context = begin();
      const part = signing();
      if (!('then' in part)) return part.sign(context, request, overrides);
      const kept = overrides && { ...overrides };
      const read = readSignable(request, (kept?.payload ?? options.payload) === 'unsigned', true);
      return (await handled(read, part)).sign(context, request, kept, read);
    },
    presign: async (url: string | URL, overrides?: PresignOptions) => {
      const context = begin();
      const part = signing();
      if (!('then' in part)) return part.presign(context, url, overrides);
      const kept = overrides && { ...overrides };
      const read = readPresignable(url, kept, true);
      return (await handled(read, part)).presign(context, url, kept, read);
    },
  });
};
