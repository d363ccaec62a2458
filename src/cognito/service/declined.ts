import { type CallError, CognitoError } from '../errors.js';

const THROTTLED = /Throttl|TooManyRequests|RequestLimitExceeded/;

/** What emulators call an operation that they do not have (AWS: UnknownOperationException). */
const UNKNOWN = /^(UnknownOperation|Unsupported(Operation)?|NotImplemented|InvalidAction)(Error|Exception)?$/;

/** Whether a service has refused to work now. It has done nothing. */
export const isThrottled = ({ status, code }: CallError): boolean => status === 429 || THROTTLED.test(code);

/** Whether the server has said that it does not know an operation: some by the error's type, some by the status. */
export const isUnknownOperation = (error: unknown): boolean =>
  error instanceof CognitoError && (UNKNOWN.test(error.code) || error.status === 404 || error.status === 501);
