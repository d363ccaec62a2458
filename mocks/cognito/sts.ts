import { ACCOUNT, type Caller, type KeyStore } from '../api/keys.js';
import { utf8 } from '../verifier/encoding.js';
import { sha256Hex } from '../verifier/hash.js';
import { escapeXml } from '../api/xml.js';
import { COGNITO, type OpenIdToken } from './identity-pool/logins.js';
import { ServiceException } from './identity-pool/service-exception.js';

/** What STS shares with the rest of the mock. */
export interface StsWorld {
  readonly keys: KeyStore;
  /** Looks up a token of an identity pool, with the id of the pool. */
  findToken(token: string): { readonly token: OpenIdToken; readonly pool: string } | undefined;
  now(): number;
}

/** STS, in the fields of its Query protocol, version 2011-06-15. */
export interface Sts {
  /**
   * Performs the action that the parameters name, and returns its result as XML.
   *
   * @param authenticate Verifies the request's signature, for the actions that need one.
   * @throws ServiceException as STS does
   */
  perform(parameters: URLSearchParams, authenticate: () => Promise<Caller>): Promise<string>;
}

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';
const ROLE_ARN = /^arn:[\w-]+:iam::\d{12}:role\/(?:[\w+=,.@/-]*\/)?([\w+=,.@-]+)$/;
const MIN_SECONDS = 900;
const MAX_SECONDS = 43_200;

const xml = (fields: Readonly<Record<string, string | Readonly<Record<string, string>>>>): string =>
  Object.entries(fields)
    .map(([name, value]) => `<${name}>${typeof value === 'string' ? escapeXml(value) : xml(value)}</${name}>`)
    .join('');

/** Formats an error of STS. */
export const stsError = ({ code, message, status }: ServiceException, requestId: string): string =>
  `<ErrorResponse xmlns="${NAMESPACE}">${xml({
    Error: { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message },
    RequestId: requestId,
  })}</ErrorResponse>`;

/** Formats a result of STS. */
export const stsAnswer = (action: string, result: string, requestId: string): string =>
  `<${action}Response xmlns="${NAMESPACE}"><${action}Result>${result}</${action}Result>${xml({
    ResponseMetadata: { RequestId: requestId },
  })}</${action}Response>`;

const validationError = (message: string): ServiceException =>
  new ServiceException('ValidationError', `1 validation error detected: ${message}`);

/** Returns a required parameter of an action. */
const required = (parameters: URLSearchParams, name: string): string => {
  const value = parameters.get(name);
  if (value) return value;
  const field = `${name[0]?.toLowerCase()}${name.slice(1)}`;
  throw validationError(`Value null at '${field}' failed to satisfy constraint: Member must not be null`);
};

/** Reads the role to assume, the session name, and the lifetime. */
const readAssumption = (parameters: URLSearchParams) => {
  const arn = required(parameters, 'RoleArn');
  const sessionName = required(parameters, 'RoleSessionName');
  const role = ROLE_ARN.exec(arn)?.[1];
  if (role === undefined) throw new ServiceException('ValidationError', 'Request ARN is invalid');
  if (!/^[\w+=,.@-]{2,64}$/.test(sessionName)) {
    throw validationError(
      `Value '${sessionName}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
    );
  }
  const seconds = Number(parameters.get('DurationSeconds') ?? 3600);
  if (!Number.isInteger(seconds) || seconds < MIN_SECONDS || seconds > MAX_SECONDS) {
    throw validationError(
      `Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value between ${MIN_SECONDS} and ${MAX_SECONDS}`,
    );
  }
  return { arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${sessionName}`, sessionName, lifetime: seconds * 1000 };
};

/** Returns the unique id of an IAM user or role, derived from its name. */
const uniqueId = (prefix: 'AIDA' | 'AROA', name: string): string =>
  prefix + sha256Hex(utf8(name)).slice(0, 17).toUpperCase();

const userIdOf = (arn: string): string => {
  const [, role, session] = /^[^/]*:assumed-role\/([^/]+)\/(.+)$/.exec(arn) ?? [];
  return role && session ? `${uniqueId('AROA', role)}:${session}` : uniqueId('AIDA', arn);
};

/** Creates an STS for the mock's identity pools and users. */
export const createSts = ({ keys, findToken, now }: StsWorld): Sts => {
  const assume = (parameters: URLSearchParams, caller: Pick<Caller, 'user' | 'identityId'>) => {
    const { arn, lifetime } = readAssumption(parameters);
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = keys.issueTo(
      { ...caller, arn },
      now(),
      lifetime,
    );
    return {
      AssumedRoleUser: { Arn: arn, AssumedRoleId: userIdOf(arn) },
      Credentials: {
        AccessKeyId: accessKeyId,
        SecretAccessKey: secretAccessKey,
        SessionToken: sessionToken,
        Expiration: expiration.toISOString().replace(/\.\d+/, ''),
      },
    };
  };

  /** Needs no signature, because the token identifies the caller. */
  const assumeWithWebIdentity = (parameters: URLSearchParams): string => {
    readAssumption(parameters);
    const found = findToken(required(parameters, 'WebIdentityToken'));
    if (!found) {
      throw new ServiceException(
        'InvalidIdentityToken',
        'The ID Token provided is not a valid JWT, or not of this mock.',
      );
    }
    const { identityId, user, expiration } = found.token;
    if (now() >= expiration) {
      const [at, end] = [Math.floor(now() / 1000), Math.floor(expiration / 1000)];
      throw new ServiceException(
        'ExpiredTokenException',
        `Token expired: current date/time ${at} must be before the expiration date/time ${end}`,
      );
    }
    return xml({
      SubjectFromWebIdentityToken: identityId,
      Audience: found.pool,
      ...assume(parameters, { user, identityId }),
      Provider: COGNITO,
    });
  };

  const assumeRole = (parameters: URLSearchParams, { user, identityId }: Caller): string =>
    xml(assume(parameters, identityId === undefined ? { user } : { user, identityId }));

  const getCallerIdentity = (_: URLSearchParams, { arn = '' }: Caller): string =>
    xml({ Arn: arn, UserId: userIdOf(arn), Account: ACCOUNT });

  const signed: Readonly<Record<string, (parameters: URLSearchParams, caller: Caller) => string>> = {
    AssumeRole: assumeRole,
    GetCallerIdentity: getCallerIdentity,
  };

  return {
    perform: async (parameters, authenticate) => {
      const action = parameters.get('Action');
      if (!action) throw new ServiceException('MissingAction', 'The request must contain the parameter Action.');
      if (action === 'AssumeRoleWithWebIdentity') return assumeWithWebIdentity(parameters);
      const act = Object.hasOwn(signed, action) ? signed[action] : undefined;
      if (!act)
        throw new ServiceException('InvalidAction', `Could not find operation ${action} for version 2011-06-15`);
      return act(parameters, await authenticate());
    },
  };
};
