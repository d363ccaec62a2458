import { redactMessage } from './core/redact.js';

/** What was signed, as `auth.sign` gives it. */
export interface SignedHere {
  readonly canonicalRequest: string;
  /** Tells a wrong region, service or date, too. */
  readonly stringToSign?: string | undefined;
}

/** Why a server computed another signature. Holds no token and no secret. */
export interface Explanation {
  /** What differs first, in the order of the canonical request. */
  readonly part: 'method' | 'path' | 'query' | 'header' | 'signed-headers' | 'payload' | 'scope' | 'secret';
  /** Which header or query parameter. */
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
const SECRET = /token|authorization|cookie|signature|credential|api-key/i;

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

/** A value that may be shown; of a secret one only that it differs. */
const show = (name: string, value: string | undefined): string => {
  if (value === undefined) return 'nothing';
  return SECRET.test(name) ? 'another value' : `'${redactMessage(value, [])}'`;
};

const compare = (name: string, here: string | undefined, there: string | undefined): string =>
  SECRET.test(name) ? 'the values differ' : `here it is ${show(name, here)}, at the server ${show(name, there)}`;

const pathCause = (here: string, there: string): string => {
  if (here.replaceAll('%25', '%') === there || there.replaceAll('%25', '%') === here) {
    return 'one side encodes it twice: S3 encodes paths once, all other services twice, so check service and normalizePath';
  }
  if (here.endsWith(there) || there.endsWith(here)) {
    return 'a proxy or a custom domain adds or removes the beginning of the path, such as a stage';
  }
  return 'a proxy changed the path, or it was normalised on the way';
};

const pairsOf = (query: string): string[][] => query.split('&').map((pair) => pair.split('='));

const explainQuery = (here: string, there: string): Explanation => {
  const [mine, theirs] = [pairsOf(here), pairsOf(there)];
  const names = [...new Set([...mine, ...theirs].map(([name = '']) => name))];
  const valuesOf = (pairs: string[][], name: string): string =>
    pairs
      .filter(([key]) => key === name)
      .map(([, value = '']) => value)
      .join(', ');
  const name = names.find((key) => valuesOf(mine, key) !== valuesOf(theirs, key)) ?? '';
  const has = (pairs: string[][]): string | undefined =>
    pairs.some(([key]) => key === name) ? valuesOf(pairs, name) : undefined;
  const cause =
    has(theirs) === undefined
      ? 'a proxy removed it'
      : has(mine) === undefined
        ? 'a proxy added it'
        : 'it was encoded anew on the way';
  return {
    part: 'query',
    name,
    sentence: `The query parameter ${name} differs: ${compare(name, has(mine), has(theirs))}; ${cause}.`,
  };
};

const headerCause = (name: string): string => {
  if (name === 'host') return 'a proxy or a custom domain changed the host, so sign for the host that the service sees';
  if (name === 'content-type') return 'the client or a proxy set it after it was signed';
  if (name === 'x-amz-date') return 'the answer is for another attempt';
  return 'a proxy changed it, so leave it out of signedHeaders or fix the proxy';
};

/** The scope of a string to sign: its third line. */
const scopeOf = (stringToSign: string | undefined): string => stringToSign?.split('\n')[2] ?? '';

/** The canonical request and the string to sign that a server says it expected; nothing where it does not say. */
export const readExpected = (answer: string): SignedHere | undefined => {
  // In JSON its line breaks are escaped, in XML S3 has elements of its own.
  const text = /^\s*[{[]/.test(answer) ? answer.replaceAll('\\n', '\n').replaceAll("\\'", "'") : answer;
  const canonicalRequest =
    /Canonical String for this request should have been\s*'([^']*)'/i.exec(text)?.[1] ??
    /<CanonicalRequest>([^<]*)<\/CanonicalRequest>/.exec(text)?.[1]?.replaceAll('&amp;', '&');
  if (canonicalRequest === undefined) return undefined;
  const stringToSign =
    /String-to-Sign should have been\s*'([^']*)'/i.exec(text)?.[1] ??
    /<StringToSign>([^<]*)<\/StringToSign>/.exec(text)?.[1];
  return { canonicalRequest, stringToSign };
};

/**
 * Says in one sentence why a server did not accept a signature, from the 403 in which it repeats what it expected (API
 * Gateway and S3 do).
 *
 * @param answer The body of the answer.
 * @param signed What was signed, as `auth.sign` gives it for the same request.
 * @returns `undefined` where the answer does not say what was expected
 */
export const explain = (answer: string, signed: SignedHere): Explanation | undefined => {
  const expected = readExpected(answer);
  if (!expected) return undefined;
  const [here, there] = [takeApart(signed.canonicalRequest), takeApart(expected.canonicalRequest)];
  if (here.method !== there.method) {
    return {
      part: 'method',
      sentence: `The method differs: here it is ${here.method}, at the server ${there.method}; a redirect or a proxy changed it.`,
    };
  }
  if (here.path !== there.path) {
    return {
      part: 'path',
      sentence: `The path differs: ${compare('path', here.path, there.path)}; ${pathCause(here.path, there.path)}.`,
    };
  }
  if (here.query !== there.query) return explainQuery(here.query, there.query);
  for (const name of new Set([...here.headers.keys(), ...there.headers.keys()])) {
    const [mine, theirs] = [here.headers.get(name), there.headers.get(name)];
    if (mine !== theirs) {
      const sentence = `The header ${name} differs: ${compare(name, mine, theirs)}; ${headerCause(name)}.`;
      return { part: 'header', name, sentence };
    }
  }
  if (here.signedHeaders !== there.signedHeaders) {
    return {
      part: 'signed-headers',
      sentence: 'The list of signed headers differs; a proxy changed the Authorization header.',
    };
  }
  if (here.payload !== there.payload) {
    const cause =
      there.payload === EMPTY_PAYLOAD
        ? 'the server got no body'
        : here.payload === EMPTY_PAYLOAD
          ? 'a body was sent that was not signed'
          : 'the body was encoded anew after it was signed';
    return { part: 'payload', sentence: `The hash of the body differs: ${cause}.` };
  }
  const [mine, theirs] = [scopeOf(signed.stringToSign), scopeOf(expected.stringToSign)];
  if (mine && theirs && mine !== theirs) {
    return {
      part: 'scope',
      sentence: `The scope differs: here it is ${mine}, at the server ${theirs}; check region, service and clock.`,
    };
  }
  return {
    part: 'secret',
    sentence:
      'Both sides signed the same request, so the secret differs: check that secretAccessKey belongs to the access key id and has no space or line break in it.',
  };
};
