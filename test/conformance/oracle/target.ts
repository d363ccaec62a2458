import { decodeStrictly } from './percent-encoding.js';
import { insist } from './refusal.js';

/** What a URL becomes on the wire: the Host header and the request line, in their decoded parts. */
export interface Target {
  readonly host: string;
  /** The decoded segments between the slashes of the path; `/a/` is `a` and an empty one. */
  readonly segments: readonly Uint8Array[];
  /** The decoded pairs of the query, as they come. */
  readonly query: readonly QueryParameter[];
}

export interface QueryParameter {
  readonly name: Uint8Array;
  readonly value: Uint8Array;
}

const DEFAULT_PORT: Readonly<Record<string, string>> = { http: '80', https: '443', ws: '80', wss: '443' };

const readHost = (scheme: string, authority: string): string => {
  insist(!authority.includes('@'), 'the URL has userinfo');
  const [, name = '', port] = /^(\[[\da-f:.]+\]|[a-z\d._-]+)(?::(\d+))?$/.exec(authority) ?? [];
  insist(name, `the authority ${JSON.stringify(authority)} is not a lower-case ASCII host`);
  // Clients leave the scheme's own port out of the Host header.
  return port === undefined || port === DEFAULT_PORT[scheme] ? name : `${name}:${port}`;
};

/** Takes a URL apart as it would leave, and refuses one that is not strictly RFC 3986-encoded. */
export const parseTarget = (url: string): Target => {
  const [, scheme = '', authority = '', path = '', query] =
    /^(https?|wss?):\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?$/.exec(url) ?? [];
  insist(scheme, `${JSON.stringify(url)} is not an absolute URL without a fragment`);
  insist(query !== '', 'the URL ends in a bare question mark');
  const segments = (path || '/').slice(1).split('/');
  return {
    host: readHost(scheme, authority),
    segments: segments.map((segment) => decodeStrictly(segment, 'the path')),
    query: (query?.split('&') ?? []).map((piece) => {
      const [name = '', value, ...rest] = piece.split('=');
      insist(value !== undefined, `the query has ${JSON.stringify(piece)}, without an equals sign`);
      insist(rest.length === 0, `the query has ${JSON.stringify(piece)}, with a raw equals sign in its value`);
      return { name: decodeStrictly(name, 'the query'), value: decodeStrictly(value, 'the query') };
    }),
  };
};
