/** A refusal, sent as HTTP 400 with the code as its type. Its text is a row of `REFUSALS`. */
export class PoolError extends Error {
  override readonly name = 'PoolError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
