import { ACCOUNT } from '../api/keys.js';
import { STS_REFUSALS } from './sts-refusals.js';

/** The role to assume. */
export interface Assumption {
  /** The ARN of the session. */
  readonly arn: string;
  /** In milliseconds. */
  readonly lifetime: number;
}

const ARN = /^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/s;
const ROLE_ARN = /^arn:[\w-]+:iam::\d{12}:role\/(?:[\w+=,.@/-]*\/)?([\w+=,.@-]+)$/;

/** Whether a value is allowed, and what the member must do otherwise. */
type Constraint = readonly [isMet: (value: string) => boolean, otherwise: string];

const atLeast = (length: number): Constraint => [
  (value) => value.length >= length,
  `have length greater than or equal to ${length}`,
];
const atMost = (length: number): Constraint => [
  (value) => value.length <= length,
  `have length less than or equal to ${length}`,
];

/** The constraints of STS's service model, by parameter, in the model's order. */
const CONSTRAINTS: Readonly<Record<string, readonly Constraint[]>> = {
  RoleArn: [atLeast(20), atMost(2048)],
  RoleSessionName: [
    atLeast(2),
    atMost(64),
    [(value) => /^[\w+=,.@-]*$/.test(value), 'satisfy regular expression pattern: [\\w+=,.@-]*'],
  ],
  DurationSeconds: [
    [(value) => Number(value) >= 900, 'have value greater than or equal to 900'],
    [(value) => Number(value) <= 43_200, 'have value less than or equal to 43200'],
  ],
};

const fieldOf = (name: string): string => `${name[0]?.toLowerCase()}${name.slice(1)}`;

/** Checks all parameters against the model, before anything else is looked at. */
const validate = (parameters: URLSearchParams, required: readonly string[]): void => {
  const missing = required
    .filter((name) => !parameters.get(name))
    .map((name) => `Value null at '${fieldOf(name)}' failed to satisfy constraint: Member must not be null`);
  const broken = Object.entries(CONSTRAINTS).flatMap(([name, constraints]) => {
    const value = parameters.get(name);
    if (!value) return [];
    return constraints
      .filter(([isMet]) => !isMet(value))
      .map(
        ([, otherwise]) =>
          `Value '${value}' at '${fieldOf(name)}' failed to satisfy constraint: Member must ${otherwise}`,
      );
  });
  const errors = [...missing, ...broken];
  if (errors.length) throw STS_REFUSALS.validation(errors);
};

/** Returns the values of a list, such as `Tags.member.1.Key`. */
const listOf = (parameters: URLSearchParams, list: RegExp): string[] =>
  [...parameters].filter(([name]) => list.test(name)).map(([, value]) => value);

const checkTags = (parameters: URLSearchParams): void => {
  const keys = listOf(parameters, /^Tags\.member\.\d+\.Key$/).map((key) => key.toLowerCase());
  if (new Set(keys).size < keys.length) throw STS_REFUSALS.duplicateTags();
  const transitive = listOf(parameters, /^TransitiveTagKeys\.member\.\d+$/);
  if (transitive.some((key) => !keys.includes(key.toLowerCase()))) throw STS_REFUSALS.missingTag();
};

const readRole = (parameters: URLSearchParams, refuse: (arn: string) => Error) => {
  const arn = parameters.get('RoleArn') ?? '';
  const role = ROLE_ARN.exec(arn)?.[1];
  if (role === undefined) throw refuse(arn);
  return `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${parameters.get('RoleSessionName')}`;
};

const lifetimeOf = (parameters: URLSearchParams, maximum: number): number => {
  const lifetime = Number(parameters.get('DurationSeconds') ?? 3600) * 1000;
  if (lifetime > maximum) throw STS_REFUSALS.tooLong();
  return lifetime;
};

/**
 * Reads the parameters of AssumeRole.
 *
 * @param caller The ARN of who asks. A role that assumes a role gets an hour at most.
 * @param maximum The MaxSessionDuration of every role, in milliseconds.
 * @throws ServiceException as STS does
 */
export const readAssumeRole = (parameters: URLSearchParams, caller: string, maximum: number): Assumption => {
  validate(parameters, ['RoleArn', 'RoleSessionName']);
  const arn = readRole(parameters, (text) =>
    ARN.test(text) ? STS_REFUSALS.denied(caller, text) : STS_REFUSALS.malformedArn(text),
  );
  checkTags(parameters);
  const isChained = caller.includes(':assumed-role/');
  if (isChained && Number(parameters.get('DurationSeconds')) > 3600) throw STS_REFUSALS.tooLongForChain();
  return { arn, lifetime: lifetimeOf(parameters, maximum) };
};

/**
 * Reads the parameters of AssumeRoleWithWebIdentity.
 *
 * @param checkToken Checks the token, after the role and before the duration, which depends on the role.
 * @throws ServiceException as STS does, or what `checkToken` throws
 */
export const readWebIdentity = <Token>(
  parameters: URLSearchParams,
  checkToken: (token: string) => Token,
  maximum: number,
): Assumption & { readonly token: Token } => {
  validate(parameters, ['RoleArn', 'RoleSessionName', 'WebIdentityToken']);
  const arn = readRole(parameters, STS_REFUSALS.notARole);
  const token = checkToken(parameters.get('WebIdentityToken') ?? '');
  return { arn, lifetime: lifetimeOf(parameters, maximum), token };
};
