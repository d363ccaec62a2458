import { ACCOUNT, type KeyStore } from '../keys.js';
import { type Random, UPPER } from '../random.js';
import { escapeXml } from '../xml.js';
import { COGNITO, type OpenIdToken } from './identity-pool/logins.js';
import { ServiceException } from './identity-pool/service-exception.js';

/** What STS shares with the rest of the mock. */
export interface StsWorld {
  readonly keys: KeyStore;
  readonly random: Random;
  /** What a token of an identity pool stands for, with the id of the pool. */
  findToken(token: string): { readonly token: OpenIdToken; readonly pool: string } | undefined;
  now(): number;
}

/** Takes and gives the fields of STS's Query protocol, version 2011-06-15. */
export interface Sts {
  /**
   * Performs the action that the parameters name, and gives its result as XML.
   *
   * @throws ServiceException as STS does
   */
  perform(parameters: URLSearchParams): string;
}

const NAMESPACE = 'https://sts.amazonaws.com/doc/2011-06-15/';
const ROLE_ARN = /^arn:[\w-]+:iam::\d{12}:role\/(?:[\w+=,.@/-]*\/)?([\w+=,.@-]+)$/;
const SHORTEST = 900;
const LONGEST = 43_200;

const xml = (fields: Readonly<Record<string, string | Readonly<Record<string, string>>>>): string =>
  Object.entries(fields)
    .map(([name, value]) => `<${name}>${typeof value === 'string' ? escapeXml(value) : xml(value)}</${name}>`)
    .join('');

/** An error as STS answers it. */
export const stsError = ({ code, message, status }: ServiceException, requestId: string): string =>
  `<ErrorResponse xmlns="${NAMESPACE}">${xml({
    Error: { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message },
    RequestId: requestId,
  })}</ErrorResponse>`;

/** A result as STS answers it. */
export const stsAnswer = (action: string, result: string, requestId: string): string =>
  `<${action}Response xmlns="${NAMESPACE}"><${action}Result>${result}</${action}Result>${xml({
    ResponseMetadata: { RequestId: requestId },
  })}</${action}Response>`;

const validationError = (message: string): ServiceException =>
  new ServiceException('ValidationError', `1 validation error detected: ${message}`);

/** Creates the STS of the basic flow: AssumeRoleWithWebIdentity, with the tokens of the mock's identity pools. */
export const createSts = ({ keys, random, findToken, now }: StsWorld): Sts => ({
  perform: (parameters) => {
    const action = parameters.get('Action');
    if (action !== 'AssumeRoleWithWebIdentity') {
      throw action
        ? new ServiceException('InvalidAction', `Could not find operation ${action} for version 2011-06-15`)
        : new ServiceException('MissingAction', 'The request must contain the parameter Action.');
    }
    const required = (name: string): string => {
      const value = parameters.get(name);
      if (value) return value;
      const field = `${name[0]?.toLowerCase()}${name.slice(1)}`;
      throw validationError(`Value null at '${field}' failed to satisfy constraint: Member must not be null`);
    };
    const arn = required('RoleArn');
    const sessionName = required('RoleSessionName');
    const token = required('WebIdentityToken');
    const role = ROLE_ARN.exec(arn)?.[1];
    if (role === undefined) throw new ServiceException('ValidationError', 'Request ARN is invalid');
    if (!/^[\w+=,.@-]{2,64}$/.test(sessionName)) {
      throw validationError(
        `Value '${sessionName}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
      );
    }
    const seconds = Number(parameters.get('DurationSeconds') ?? 3600);
    if (!Number.isInteger(seconds) || seconds < SHORTEST || seconds > LONGEST) {
      throw validationError(
        `Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value between ${SHORTEST} and ${LONGEST}`,
      );
    }

    const found = findToken(token);
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
    const assumed = `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${sessionName}`;
    const issued = keys.issueTo({ user, identityId, arn: assumed }, now(), seconds * 1000);
    return xml({
      SubjectFromWebIdentityToken: identityId,
      Audience: found.pool,
      AssumedRoleUser: { Arn: assumed, AssumedRoleId: `AROA${random.text(17, UPPER)}:${sessionName}` },
      Credentials: {
        AccessKeyId: issued.accessKeyId,
        SecretAccessKey: issued.secretAccessKey,
        SessionToken: issued.sessionToken,
        Expiration: issued.expiration.toISOString().replace(/\.\d+/, ''),
      },
      Provider: COGNITO,
    });
  },
});
