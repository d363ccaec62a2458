import { canonicalQueryString, splitTarget } from '../verifier/canonical-request.js';
import type { ArrivedRequest } from '../verifier/types.js';

/** What curl signs with: keys from the environment, so that the command holds no secret. */
const USER = '"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"';

/** What curl sets itself, browsers add for their own ends, or a new signature replaces. */
const LEFT_OUT =
  /^(host|connection|content-length|accept|accept-encoding|accept-language|user-agent|origin|referer|cookie|authorization|x-amz-date|x-amz-content-sha256|x-amz-security-token|transfer-encoding|priority|sec-.*)$/i;

const SECRET = /token|api-?key|password|secret|session/i;

/** Quotes a text for a POSIX shell. */
const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/**
 * Returns the query without the parameters of a presigned URL, strictly encoded and sorted by name, because older
 * versions of curl (before 8.3) sign a query as it is given.
 */
const unsigned = (target: string): string => {
  const { path, query } = splitTarget(target);
  const pairs = query
    .split('&')
    .filter((pair) => pair && !pair.startsWith('X-Amz-'))
    .map((pair) => canonicalQueryString(pair))
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0));
  return pairs.length ? `${path}?${pairs.join('&')}` : path;
};

const nameOf = (pair: string): string => pair.split('=', 1)[0] ?? '';

/** A call to make again. */
export interface Repeatable {
  readonly arrived: ArrivedRequest;
  /** The origin of the API. */
  readonly origin: string;
  readonly region: string;
  readonly service: string;
  readonly signed: 'header' | 'presigned' | 'token' | 'no';
  /** Whether the body was too large to keep. */
  readonly isBodyLost: boolean;
}

/** Returns a curl command that makes a call again, with a signature or a token of its own. */
export const curlOf = ({ arrived, origin, region, service, signed, isBodyLost }: Repeatable): string => {
  const { method, target, headers, body } = arrived;
  const names = new Set(headers.map(([name]) => name.toLowerCase()));
  const isTemporary = names.has('x-amz-security-token') || target.includes('X-Amz-Security-Token=');
  const text = new TextDecoder().decode(body);
  const isText = !/[\0\ufffd]/.test(text);
  const parts = [
    `curl --globoff --path-as-is${method === 'GET' ? '' : method === 'HEAD' ? ' --head' : ` --request ${quote(method)}`} ${quote(origin + unsigned(target))}`,
    ...(signed === 'header' || signed === 'presigned'
      ? [`--aws-sigv4 ${quote(`aws:amz:${region}:${service}`)}`, `--user ${USER}`]
      : []),
    ...(signed !== 'token' && isTemporary ? ['--header "x-amz-security-token: $AWS_SESSION_TOKEN"'] : []),
    ...(signed === 'token' ? ['--header "authorization: $TOKEN"'] : []),
    ...headers
      .filter(([name]) => !LEFT_OUT.test(name))
      .map(([name, value]) => `--header ${quote(`${name}: ${SECRET.test(name) ? '(hidden)' : value}`)}`),
    ...(isBodyLost
      ? ['--data-binary @body']
      : body.length
        ? [isText ? `--data-raw ${quote(text)}` : '--data-binary @body']
        : []),
  ];
  return parts.join(' \\\n  ');
};
