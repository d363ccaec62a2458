import { redactMessage } from './redact.js';

/** Members of platform errors that are safe to show. */
const HARMLESS = new Set([
  'name',
  'message',
  'stack',
  'code',
  'errno',
  'syscall',
  'status',
  'address',
  'port',
  'hostname',
]);

/**
 * Makes the error of a store or a fetch safe to log. Clients attach what failed, and with it a session or a password: ioredis the command
 * with its arguments, axios the config with the body.
 *
 * @param secrets What was sent, which the message may contain.
 * @returns The error itself if it has only harmless members; else a copy of its name, message and code.
 */
export const safeError = (error: unknown, secrets: readonly string[] = [], depth = 4): unknown => {
  const { name, message, code, cause } = (error ?? {}) as Partial<Error & { code: unknown }>;
  const safeMessage = redactMessage(typeof message === 'string' ? message : String(error), secrets);
  const safeCause = cause === undefined || depth === 0 ? undefined : safeError(cause, secrets, depth - 1);
  const isHarmless =
    error instanceof Error &&
    safeMessage === message &&
    safeCause === cause &&
    Reflect.ownKeys(error).every((key) => key === 'cause' || (typeof key === 'string' && HARMLESS.has(key)));
  if (isHarmless) return error;
  // fetch reports a network failure as a TypeError.
  const Kind = error instanceof TypeError ? TypeError : Error;
  const copy = safeCause instanceof Error ? new Kind(safeMessage, { cause: safeCause }) : new Kind(safeMessage);
  if (typeof name === 'string') copy.name = name;
  return typeof code === 'string' || typeof code === 'number' ? Object.assign(copy, { code }) : copy;
};
