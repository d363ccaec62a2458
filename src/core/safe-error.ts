import { redactMessage } from './redact.js';

/** What an error of a platform has besides its message, and that may be shown. */
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
 * The error of a store, or of a fetch, as an app may log it. Their clients put what failed into it, and so the session or a password:
 * ioredis the command with all its arguments, axios the config with the body.
 *
 * @param secrets What was sent, which its message may hold.
 * @returns The error itself where it has nothing but harmless messages; else a copy of its name, message and code
 */
export const safeError = (error: unknown, secrets: readonly string[] = [], depth = 4): unknown => {
  const { name, message, code, cause } = (error ?? {}) as Partial<Error & { code: unknown }>;
  const shown = redactMessage(typeof message === 'string' ? message : String(error), secrets);
  const inner = cause === undefined || depth === 0 ? undefined : safeError(cause, secrets, depth - 1);
  const isHarmless =
    error instanceof Error &&
    shown === message &&
    inner === cause &&
    Reflect.ownKeys(error).every((key) => key === 'cause' || (typeof key === 'string' && HARMLESS.has(key)));
  if (isHarmless) return error;
  // By its kind fetch tells that the network failed.
  const Kind = error instanceof TypeError ? TypeError : Error;
  const copy = inner instanceof Error ? new Kind(shown, { cause: inner }) : new Kind(shown);
  if (typeof name === 'string') copy.name = name;
  return typeof code === 'string' || typeof code === 'number' ? Object.assign(copy, { code }) : copy;
};
