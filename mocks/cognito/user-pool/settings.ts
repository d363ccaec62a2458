import { type Duration, toMilliseconds } from '../../duration.js';
import type { AuthFlow, PasswordPolicy, RefreshTokenRotation, UserPoolOptions } from './options.js';
import { readSchema, type Schema } from './schema.js';
import type { Triggers } from './triggers/events.js';

const FLOWS = Object.keys({
  USER_SRP_AUTH: 0,
  USER_PASSWORD_AUTH: 0,
  CUSTOM_AUTH: 0,
  USER_AUTH: 0,
  REFRESH_TOKEN_AUTH: 0,
  ADMIN_USER_PASSWORD_AUTH: 0,
} satisfies Record<AuthFlow, 0>) as readonly AuthFlow[];
const POLICY: PasswordPolicy = { minimumLength: 8, lowercase: true, uppercase: true, numbers: true, symbols: true };

/** The options with their defaults. Lifetimes are in milliseconds. */
export interface Settings
  extends Required<
    Omit<
      UserPoolOptions,
      | 'clientSecret'
      | keyof Triggers
      | 'refreshTokenRotation'
      | 'accessTokenLifetime'
      | 'idTokenLifetime'
      | 'refreshTokenLifetime'
      | 'passwordPolicy'
      | 'schema'
      | 'requiredAttributes'
    >
  > {
  /** The part of the id after `_`, the pool's name in SRP. */
  readonly name: string;
  readonly region: string;
  readonly issuer: string;
  readonly clientSecret: string | undefined;
  readonly triggers: Triggers;
  /** How long a refresh token stays valid after its first use. Undefined without rotation. */
  readonly rotationGrace: number | undefined;
  readonly accessTokenLifetime: number;
  readonly idTokenLifetime: number;
  readonly refreshTokenLifetime: number;
  readonly passwordPolicy: PasswordPolicy;
  readonly schema: Schema;
  /** The names of the schema's required attributes. */
  readonly requiredAttributes: readonly string[];
}

/**
 * Fills in the defaults.
 *
 * @param where What the names of options begin with in messages, such as `userPools[0].`.
 * @throws TypeError that names the invalid option
 */
export const readSettings = (options: UserPoolOptions, where = ''): Settings => {
  const { id = 'us-east-1_Mock00001', refreshTokenRotation = false } = options;
  const [, region, name] = /^([a-z]+(?:-[a-z]+)+-\d+)_(\w+)$/.exec(id) ?? [];
  if (region === undefined || name === undefined) {
    throw new TypeError(`${where}id: expected the id of a user pool such as 'us-east-1_Mock00001', not '${id}'.`);
  }
  const rotationGrace = readGrace(refreshTokenRotation, where);
  const flows = options.flows ?? FLOWS;
  const unknown = flows.find((flow) => !FLOWS.includes(flow));
  if (unknown !== undefined)
    throw new TypeError(`${where}flows: there is no '${unknown}'; expected ${FLOWS.join(', ')}.`);
  const schema = readSchema(options);
  return {
    id,
    name,
    region,
    issuer: `https://cognito-idp.${region}.amazonaws.com/${id}`,
    clientId: options.clientId ?? 'mockclient0000000000000001',
    clientSecret: options.clientSecret,
    users: options.users ?? [],
    signInWith: options.signInWith ?? 'username',
    // Cognito does not allow this flow with rotation, which it would bypass.
    flows: rotationGrace === undefined ? flows : flows.filter((flow) => flow !== 'REFRESH_TOKEN_AUTH'),
    mfa: options.mfa ?? 'optional',
    mfaSetup: options.mfaSetup ?? ['SOFTWARE_TOKEN_MFA'],
    deviceTracking: options.deviceTracking ?? 'off',
    rotationGrace,
    accessTokenLifetime: lifetime(options.accessTokenLifetime ?? '1h', `${where}accessTokenLifetime`),
    idTokenLifetime: lifetime(options.idTokenLifetime ?? '1h', `${where}idTokenLifetime`),
    refreshTokenLifetime: lifetime(options.refreshTokenLifetime ?? '30d', `${where}refreshTokenLifetime`),
    autoConfirm: options.autoConfirm ?? false,
    allowAdminCreateUserOnly: options.allowAdminCreateUserOnly ?? false,
    schema,
    requiredAttributes: [...schema.values()].filter(({ required }) => required).map(({ name }) => name),
    passwordPolicy: { ...POLICY, ...options.passwordPolicy },
    preventUserExistenceErrors: options.preventUserExistenceErrors ?? true,
    relyingPartyId: options.relyingPartyId ?? 'localhost',
    triggers: options,
  };
};

const readGrace = (rotation: boolean | RefreshTokenRotation, where: string): number | undefined => {
  if (typeof rotation === 'boolean') return rotation ? 0 : undefined;
  const { graceSeconds } = rotation;
  if (Number.isFinite(graceSeconds) && graceSeconds >= 0 && graceSeconds <= 60) return graceSeconds * 1_000;
  throw new TypeError(`${where}refreshTokenRotation: graceSeconds must be 0 to 60, not ${String(graceSeconds)}.`);
};

const lifetime = (duration: Duration, option: string): number => {
  const milliseconds = toMilliseconds(duration, option);
  if (milliseconds > 0) return milliseconds;
  throw new TypeError(`${option}: must be longer than 0, not ${String(duration)}.`);
};
