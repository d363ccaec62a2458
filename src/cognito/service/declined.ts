import { isThrottledName } from '../../core/retry.js';
import { type CallError, CognitoError } from '../errors.js';

/** The error types of emulators for an unknown operation (AWS: UnknownOperationException). */
const UNKNOWN = /^(UnknownOperation|Unsupported(Operation)?|NotImplemented|InvalidAction)(Error|Exception)?$/;

/** Whether a service throttled a call, and therefore did not perform it. */
export const isThrottled = ({ status, code }: CallError): boolean => status === 429 || isThrottledName(code);

/** Whether the server does not know an operation. Some servers show that by the error's type, some by the status. */
export const isUnknownOperation = (error: unknown): boolean =>
  error instanceof CognitoError && (UNKNOWN.test(error.code) || error.status === 404 || error.status === 501);
