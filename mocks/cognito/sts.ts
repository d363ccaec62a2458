import { ACCOUNT, type Caller, type KeyStore } from '../api/keys.js';
import { utf8 } from '../verifier/encoding.js';
import { sha256Hex } from '../verifier/hash.js';
import { escapeXml } from '../api/xml.js';
import { COGNITO, type OpenIdToken } from './identity-pool/logins.js';
import { ServiceException } from './identity-pool/service-exception.js';
import { STS_REFUSALS } from './sts-refusals.js';
import { type Assumption, readAssumeRole, readWebIdentity } from './sts-request.js';
import { fromBase64 } from './user-pool/bytes.js';

/** What STS shares with the rest of the mock. */
export interface StsWorld {
  readonly keys: KeyStore;
  /** The MaxSessionDuration of every role, in milliseconds. */
  readonly maxSessionDuration: number;
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

/** Returns the issuer of a JWT. Undefined for anything else. */
const issuerOf = (token: string): string | undefined => {
  try {
    const { iss } = JSON.parse(new TextDecoder().decode(fromBase64(token.split('.')[1] ?? '')));
    return typeof iss === 'string' ? iss : undefined;
  } catch {
    return undefined;
  }
};

/** Returns the unique id of an IAM user or role, derived from its name. */
const uniqueId = (prefix: 'AIDA' | 'AROA', name: string): string =>
  prefix + sha256Hex(utf8(name)).slice(0, 17).toUpperCase();

const userIdOf = (arn: string): string => {
  const [, role, session] = /^[^/]*:assumed-role\/([^/]+)\/(.+)$/.exec(arn) ?? [];
  return role && session ? `${uniqueId('AROA', role)}:${session}` : uniqueId('AIDA', arn);
};

/** Creates an STS for the mock's identity pools and users. */
export const createSts = ({ keys, findToken, now, maxSessionDuration }: StsWorld): Sts => {
  const assume = ({ arn, lifetime }: Assumption, caller: Pick<Caller, 'user' | 'identityId'>) => {
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

  /** Returns a valid token with the id of its pool. */
  const checkToken = (text: string) => {
    const found = findToken(text);
    if (!found) {
      const issuer = issuerOf(text);
      if (issuer === undefined) throw STS_REFUSALS.notAJwt();
      throw issuer === `https://${COGNITO}` ? STS_REFUSALS.unknownKey() : STS_REFUSALS.unknownIssuer(issuer);
    }
    const { expiration } = found.token;
    if (now() >= expiration) {
      throw STS_REFUSALS.expiredToken(Math.floor(now() / 1000), Math.floor(expiration / 1000));
    }
    return found;
  };

  /** Needs no signature, because the token identifies the caller. */
  const assumeWithWebIdentity = (parameters: URLSearchParams): string => {
    const { token: found, ...assumption } = readWebIdentity(parameters, checkToken, maxSessionDuration);
    const { identityId, user } = found.token;
    return xml({
      SubjectFromWebIdentityToken: identityId,
      Audience: found.pool,
      ...assume(assumption, { user, identityId }),
      Provider: COGNITO,
    });
  };

  const assumeRole = (parameters: URLSearchParams, { user, identityId, arn = '' }: Caller): string => {
    const assumption = readAssumeRole(parameters, arn, maxSessionDuration);
    return xml(assume(assumption, identityId === undefined ? { user } : { user, identityId }));
  };

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
