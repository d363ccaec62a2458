import { isHeaderName, isHeaderText } from '../core/headers.js';
import type { OptionNames } from '../core/options.js';
import { UnsignableRequestError } from '../core/errors.js';
import { memoise } from '../core/memoise.js';
import type { StrictUrl } from '../core/strict-url.js';
import { recogniseEndpoint } from './endpoints.js';
import { getServiceRules } from './service-rules.js';
import type { SigningSettings } from './engine.js';

/**
 * How to sign. Options that are not set are derived from the host and the service.
 *
 * @example
 * createSigV4({ credentials, region: 'eu-west-1', service: 'execute-api' });
 */
export interface SigningOptions {
  /** The region of the credential scope, such as `eu-west-1`. Default: from the host. */
  readonly region?: string;
  /** The signing name of the service, such as `execute-api`. Default: from the host. */
  readonly service?: string;
  /** Whether bodies are hashed. Few services accept `'unsigned'`; S3 is one. Default: `'signed'`. */
  readonly payload?: 'signed' | 'unsigned';
  /**
   * Names of headers to sign in addition to `host`, `content-type`, `content-md5`, `range`, `if-*` and `x-amz-*`. Name only headers that no proxy
   * changes. Default: none.
   *
   * @example
   * signedHeaders: ['x-api-key'],
   */
  readonly signedHeaders?: readonly string[];
  /** Whether dot segments and double slashes collapse in the canonical path. Default: true, except for the S3 family. */
  readonly normalizePath?: boolean;
  /** Whether to send and sign `x-amz-content-sha256`. Default: if the service requires it. */
  readonly contentHashHeader?: boolean;
  /** Whether the session token is signed, or added afterwards. Default: signed, except for IoT's WebSockets. */
  readonly sessionToken?: 'signed' | 'appended';
}

/** The checks of {@link SigningOptions}. */
export const SIGNING_OPTIONS: OptionNames<SigningOptions> = {
  region: [isHeaderText, "a region's name, such as 'eu-west-1'"],
  service: [isHeaderText, "a service's signing name, such as 'execute-api'"],
  payload: [(payload: unknown) => payload === 'signed' || payload === 'unsigned', "'signed' or 'unsigned'"],
  signedHeaders: [(names: unknown) => Array.isArray(names) && names.every(isHeaderName), 'an array of header names'],
  normalizePath: 0,
  contentHashHeader: 0,
  sessionToken: [(token: unknown) => token === 'signed' || token === 'appended', "'signed' or 'appended'"],
};

const isDescribed = ({ region, service }: SigningOptions): boolean => !!region && !!service;

/** @param endpointUrl A URL's origin and the first segment of its path, or nothing if the options determine the endpoint. */
const resolveSettings = (options: SigningOptions, endpointUrl: string): SigningSettings => {
  const endpoint = isDescribed(options) ? undefined : recogniseEndpoint(new URL(endpointUrl));
  const region = options.region ?? endpoint?.region;
  const service = options.service ?? endpoint?.service;
  if (endpoint?.sigv4a) {
    throw new UnsignableRequestError(
      'unknown-endpoint',
      `${new URL(endpointUrl).host} accepts SigV4a only. Use a regional endpoint.`,
    );
  }
  if (!region || !service) {
    const missing = [!region && 'region', !service && 'service'].filter(Boolean).join(' and ');
    throw new UnsignableRequestError(
      'unknown-endpoint',
      `The host ${new URL(endpointUrl).host} does not determine the ${missing}. Pass ${missing} to createSigV4.`,
    );
  }
  const rules = getServiceRules(service);
  const signedHeaders = new Set(options.signedHeaders?.map((name) => name.toLowerCase()));
  // Controlled by `contentHashHeader`.
  signedHeaders.delete('x-amz-content-sha256');
  return {
    ...rules,
    region,
    service,
    payload: options.payload ?? 'signed',
    signedHeaders,
    normalizePath: options.normalizePath ?? rules.normalizePath,
    contentHashHeader: options.contentHashHeader ?? rules.contentHashHeader,
    sessionToken: options.sessionToken ?? rules.sessionToken,
  };
};

/**
 * Creates the function that determines how requests to a URL are signed.
 *
 * The function throws `unknown-endpoint` if neither the options nor the host determine the region and the service.
 */
export const createSettings = (
  options: SigningOptions,
): ((url: StrictUrl, overrides?: SigningOptions) => SigningSettings) => {
  const cachedSettings = memoise((endpointUrl) => resolveSettings(options, endpointUrl));
  return ({ protocol, host, path }, overrides) => {
    const mergedOptions = overrides && Object.keys(overrides).length > 0 ? { ...options, ...overrides } : options;
    const endpointUrl = isDescribed(mergedOptions) ? '' : `${protocol}//${host}${/^\/\w*/.exec(path)?.[0]}`;
    return mergedOptions === options ? cachedSettings(endpointUrl) : resolveSettings(mergedOptions, endpointUrl);
  };
};
