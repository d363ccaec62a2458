/** A refusal: its code and text, and the record that the text was taken from. */
export interface Refusal<Values extends readonly string[]> {
  readonly code: string;
  readonly message: string | ((...values: Values) => string);
  /** AWS's documentation, a thread that quotes AWS's answer, or a test that ran at AWS. Undefined if none is known. */
  readonly source: string | undefined;
}

/** Creates a row of a table of refusals. */
export const row = <Values extends readonly string[] = []>(
  code: string,
  message: Refusal<Values>['message'],
  source?: string,
): Refusal<Values> => ({ code, message, source });

/** The values that the text of a row needs. */
export type ValuesOf<Row> = Row extends Refusal<infer Values> ? Values : never;

/** Returns the text of a row. */
export const textOf = <Values extends readonly string[]>({ message }: Refusal<Values>, values: Values): string =>
  typeof message === 'string' ? message : message(...values);

/** Codes that many rows share. */
export const PARAMETER = 'InvalidParameterException';
export const AUTHORIZED = 'NotAuthorizedException';
export const MISSING = 'ResourceNotFoundException';

/** A test of a public repository that compared the service's own answers. */
export const ALPHANAH = 'alphanah-backend AccountServiceUnitTest (assertions on the service itself)';
