import { redactMessage } from '../../core/redact.js';

/** What an error of a platform has besides its message, and that may be shown. */
const HARMLESS = new Set(['name', 'message', 'stack', 'code', 'errno', 'syscall', 'status']);

/**
 * A store's error as an app may log it. Clients of stores put the command that failed into it, and so the session: ioredis with all
 * its arguments.
 *
 * @returns The error itself where it has nothing but a harmless message; else a copy of its name, message and code
 */
export const safeError = (error: unknown): unknown => {
  const { name, message, code } = (error ?? {}) as Partial<Error & { code: unknown }>;
  const shown = redactMessage(typeof message === 'string' ? message : String(error), []);
  const isHarmless =
    error instanceof Error &&
    shown === message &&
    error.cause === undefined &&
    Reflect.ownKeys(error).every((key) => typeof key === 'string' && HARMLESS.has(key));
  if (isHarmless) return error;
  const copy = new Error(shown);
  if (typeof name === 'string') copy.name = name;
  return typeof code === 'string' || typeof code === 'number' ? Object.assign(copy, { code }) : copy;
};
