/** A refusal, sent as HTTP 400 with the code as its type. */
export class PoolError extends Error {
  override readonly name = 'PoolError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Cognito's error for a parameter that is missing or invalid. */
export const invalidParameter = (message: string): PoolError => new PoolError('InvalidParameterException', message);

/** Cognito's error for a caller who is not authorized, for any reason. */
export const notAuthorized = (message: string): PoolError => new PoolError('NotAuthorizedException', message);

/** Cognito's error for something that does not exist. */
export const notFound = (message: string): PoolError => new PoolError('ResourceNotFoundException', message);

/** Cognito's error for a wrong password, an unknown user, and a failed challenge alike. */
export const wrongPassword = (): PoolError => notAuthorized('Incorrect username or password.');
