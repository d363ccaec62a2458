/** A refusal, answered as HTTP 400 with the code as its type. */
export class PoolError extends Error {
  override readonly name = 'PoolError';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Cognito's word for a parameter that is missing or makes no sense. */
export const invalidParameter = (message: string): PoolError => new PoolError('InvalidParameterException', message);

/** Cognito's word for who is not let in, for whatever reason. */
export const notAuthorized = (message: string): PoolError => new PoolError('NotAuthorizedException', message);

/** Cognito's word for what is not there. */
export const notFound = (message: string): PoolError => new PoolError('ResourceNotFoundException', message);

/** The same for a wrong password, an unknown user, and a failed challenge. */
export const wrongPassword = (): PoolError => notAuthorized('Incorrect username or password.');
