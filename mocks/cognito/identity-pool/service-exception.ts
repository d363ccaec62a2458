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
