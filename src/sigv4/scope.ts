import { compileOrigins, type Covers, type OriginRule } from '../core/scope.js';
import type { WireRequest } from '../core/wire-request.js';
import { recogniseEndpoint } from './endpoints.js';

/** The options that determine the scope. */
interface ScopeOptions {
  readonly origins?: OriginRule | readonly OriginRule[];
  readonly region?: string;
  readonly service?: string;
}

/** Calls that obtain credentials are never signed, or a renewal would wait for itself. */
const COGNITO = /^cognito-(idp|identity)(-fips)?\./;

/** URLs that are never signed: Cognito's, and presigned ones. */
export const isNeverSigned = ({ hostname, search }: URL): boolean =>
  COGNITO.test(hostname) || /[?&]x-amz-signature=/i.test(search);

/** Returns the scope of SigV4: the `origins` option; without it recognised AWS hosts and, with region and service, the client's own base URL. */
export const sigV4Scope = ({ origins, region, service }: ScopeOptions): Covers => {
  const coversOrigins = origins === undefined ? undefined : compileOrigins(origins);
  const isDescribed = region !== undefined && service !== undefined;
  return (url, base) => {
    if (coversOrigins) return coversOrigins(url);
    const isRecognised = recogniseEndpoint(url) !== undefined;
    if (url.origin === base && (isDescribed || isRecognised)) return 'named';
    return isRecognised && 'recognised';
  };
};

const WEB_IDENTITY = /(^|[?&])Action=AssumeRoleWith(WebIdentity|SAML)(&|$)/;
const COGNITO_TARGET = /^AWSCognitoIdentity(Provider)?Service\./;
/** In bytes. Longer bodies are not searched: STS's forms are far shorter. */
const MAX_FORM = 65_536;

/**
 * Whether a request obtains credentials, from any host (a proxy, an emulator): a Cognito call, or STS's exchange of a token, in its query or
 * its form.
 */
export const obtainsCredentials = ({ url, headers, body }: WireRequest): boolean => {
  if (COGNITO_TARGET.test(headers['x-amz-target'] ?? '') || WEB_IDENTITY.test(url.href)) return true;
  const form = headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  return (
    !!form && body instanceof Uint8Array && body.length < MAX_FORM && WEB_IDENTITY.test(new TextDecoder().decode(body))
  );
};
