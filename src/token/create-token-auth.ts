import {
  AUTHENTICATOR_OPTIONS,
  type Authenticator,
  type AuthenticatorOptions,
  createAuthenticator,
  createPipeline,
} from '../core/authenticator.js';
import { requireSendable } from '../core/headers.js';
import { type OptionNames, requireKnownOptions, requireOption } from '../core/options.js';
import type { Provider } from '../core/provider.js';
import { compileOrigins, type OriginRule } from '../core/scope.js';
import { describeToken, isToken } from './jwt.js';

/**
 * Options of {@link createTokenAuth}.
 *
 * @example
 * createTokenAuth({ token: async () => (await session.getTokens()).idToken, origins: 'https://api.example.com' });
 */
export interface TokenAuthOptions extends AuthenticatorOptions<string> {
  /**
   * The token, or a function that returns it. A function is called again, with `{ forceRefresh: true }`, before the token expires (if it is a
   * JWT) and when a server rejects it. It may have `onChange(listener)`.
   */
  readonly token: string | Provider<string>;
  /** Where the token may be sent. Required: by default it is sent nowhere. */
  readonly origins: OriginRule | readonly OriginRule[];
  /** The authentication scheme before the token, such as `Bearer`. Default: none, as Cognito user pool authorizers expect. */
  readonly scheme?: string;
}

const OPTIONS: OptionNames<TokenAuthOptions> = {
  ...AUTHENTICATOR_OPTIONS,
  token: 0,
  origins: 0,
  scheme: [(scheme: string) => /^[\w-]+$/.test(scheme), "one word, such as 'Bearer'"],
};

/**
 * Creates an {@link Authenticator} for APIs behind a Cognito user pool or JWT authorizer: the token goes into
 * `Authorization`, and a 401 or 403 renews it and replays the call once.
 *
 * @example
 * const auth = createTokenAuth({ token: getIdToken, origins: 'https://api.example.com' });
 * interceptAxios(api, auth);
 * @throws TypeError for an invalid option, naming it.
 * @see API Gateway Developer Guide, "Control access to REST APIs using Amazon Cognito user pools as an authorizer"
 */
export const createTokenAuth = (options: TokenAuthOptions): Authenticator => {
  requireKnownOptions('createTokenAuth', options, OPTIONS, '{ token, origins }');
  const { token, origins, scheme } = options;
  requireOption(
    isToken(token) || typeof token === 'function',
    'token: pass printable ASCII without spaces, or a function that returns it.',
  );
  requireOption(origins !== undefined, 'origins: pass where the token may be sent; by default it is sent nowhere.');
  const covers = compileOrigins(origins);

  return createAuthenticator(
    createPipeline<string>(options, {
      provider: typeof token === 'function' ? token : () => token,
      isStatic: typeof token === 'string',
      // A provider with principal() has its own names for users, which are not the token's `sub`.
      describe: (value) => ({
        ...describeToken(value),
        ...(typeof token === 'function' && token.principal && { principal: undefined }),
      }),
      covers,
      scopeAdvice: 'Add it to `origins`.',
      scheme: {
        authenticate: async ({ headers }, value) => {
          requireSendable(headers);
          const authorization = scheme ? `${scheme} ${value}` : value;
          return { headers: Object.assign(Object.create(null), headers, { authorization }) };
        },
        streams: () => true,
        accessKeyIdOf: () => undefined,
        secretsOf: (value) => [value],
        unauthorizedIsRejection: true,
      },
    }),
  );
};
