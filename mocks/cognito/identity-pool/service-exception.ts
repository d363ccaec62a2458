/** A refusal by an AWS service. The endpoint converts it to a response in the service's protocol. */
export class ServiceException extends Error {
  /** The error's name on the wire, such as `NotAuthorizedException`. */
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = 'ServiceException';
    this.code = code;
    this.status = status;
  }
}

export const notAuthorized = (message: string): ServiceException =>
  new ServiceException('NotAuthorizedException', message);

export const notFound = (message: string): ServiceException =>
  new ServiceException('ResourceNotFoundException', message);

/** Returns the error that all services return for a parameter that violates their model. */
export const invalid = (name: string, value: unknown, constraint: string): ServiceException => {
  const shown = typeof value === 'string' ? `'${value}'` : 'null';
  return new ServiceException(
    'ValidationException',
    `1 validation error detected: Value ${shown} at '${name}' failed to satisfy constraint: Member must ${constraint}`,
  );
};
