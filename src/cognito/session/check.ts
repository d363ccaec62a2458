import { requireKnownOptions, requireOption } from '../../core/options.js';
import { parseObject } from '../../core/parse-object.js';
import { withRetry } from '../../core/retry.js';
import type { UserPoolSettings } from '../configuration/configuration.js';
import { createReader, type Reader } from '../configuration/reader.js';
import { type Setting, SPELLINGS } from '../configuration/spellings.js';
import { CognitoError, NetworkError } from '../errors.js';
import { exchange } from '../service/exchange.js';
import type { UserPoolLogin } from './record/record.js';
import type { SessionInternals } from './internals.js';
import type { InitializeOptions } from './types.js';

/** A token that no pool and no provider has issued. */
const FAKE_VALUE = 'made-up-by-sigv4-interceptor-to-check-the-configuration';

const codeOf = (error: unknown): string => (error instanceof CognitoError ? error.code : '');

/** How a service rejects the made-up token if everything else is right. */
const REFUSES_TOKEN = /^(NotAuthorized|InvalidParameter)Exception$/;

const isTransient = (status: number): boolean => status === 0 || status === 429 || status >= 500;

/**
 * Requests the public keys of a user pool, the only resource that a pool serves by its own id. Resolves to the status.
 */
const fetchKeys = async ({ id, endpoint }: UserPoolSettings, fetch: typeof globalThis.fetch): Promise<number> => {
  const url = `${endpoint.replace(/\/$/, '')}/${id}/.well-known/jwks.json`;
  const details = { operation: 'jwks.json', status: 0 };
  const { status, text } = await exchange(url, {}, { operation: 'jwks.json', fetch }).catch(({ cause }: Error) => {
    const message = `${url} cannot be reached, or CORS hides that the pool does not exist.`;
    throw new NetworkError('network', message, { ...details, cause });
  });
  const body = parseObject(text);
  if (status === 200 ? Array.isArray(body?.keys) : (status === 400 || status === 404) && body) return status;
  throw new NetworkError('unexpected-answer', `${url} returned ${status}, but not a Cognito response.`, {
    ...details,
    status,
  });
};

/**
 * Asks the services whether they know the pools and the app client of the configuration: `session.initialize({ check:
 * true })`. No call creates anything, because the services reject its made-up token.
 *
 * @throws ConfigurationError naming the key that is wrong; NetworkError; CognitoError
 */
export const check = async (options: InitializeOptions, internals: SessionInternals): Promise<void> => {
  requireKnownOptions('initialize', options, { check: 0 });
  const { check: shouldCheck = false } = options;
  requireOption(typeof shouldCheck === 'boolean', 'initialize: check: pass true or false.');
  if (!shouldCheck) return;
  const { configuration, settings, fetch, refreshTokens, serviceOf } = internals;
  const { userPool, identityPool } = settings;
  const { nameOf, read, fail }: Reader<Setting> = createReader(configuration, SPELLINGS);

  const checkUserPool = async (pool: UserPoolSettings): Promise<void> => {
    const status = await withRetry(() => fetchKeys(pool, fetch), {
      shouldRetry: ({ error }) => error instanceof NetworkError && isTransient(error.status),
      ...configuration.retry,
    });
    if (status === 200) return;
    const endpointHint = read('endpoints.userPool')
      ? `, or ${nameOf('endpoints.userPool')} does not serve its keys`
      : '';
    fail(`${nameOf('userPoolId')}: there is no user pool ${pool.id} in ${pool.region}${endpointHint}.`);
  };

  // Cognito checks the client and its secret before the refresh token. No other operation that names a client is free
  // of side effects: other flows call Lambda triggers or send codes.
  const checkClient = async ({ clientId, clientSecret, region }: UserPoolSettings): Promise<void> => {
    try {
      await refreshTokens({ refreshToken: FAKE_VALUE, username: FAKE_VALUE } as UserPoolLogin);
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ResourceNotFoundException') {
        fail(`${nameOf('userPoolClientId')}: there is no app client ${clientId} in ${region}.`);
      }
      if (!REFUSES_TOKEN.test(code)) throw error;
      if (/secret/i.test((error as Error).message)) {
        const relation = clientSecret ? 'is not the secret of' : 'is required by';
        fail(`${nameOf('userPoolClientSecret')} ${relation} app client ${clientId}.`);
      }
    }
  };

  // Without a login, GetId would create a guest. With one, it looks up the pool before it rejects the login.
  const checkIdentityPool = async (id: string): Promise<void> => {
    try {
      await serviceOf('identityPool', 'AWSCognitoIdentityService').call('GetId', {
        IdentityPoolId: id,
        Logins: { 'accounts.google.com': FAKE_VALUE },
      });
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ResourceNotFoundException') {
        fail(`${nameOf('identityPoolId')}: there is no identity pool ${id}.`);
      }
      if (!REFUSES_TOKEN.test(code)) throw error;
    }
  };

  /** Puts the key that locates the service in front of the message of a network error. */
  const withOptionName = async (key: 'userPool' | 'identityPool', work: Promise<void>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      if (!(error instanceof NetworkError)) throw error;
      const optionName = nameOf(read(`endpoints.${key}`) ? `endpoints.${key}` : `${key}Id`);
      const { code, operation, status, cause, advice = error.message } = error;
      throw new NetworkError(code, `${optionName}: ${advice}`, { operation, status, cause });
    }
  };

  const results = await Promise.allSettled([
    ...(userPool
      ? [withOptionName('userPool', checkUserPool(userPool)), withOptionName('userPool', checkClient(userPool))]
      : []),
    ...(identityPool ? [withOptionName('identityPool', checkIdentityPool(identityPool.id))] : []),
  ]);
  const rejection = results.find((result) => result.status === 'rejected');
  if (rejection) throw rejection.reason;
};
