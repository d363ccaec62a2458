import { holdsSecretOf } from './redact.js';

/**
 * Takes secrets out of the error of a failed send, in place: a broken server may have sent back the request, and platforms put the
 * bytes that they could not read into the error or its cause (`data` of undici, `rawPacket` of Node's http).
 *
 * @param secrets What authenticated the call.
 */
export const redactError = (error: unknown, secrets: readonly string[], depth = 4): void => {
  if (!depth || !(error instanceof Error)) return;
  for (const name of Object.getOwnPropertyNames(error)) {
    const value: unknown = Object.getOwnPropertyDescriptor(error, name)?.value;
    const text = ArrayBuffer.isView(value) ? new TextDecoder('latin1').decode(value) : value;
    if (typeof text === 'string' && holdsSecretOf(text, secrets)) {
      Reflect.set(error, name, '[redacted]');
      // It begins with the message, and some platforms make it a getter.
      if (name === 'message') error.stack = '[redacted]';
    }
    redactError(value, secrets, depth - 1);
  }
};
