import { readFileSync } from 'node:fs';
import { available, needs, vectorsPath } from '../../support/available.js';

/** A case of awslabs/aws-c-auth, `tests/aws-signing-test-suite` (Apache-2.0). */
export interface AwsVector {
  readonly name: string;
  readonly context: {
    readonly credentials: {
      readonly access_key_id: string;
      readonly secret_access_key: string;
      readonly token?: string;
    };
    readonly expiration_in_seconds: number;
    readonly normalize: boolean;
    readonly region: string;
    readonly service: string;
    readonly sign_body: boolean;
    readonly timestamp: string;
    readonly omit_session_token?: boolean;
  };
  readonly request: string;
  readonly 'header-canonical-request': string;
  readonly 'header-string-to-sign': string;
  readonly 'header-signature': string;
  readonly 'header-signed-request': string;
  readonly 'query-canonical-request': string;
  readonly 'query-string-to-sign': string;
  readonly 'query-signature': string;
  readonly 'query-signed-request': string;
}

/** A request as the suite prints it: the target raw (spaces, UTF-8), folded headers with their line breaks. */
export interface RawRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

/** AWS's published suite, or nothing where it is not there. */
export const awsVectors: readonly AwsVector[] = available.vectors ? JSON.parse(readFileSync(vectorsPath, 'utf8')) : [];

/** What a test says that is left out for want of the suite. */
export const WITHOUT_VECTORS = `left out: needs ${needs.vectors}`;

/** Name and case, as `test.for` takes them. */
export const namedVectors: readonly (readonly [string, AwsVector])[] = awsVectors.map((vector) => [
  vector.name,
  vector,
]);

/** Reads a request of the suite. */
export const parseRawRequest = (text: string): RawRequest => {
  const [, head = '', body = ''] = /^(.*?)(?:\n\n(.*))?\n?$/s.exec(text) ?? [];
  const [requestLine = '', ...lines] = head.split(/\n(?![ \t]|$)/);
  const [, method = '', target = ''] = /^(\S+) (.*) HTTP\/1\.1$/.exec(requestLine) ?? [];
  const headers = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon), line.slice(colon + 1)] as const;
  });
  return { method, target, headers, body };
};

/** The pairs without those of a name. */
export const withoutHeader = (headers: RawRequest['headers'], name: string): RawRequest['headers'] =>
  headers.filter(([candidate]) => candidate.toLowerCase() !== name);
