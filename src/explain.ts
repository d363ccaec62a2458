// Loaded only when a signature was refused, so it imports only what every app has loaded by then.
import { redactJwts } from './core/redact-jwts.js';
import { unescapeJson } from './core/unescape-json.js';

/** What was signed, as `auth.sign` returns it. */
export interface SignedHere {
  readonly canonicalRequest: string;
  /** Shows a wrong region, service or date. */
  readonly stringToSign?: string | undefined;
}

/** Why a server rejected a signature. Contains no token and no secret. */
export interface Explanation {
  /**
   * The first difference, in the order of the canonical request. `route`: nothing differs, but nothing exists at this path; `authorization`: the
   * header did not arrive as it was sent.
   */
  readonly part:
    | 'method'
    | 'path'
    | 'query'
    | 'header'
    | 'signed-headers'
    | 'payload'
    | 'scope'
    | 'secret'
    | 'route'
    | 'authorization';
  /** The header, query parameter or path segment. */
  readonly name?: string;
  /** One sentence: what differs, and the likely cause. */
  readonly sentence: string;
}

/** A canonical request, taken apart (IAM User Guide, "Create a signed AWS API request"). */
interface Parts {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly signedHeaders: string;
  readonly payload: string;
}

const EMPTY_PAYLOAD = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const SECRET = /token|authorization|cookie|signature|credential|api-?key|password|secret|session/i;
const MAX_SHOWN = 100;

const takeApart = (canonicalRequest: string): Parts => {
  const lines = canonicalRequest.replace(/\r\n/g, '\n').split('\n');
  const [method = '', path = '', query = ''] = lines;
  const payload = lines.at(-1) ?? '';
  const signedHeaders = lines.at(-2) ?? '';
  const pairs = lines.slice(3, -2).flatMap((line): [string, string][] => {
    const [, name, value] = /^([^:]+):(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, value ?? '']];
  });
  return { method, path, query, headers: new Map(pairs), signedHeaders, payload };
};

const quote = (value: string | undefined): string => {
  if (value === undefined) return 'nothing';
  const shown = redactJwts(value);
  return `'${shown.length > MAX_SHOWN ? `${shown.slice(0, MAX_SHOWN)}…` : shown}'`;
};

/** Describes both values; for a possible secret, says only that they differ. */
const compare = (name: string, here: string | undefined, there: string | undefined): string => {
  if (!SECRET.test(name)) return `here it is ${quote(here)}, at the server ${quote(there)}`;
  if (here === undefined || there === undefined) return `it is ${here === undefined ? 'not signed here' : 'gone'}`;
  return 'the values differ';
};

const explainPath = (here: string, there: string): Explanation => {
  const [mine, theirs] = [here.split('/'), there.split('/')];
  const index = mine.findIndex((segment, at) => segment !== theirs[at]);
  const twice = here.replaceAll('%25', '%') === there || there.replaceAll('%25', '%') === here;
  const shifted = here.endsWith(there) || there.endsWith(here);
  // If only one segment differs, showing it is clearer than showing two long paths.
  const single =
    !twice && mine.length === theirs.length && mine.slice(index + 1).join() === theirs.slice(index + 1).join();
  const cause = twice
    ? 'one side encodes it twice: S3 encodes paths once, all other services twice, so check service and normalizePath'
    : shifted
      ? 'a proxy or a custom domain adds or removes the beginning of the path, such as a stage'
      : 'a proxy changed the path, or it was normalised in transit';
  const name = mine[index] ?? '';
  return single
    ? {
        part: 'path',
        name,
        sentence: `The path segment ${index} differs: ${compare('', name, theirs[index])}; ${cause}.`,
      }
    : { part: 'path', sentence: `The path differs: ${compare('', here, there)}; ${cause}.` };
};

/** Returns the values of each parameter, joined, because their order matters, too. */
const valuesByName = (query: string): ReadonlyMap<string, string> => {
  const values = new Map<string, string>();
  for (const pair of query.split('&').filter(Boolean)) {
    const [name = '', value = ''] = pair.split('=');
    values.set(name, values.has(name) ? `${values.get(name)}, ${value}` : value);
  }
  return values;
};

const explainQuery = (here: string, there: string): Explanation => {
  const [mine, theirs] = [valuesByName(here), valuesByName(there)];
  const name = [...mine.keys(), ...theirs.keys()].find((key) => mine.get(key) !== theirs.get(key)) ?? '';
  const [value, other] = [mine.get(name), theirs.get(name)];
  const cause =
    other === undefined
      ? 'a proxy removed it'
      : value === undefined
        ? 'a proxy added it'
        : 'it was re-encoded in transit';
  const sentence = `The query parameter ${name} differs: ${compare(name, value, other)}; ${cause}.`;
  return { part: 'query', name, sentence };
};

const headerCause = (name: string): string => {
  if (name === 'host') return 'a proxy or a custom domain changed the host, so sign for the host that the service sees';
  if (name === 'content-type') return 'the client or a proxy set it after it was signed';
  if (name === 'x-amz-date') return 'the response belongs to another attempt';
  return 'a proxy changed it, so leave it out of signedHeaders or fix the proxy';
};

const explainHeader = (name: string, here: string | undefined, there: string | undefined): Explanation => ({
  part: 'header',
  name,
  sentence: `The header ${name} differs: ${compare(name, here, there)}; ${headerCause(name)}.`,
});

const explainPayload = (here: string, there: string): Explanation => {
  const cause =
    there === EMPTY_PAYLOAD
      ? 'the server got no body'
      : here === EMPTY_PAYLOAD
        ? 'a body was sent that was not signed'
        : 'the body was re-encoded after it was signed';
  return { part: 'payload', sentence: `The hash of the body differs: ${cause}.` };
};

/** Returns the scope of a string to sign: its third line. */
const scopeOf = (stringToSign: string | undefined): string => stringToSign?.split('\n')[2] ?? '';

/** Compares the server's and the client's view of a request, part by part. */
const explainMismatch = (signed: SignedHere, expected: SignedHere): Explanation => {
  const [here, there] = [takeApart(signed.canonicalRequest), takeApart(expected.canonicalRequest)];
  if (here.method !== there.method) {
    const sentence = `The method differs: here it is ${here.method}, at the server ${there.method}; a redirect or a proxy changed it.`;
    return { part: 'method', sentence };
  }
  if (here.path !== there.path) return explainPath(here.path, there.path);
  if (here.query !== there.query) return explainQuery(here.query, there.query);
  for (const name of new Set([...here.headers.keys(), ...there.headers.keys()])) {
    const [value, other] = [here.headers.get(name), there.headers.get(name)];
    if (value !== other) return explainHeader(name, value, other);
  }
  if (here.signedHeaders !== there.signedHeaders) {
    const sentence = 'The list of signed headers differs; a proxy changed the Authorization header.';
    return { part: 'signed-headers', sentence };
  }
  if (here.payload !== there.payload) return explainPayload(here.payload, there.payload);
  const [mine, theirs] = [scopeOf(signed.stringToSign), scopeOf(expected.stringToSign)];
  if (mine && theirs && mine !== theirs) {
    const sentence = `The scope differs: here it is ${mine}, at the server ${theirs}; check region, service and clock.`;
    return { part: 'scope', sentence };
  }
  return {
    part: 'secret',
    sentence:
      'Both sides signed the same request, so the secret differs: check that secretAccessKey belongs to the access key id and has no space or line break in it.',
  };
};

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Returns a response's text without JSON or XML escapes. */
const plain = (answer: string): string =>
  /^\s*[{[]/.test(answer)
    ? unescapeJson(answer)
    : answer.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) =>
        name ? (ENTITIES[name] ?? whole) : String.fromCharCode(Number.parseInt(hex ?? decimal, hex ? 16 : 10)),
      );

/** Returns the content of an XML element. */
const elementOf = (text: string, name: string): string | undefined => {
  const start = text.indexOf(`<${name}>`) + name.length + 2;
  const end = text.indexOf(`</${name}>`, start);
  return start > name.length + 1 && end >= 0 ? text.slice(start, end) : undefined;
};

const find = (text: string, ...patterns: readonly RegExp[]): string | undefined => {
  for (const pattern of patterns) {
    const found = pattern.exec(text)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
};

/** Returns the canonical request and the string to sign that a server says it expected, if it does. */
const readExpected = (text: string): SignedHere | undefined => {
  const canonicalRequest =
    find(text, /Canonical String for this request should have been\s*'([^']*)'/i) ??
    elementOf(text, 'CanonicalRequest');
  if (canonicalRequest === undefined) return undefined;
  const stringToSign = find(text, /String-to-Sign should have been\s*'([^']*)'/i) ?? elementOf(text, 'StringToSign');
  return { canonicalRequest, stringToSign };
};

/** Explains a wrong scope, which a server names in words or as S3's `<Region>`. */
const explainScope = (text: string, { stringToSign }: SignedHere): Explanation | undefined => {
  const complaint = /Credential should be scoped/.test(text);
  const service = find(text, /scoped to (?:the )?correct service: '([\w-]+)'/);
  const region = find(
    text,
    /<Region>([\w-]+)<\/Region>/,
    /expecting '([\w-]+)'/,
    /scoped to a valid region: '([\w-]+)'/,
  );
  if (!complaint && !region) return undefined;
  const wanted = [
    region ? `region '${region}'` : /valid region/.test(text) && 'another region',
    service && `service '${service}'`,
  ].filter(Boolean);
  const scope = scopeOf(stringToSign);
  const sentence = `It was signed ${scope ? `for ${scope}` : 'for another scope'}, and the server expects ${wanted.join(' and ') || 'another one'}; set region and service.`;
  return { part: 'scope', sentence };
};

/**
 * Explains in one sentence why a server rejected a signature, from its response: API Gateway, AppSync, S3 and others include what they expected if
 * a signature does not match, and name a wrong scope.
 *
 * @example
 * const signed = await auth.sign(request);
 * console.error(explain(await response.text(), signed)?.sentence);
 * @param answer The body of the response.
 * @param signed What was signed, as `auth.sign` returns it for the same request.
 * @returns `undefined` if the response does not say enough.
 */
export const explain = (answer: string, signed: SignedHere): Explanation | undefined => {
  const text = plain(answer);
  const expected = readExpected(text);
  if (expected) return explainMismatch(signed, expected);
  const computed = find(text, /<S3ComputedContentSHA256>([\da-f]+)</);
  if (computed) return explainPayload(find(text, /<ClientComputedContentSHA256>([\da-f]+)</) ?? '', computed);
  if (/Missing Authentication Token/.test(text)) {
    const { method, path } = takeApart(signed.canonicalRequest);
    const sentence = `It was signed, and API Gateway has no route for ${method} ${quote(path)}; check stage, path and method.`;
    return { part: 'route', sentence };
  }
  if (/missing equal-sign|requires '(Credential|SignedHeaders|Signature)' parameter/.test(text)) {
    const sentence =
      'The Authorization header did not arrive as it was sent; a proxy or another interceptor replaced it.';
    return { part: 'authorization', sentence };
  }
  return explainScope(text, signed);
};
