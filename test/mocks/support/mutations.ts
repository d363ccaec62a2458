import type { ArrivedRequest } from '../../../mocks/verifier/types.js';
import type { Random } from '../../sigv4/support/random.js';

/** A request that was changed after it was signed. Undefined if it has nothing of that kind to change. */
export type Mutation = (request: ArrivedRequest, random: Random) => ArrivedRequest | undefined;

const printable = (code: number): boolean => code >= 0x21 && code <= 0x7e;
/** What HTTP allows in a header's value: white space, printable characters, and bytes beyond ASCII. */
const inHeader = (code: number): boolean => code === 0x20 || printable(code) || (code >= 0x80 && code <= 0xff);

/** Flips one bit of a text, so that the text can still be sent. */
const flip = (text: string, random: Random, allowed: (code: number) => boolean = printable): string | undefined => {
  const places = Array.from(text, (character, at) => [at, character.charCodeAt(0)] as const).flatMap(([at, code]) =>
    Array.from({ length: 8 }, (_, bit) => [at, code ^ (1 << bit)] as const).filter(([, flipped]) => allowed(flipped)),
  );
  if (places.length === 0) return undefined;
  const [at, code] = random.pick(places);
  return text.slice(0, at) + String.fromCharCode(code) + text.slice(at + 1);
};

const splitTarget = (target: string): [path: string, query: string] => {
  const mark = target.indexOf('?');
  return mark < 0 ? [target, ''] : [target.slice(0, mark), target.slice(mark + 1)];
};

const withQuery = (request: ArrivedRequest, pairs: readonly string[]): ArrivedRequest => {
  const [path] = splitTarget(request.target);
  return { ...request, target: pairs.length ? `${path}?${pairs.join('&')}` : path };
};

const pairsOf = ({ target }: ArrivedRequest): string[] => splitTarget(target)[1].split('&').filter(Boolean);

const signedNames = ({ headers, target }: ArrivedRequest): string[] => {
  const text = `${headers.find(([name]) => /^authorization$/i.test(name))?.[1]} ${decodeURIComponent(target)}`;
  return /SignedHeaders=([^,&\s]+)/.exec(text)?.[1]?.split(';') ?? [];
};

const editHeader = (
  request: ArrivedRequest,
  index: number,
  edit: (header: readonly [string, string]) => readonly (readonly [string, string])[],
): ArrivedRequest => ({
  ...request,
  headers: request.headers.flatMap((header, at) => (at === index ? edit(header) : [header])),
});

/** The indexes of the signed headers, or of those with a name. */
const indexesOf = (request: ArrivedRequest, wanted = (name: string) => signedNames(request).includes(name)): number[] =>
  request.headers.flatMap(([name], index) => (wanted(name.toLowerCase()) ? [index] : []));

const flipHeader =
  (wanted?: (name: string) => boolean): Mutation =>
  (request, random) => {
    const indexes = indexesOf(request, wanted).filter((index) => request.headers[index]?.[1]);
    if (indexes.length === 0) return undefined;
    const index = random.pick(indexes);
    const value = flip(request.headers[index]![1], random, inHeader);
    return value === undefined ? undefined : editHeader(request, index, ([name]) => [[name, value]]);
  };

/** What may happen to a request in transit: a flipped bit in any signed part, or a larger change. */
export const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'a bit of the method': (request, random) => {
    const method = flip(request.method, random, (code) => /[A-Za-z]/.test(String.fromCharCode(code)));
    return method === undefined ? undefined : { ...request, method };
  },
  'a bit of the path': (request, random) => {
    const [path] = splitTarget(request.target);
    // A `?` would begin a query, and a `#` cannot be in a request line.
    const flipped = flip(path.slice(1), random, (code) => printable(code) && code !== 0x3f && code !== 0x23);
    return flipped === undefined
      ? undefined
      : { ...request, target: `/${flipped}${request.target.slice(path.length)}` };
  },
  'a bit of the query': (request, random) => {
    const [path, query] = splitTarget(request.target);
    const flipped = flip(query, random, (code) => printable(code) && code !== 0x23);
    return flipped === undefined ? undefined : { ...request, target: `${path}?${flipped}` };
  },
  'a bit of a signed header': flipHeader(),
  'a bit of the host': flipHeader((name) => name === 'host'),
  'a bit of the Authorization': flipHeader((name) => name === 'authorization'),
  'a bit of the session token': flipHeader((name) => name === 'x-amz-security-token'),
  'a bit of the name of a signed header': (request, random) => {
    const indexes = indexesOf(request).filter((index) => request.headers[index]![0] !== 'host');
    if (indexes.length === 0) return undefined;
    const index = random.pick(indexes);
    const name = flip(request.headers[index]![0], random, (code) => /[\w-]/.test(String.fromCharCode(code)));
    return name === undefined ? undefined : editHeader(request, index, ([, value]) => [[name, value]]);
  },
  'a bit of the body': (request, random) => {
    if (request.body.length === 0) return undefined;
    const body = Uint8Array.from(request.body);
    const at = random.below(body.length);
    body[at]! ^= 1 << random.below(8);
    return { ...request, body };
  },
  'a byte more in the body': (request) => ({ ...request, body: Uint8Array.from([...request.body, 0x0a]) }),
  'a parameter more': (request) => withQuery(request, [...pairsOf(request), 'utm_source=proxy']),
  'a parameter less': (request, random) => {
    const pairs = pairsOf(request);
    if (pairs.length === 0) return undefined;
    pairs.splice(random.below(pairs.length), 1);
    return withQuery(request, pairs);
  },
  'the parameters in another order': (request) => withQuery(request, pairsOf(request).reverse()),
  'a path segment more': (request) => ({ ...request, target: request.target.replace('/', '/stage/') }),
  'a dot segment more': (request) => ({ ...request, target: request.target.replace('/', '/./') }),
  'a slash more': (request) => ({ ...request, target: request.target.replace('/', '//') }),
  'lower-case percent-encoding': (request) => ({
    ...request,
    target: request.target.replace(/%[\dA-F]{2}/g, (encoded) => encoded.toLowerCase()),
  }),
  'a signed header less': (request, random) => {
    const indexes = indexesOf(request);
    return indexes.length === 0 ? undefined : editHeader(request, random.pick(indexes), () => []);
  },
  'a signed header twice': (request, random) => {
    const indexes = indexesOf(request).filter((index) => request.headers[index]![0] !== 'host');
    return indexes.length === 0 ? undefined : editHeader(request, random.pick(indexes), (header) => [header, header]);
  },
  'white space around a signed header': (request, random) => {
    const indexes = indexesOf(request).filter((index) => request.headers[index]![0] !== 'host');
    if (indexes.length === 0) return undefined;
    return editHeader(request, random.pick(indexes), ([name, value]) => [[name, `  ${value}\t`]]);
  },
  'an x-amz- header that is not signed': (request) => ({
    ...request,
    headers: [...request.headers, ['x-amz-injected', 'a']],
  }),
  'another header that is not signed': (request) => ({
    ...request,
    headers: [...request.headers, ['via', '1.1 proxy']],
  }),
};
