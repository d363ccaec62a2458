import { AuthError } from './errors.js';

/**
 * A part of the library that few calls need. In a browser it is loaded when it is first needed; on every other platform, and with
 * `sigv4-interceptor/eager`, it is there from the start.
 */
export type Part<T> = () => T | Promise<T>;

const loadedParts = new Map<string, unknown>();

/** Makes parts available that are there from the start, by name. */
export const registerParts = (parts: Readonly<Record<string, () => unknown>>): void => {
  for (const [name, part] of Object.entries(parts)) loadedParts.set(name, part());
};

/**
 * Creates a {@link Part} that is loaded when it is first needed. What cannot be loaded is asked for again the next time.
 *
 * @param name The name that {@link registerParts} knows it by.
 * @throws AuthError `part-not-loaded`
 */
export const lazyPart =
  <T>(name: string, load: () => Promise<T>): Part<T> =>
  () =>
    (loadedParts.get(name) as T | undefined) ??
    load().then(
      (part) => {
        loadedParts.set(name, part);
        return part;
      },
      (cause) => {
        throw new AuthError(
          'part-not-loaded',
          `A part of sigv4-interceptor (${name}) could not be loaded: there is no network, a new release of the app removed its file, or ` +
            "the page's policy forbids it. Reload the page, or import 'sigv4-interceptor/eager', so that nothing is loaded later.",
          { cause },
        );
      },
    );
