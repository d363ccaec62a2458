/**
 * Options of an identity pool.
 *
 * @example
 * ```ts
 * const mock = createAwsMock({ identityPools: [{ guests: false, developerProvider: 'login.example' }] });
 * ```
 */
export interface IdentityPoolOptions {
  /**
   * The pool's id in the mock's region, such as `eu-west-1:b0b1…`, for an app under test that has one configured.
   * Default: derived from the region and the pool's place in the list; see `mock.identityPool().id`.
   */
  readonly id?: string;
  /** Whether guests get credentials. Default: true. */
  readonly guests?: boolean;
  /** The ids of the user pools whose ID tokens it accepts. Default: all user pools of the mock. */
  readonly userPools?: readonly string[];
  /**
   * The third parties that it trusts, by their keys of `Logins`: `accounts.google.com`, an OIDC issuer without its
   * scheme, the ARN of a SAML provider. Default: every provider for which `issueProviderToken()` has issued a token.
   */
  readonly providers?: readonly string[];
  /** The name of the developer provider. Default: `login.mock`. */
  readonly developerProvider?: string;
  /** The ARNs that `CustomRoleArn` may name. Default: any role. */
  readonly customRoles?: readonly string[];
  /** Whether GetOpenIdToken may be called, for AssumeRoleWithWebIdentity: the basic (classic) flow. Default: true. */
  readonly basicFlow?: boolean;
}

/** The options with their defaults. */
export interface IdentityPoolSettings {
  readonly id: string;
  readonly region: string;
  readonly guests: boolean;
  /** `undefined`: all. */
  readonly userPools: readonly string[] | undefined;
  /** `undefined`: all that tokens were issued for. */
  readonly providers: readonly string[] | undefined;
  readonly developerProvider: string;
  /** `undefined`: any. */
  readonly customRoles: readonly string[] | undefined;
  readonly basicFlow: boolean;
}

const fail = (message: string): never => {
  throw new TypeError(message);
};

/**
 * Fills in the defaults of a list of pools.
 *
 * @throws TypeError that names the invalid option
 */
export const readIdentityPools = (pools: readonly IdentityPoolOptions[], region: string): IdentityPoolSettings[] => {
  const read = pools.map((pool, index): IdentityPoolSettings => {
    const where = `identityPools[${index}]`;
    const { id = `${region}:00000000-0000-4000-8000-${String(index + 1).padStart(12, '0')}` } = pool;
    const { developerProvider = 'login.mock', guests = true, basicFlow = true } = pool;
    if (!/^[\w-]+:[0-9a-f-]+$/.test(id) || !id.startsWith(`${region}:`)) {
      fail(`${where}.id: expected '${region}:' and a UUID in lower case, not '${id}'.`);
    }
    return {
      id,
      region,
      developerProvider,
      guests,
      basicFlow,
      userPools: pool.userPools,
      providers: pool.providers,
      customRoles: pool.customRoles,
    };
  });
  const duplicate = read.findIndex(({ id }, index) => read.slice(0, index).some((other) => other.id === id));
  return duplicate < 0 ? read : fail(`identityPools[${duplicate}].id: there is another pool '${read[duplicate]?.id}'.`);
};
