/** What was seen of a call: texts by the path that names them. */
export type Seen = ReadonlyMap<string, string>;

const tagOf = (value: object): string => value.constructor?.name ?? 'Object';

/** Objects whose insides are not compared, by what stands for them. */
const opaque = (value: object): string | undefined => {
  if (value instanceof Uint8Array) return `${tagOf(value)} ${Buffer.from(value).toString('latin1')}`;
  if (value instanceof ArrayBuffer) return `ArrayBuffer ${Buffer.from(value).toString('latin1')}`;
  if (value instanceof Date) return value.toISOString();
  if ('pipe' in value || value instanceof ReadableStream) return 'a stream';
  if (value instanceof AbortSignal) return 'a signal';
  return value instanceof Blob || value instanceof FormData || 'throwIfRequested' in value ? tagOf(value) : undefined;
};

/** Names that differ from call to call whatever is done. */
const PASSING = /^(date|duration|stack|connection|keep-alive)$/i;

/** Every value of a nested object by its path, symbols and undefined included. */
export const flatten = (
  value: unknown,
  path: string,
  into = new Map<string, string>(),
  within: object[] = [],
): Seen => {
  if (typeof value !== 'object' || value === null) {
    into.set(path, typeof value === 'function' ? 'a function' : `${typeof value} ${String(value)}`);
    return into;
  }
  const text = within.includes(value) ? 'itself' : opaque(value);
  if (text !== undefined) {
    into.set(path, text);
    return into;
  }
  into.set(path, Array.isArray(value) ? 'an array' : 'an object');
  for (const key of Reflect.ownKeys(value)) {
    const enumerable = Object.getOwnPropertyDescriptor(value, key)?.enumerable;
    if (!enumerable || PASSING.test(String(key))) continue;
    flatten((value as Record<PropertyKey, unknown>)[key], `${path}.${String(key)}`, into, [...within, value]);
  }
  return into;
};

/** Where two calls differ, and what each showed there. */
export const differing = (plain: Seen, wrapped: Seen): Record<string, string> => {
  const found: Record<string, string> = {};
  for (const path of new Set([...plain.keys(), ...wrapped.keys()])) {
    const [one, other] = [plain.get(path), wrapped.get(path)];
    if (one !== other) found[path] = `${one} -> ${other}`;
  }
  return found;
};
