import { withTimeout } from './answer.js';
import { AuthError } from './errors.js';

/**
 * A part of the library that few calls need. In a browser it is loaded when it is first needed; on every other platform, and with
 * `sigv4-interceptor/eager`, it is there from the start.
 */
export type Part<T> = () => T | Promise<T>;

/** How long a part may take to load, in milliseconds: a server that never answers must not hold a call for ever. */
export const LOAD_TIMEOUT = 30_000;

const loadedParts = new Map<string, unknown>();

/** Makes parts available that are there from the start, by name. */
export const registerParts = (parts: Readonly<Record<string, () => unknown>>): void => {
  for (const [name, part] of Object.entries(parts)) loadedParts.set(name, part());
};

const loadPart = async <T>(name: string, load: () => Promise<T>): Promise<T> => {
  let cause: unknown;
  // Async, because webpack's import() may throw at once.
  const loading = async (): Promise<T> => {
    const part = await load();
    if (part) loadedParts.set(name, part);
    return part;
  };
  const pending = loading().catch((error: unknown) => {
    cause = error;
    return undefined;
  });
  const part = await withTimeout(pending, undefined, LOAD_TIMEOUT);
  // Also nothing: what Vite makes of a failed import() if the app has cancelled its event `vite:preloadError`.
  if (part) return part;
  throw new AuthError(
    'part-not-loaded',
    `The part '${name}' could not be loaded: no network, a new release of the app, or the page's CSP. ` +
      "Reload the page, or import 'sigv4-interceptor/eager'.",
    { cause },
  );
};

/**
 * Creates a {@link Part} that is loaded when it is first needed, once for all who need it at the time. What could not be loaded is asked
 * for again the next time (Firefox then repeats the failure without asking the server).
 *
 * @param name The name that {@link registerParts} knows it by.
 * @throws AuthError `part-not-loaded`, after {@link LOAD_TIMEOUT} at the latest
 */
export const lazyPart = <T>(name: string, load: () => Promise<T>): Part<T> => {
  let pending: Promise<T> | undefined;
  return () => {
    const part = loadedParts.get(name) as T | undefined;
    if (part) return part;
    pending ??= loadPart(name, load).finally(() => {
      pending = undefined;
    });
    return pending;
  };
};

const missingParts = new WeakSet<Part<unknown>>();

/**
 * Gets a part that a call can do without: `undefined` if it cannot be loaded. It is tried once, because a failure is not for the
 * library alone to see: Vite tells the app of each one, and the app may reload the page.
 */
export const ifAvailable = <T>(part: Part<T>): T | Promise<T | undefined> | undefined => {
  if (missingParts.has(part)) return undefined;
  const loaded = part();
  if (!('then' in (loaded as object))) return loaded;
  return (loaded as Promise<T>).catch(() => {
    missingParts.add(part);
    return undefined;
  });
};
