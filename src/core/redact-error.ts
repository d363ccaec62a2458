import { containsAnySecret } from './redact.js';

/**
 * Redacts the error of a failed send in place: a broken server may echo the request, and platforms attach bytes that they cannot parse to
 * the error or its cause (`data` of undici, `rawPacket` of Node's http).
 *
 * @param secrets The secrets that authenticated the call.
 */
export const redactError = (error: unknown, secrets: readonly string[], depth = 4): void => {
  if (!depth || !(error instanceof Error)) return;
  for (const name of Object.getOwnPropertyNames(error)) {
    const value: unknown = Object.getOwnPropertyDescriptor(error, name)?.value;
    const text = ArrayBuffer.isView(value) ? new TextDecoder('latin1').decode(value) : value;
    if (typeof text === 'string' && containsAnySecret(text, secrets)) {
      Reflect.set(error, name, '[redacted]');
      // The stack begins with the message; on some platforms it is a getter.
      if (name === 'message') error.stack = '[redacted]';
    }
    redactError(value, secrets, depth - 1);
  }
};
