/** What the value of an option may be, as data: values are checked by it, and the JSON schema is made from it. */
export type ShapeData =
  /** Any string. `nonEmpty` ones hold at least a character. */
  | { readonly kind: 'text'; readonly nonEmpty: boolean }
  | { readonly kind: 'flag' }
  | { readonly kind: 'number' }
  /** See `Duration`. */
  | { readonly kind: 'duration' }
  | { readonly kind: 'function' }
  | { readonly kind: 'json' }
  | { readonly kind: 'choice'; readonly values: readonly string[] }
  | { readonly kind: 'list'; readonly item: ShapeData }
  /** An object with any names. */
  | { readonly kind: 'map'; readonly value: ShapeData }
  /** An object with these names. `type` is the interface that it describes. */
  | { readonly kind: 'object'; readonly type: string; readonly fields: Readonly<Record<string, FieldData>> }
  | { readonly kind: 'either'; readonly shapes: readonly ShapeData[] };

/** A shape, and whether the option has to be there. */
export type FieldData = ShapeData & { readonly required?: boolean };

/**
 * The shape of a type. `describes` never exists: it makes the compiler compare the types in both directions, so that a shape with
 * a value too few, or one too many, is an error.
 */
export type Shape<T> = ShapeData & { readonly describes?: (value: T) => T };

/** The fields of an interface: all of its names, and which of them are required. */
export type Fields<O> = {
  readonly [K in keyof O]-?: Record<never, never> extends Pick<O, K>
    ? Shape<Exclude<O[K], undefined>> & { readonly required?: never }
    : Shape<O[K]> & { readonly required: true };
};

export const text: Shape<string> = { kind: 'text', nonEmpty: true };
export const anyText: Shape<string> = { kind: 'text', nonEmpty: false };
export const flag: Shape<boolean> = { kind: 'flag' };
export const number: Shape<number> = { kind: 'number' };
/** A `Duration`. */
export const duration: Shape<number | string> = { kind: 'duration' };

/** A function. JSON cannot hold one. */
export const callback = <F>(): Shape<F> => ({ kind: 'function' });

/** Any JSON value. */
export const json = <J>(): Shape<J> => ({ kind: 'json' });

/** One of these texts. Each is written out as a name, so that the compiler asks for a new one. */
export const choice = <V extends string>(values: Readonly<Record<V, 0>>): Shape<V> => ({
  kind: 'choice',
  values: Object.keys(values),
});

export const list = <T>(item: Shape<T>): Shape<readonly T[]> => ({ kind: 'list', item });

export const map = <T>(value: Shape<T>): Shape<Readonly<Record<string, T>>> => ({ kind: 'map', value });

export const either = <A, B>(one: Shape<A>, other: Shape<B>): Shape<A | B> => ({
  kind: 'either',
  shapes: [one, other],
});

/** @param type The name of the interface, under which the JSON schema describes it. */
export const object = <O extends object>(type: string, fields: Fields<O>): Shape<O> => ({
  kind: 'object',
  type,
  fields,
});

/** An object that may have any of these names, with values of one shape. */
export const some = <V extends string, T>(
  type: string,
  names: Readonly<Record<V, 0>>,
  value: Shape<T>,
): Shape<Readonly<Partial<Record<V, T>>>> => ({
  kind: 'object',
  type,
  fields: Object.fromEntries(Object.keys(names).map((name) => [name, value])),
});

/** Marks an option that has to be there. */
export const required = <T>(shape: Shape<T>): Shape<T> & { readonly required: true } => ({ ...shape, required: true });
