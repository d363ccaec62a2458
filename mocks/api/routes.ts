import { uriDecode } from '../verifier/encoding.js';

/**
 * A route in API Gateway's syntax: `'GET /items/{id}'`, `'ANY /files/{key+}'`, `'/items'` (any method), `'$default'`.
 */
export interface Route {
  /** Returns the route's parameters, decoded. Undefined if it does not match. */
  match(method: string, path: string): Readonly<Record<string, string>> | undefined;
  /** The sort key: more specific routes come first. */
  readonly rank: string;
}

type Segment =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'parameter' | 'greedy'; readonly name: string };

const RANKS = { literal: '0', parameter: '1', greedy: '2' } as const;
const DEFAULT: Route = { match: () => ({}), rank: '9' };

const decode = (text: string): string => new TextDecoder().decode(uriDecode(text));

const parseSegment = (text: string): Segment => {
  const [, name, plus] = /^\{([\w.-]+)(\+?)\}$/.exec(text) ?? [];
  return name === undefined ? { kind: 'literal', text: decode(text) } : { kind: plus ? 'greedy' : 'parameter', name };
};

/**
 * Parses a route.
 *
 * @param option The option or parameter that holds the route, for the message.
 * @throws TypeError for an invalid route
 */
export const parseRoute = (route: string, option: string): Route => {
  if (route === '$default') return DEFAULT;
  const [, method = 'ANY', path] = (typeof route === 'string' && /^(?:([A-Z]+)\s+)?(\/\S*)$/.exec(route.trim())) || [];
  if (path === undefined) {
    throw new TypeError(
      `${option}: expected 'GET /items/{id}', 'ANY /{proxy+}', '/items' or '$default', not '${route}'.`,
    );
  }
  const segments = path.slice(1).split('/').map(parseSegment);
  if (segments.slice(0, -1).some(({ kind }) => kind === 'greedy')) {
    throw new TypeError(`${option}: '{name+}' matches the rest of a path, so it must come last, unlike in '${route}'.`);
  }
  return {
    rank: segments.map(({ kind }) => RANKS[kind]).join('') + (method === 'ANY' ? '1' : '0'),
    match: (actualMethod, actualPath) =>
      method === 'ANY' || method === actualMethod ? matchSegments(segments, actualPath) : undefined,
  };
};

const matchSegments = (segments: readonly Segment[], path: string): Record<string, string> | undefined => {
  const actual = path.replace(/^\//, '').split('/');
  const values: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const text = actual[index];
    if (text === undefined) return undefined;
    if (segment.kind === 'greedy') {
      // API Gateway's `{proxy+}` matches at least one segment.
      const rest = actual.slice(index).join('/');
      return rest === '' ? undefined : { ...values, [segment.name]: decode(rest) };
    }
    if (segment.kind === 'literal' && segment.text !== decode(text)) return undefined;
    if (segment.kind === 'parameter') {
      if (text === '') return undefined;
      values[segment.name] = decode(text);
    }
  }
  return actual.length === segments.length ? values : undefined;
};
