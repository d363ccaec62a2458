import { flatten, type Seen } from '../compare.js';
import type { World } from './world.js';

/** What of an error its caller can see. */
export const ofError = (error: unknown, depth = 0): unknown => {
  if (typeof error !== 'object' || error === null) return { value: String(error) };
  const { name, message, code, cause } = error as Error & { code?: unknown };
  return {
    class: error.constructor.name,
    name,
    message,
    code,
    isError: error instanceof Error,
    ...(cause !== undefined && depth < 3 && { cause: ofError(cause, depth + 1) }),
  };
};

const VOLATILE = /^(date|keep-alive|connection)$/;

/** What of a response its caller can see, its body included. */
export const ofResponse = async (response: Response, read = true): Promise<unknown> => {
  const parts = ({ status, statusText, ok, url, redirected, type, bodyUsed }: Response) => ({
    status,
    statusText,
    ok,
    url,
    redirected,
    type,
    bodyUsed,
  });
  const before = {
    ...parts(response),
    class: response.constructor.name,
    tag: Object.prototype.toString.call(response),
    keys: Object.keys(response),
    headers: [...response.headers].filter(([name]) => !VOLATILE.test(name)),
    hasBody: response.body !== null,
  };
  if (!read) {
    const body = response.body as (ReadableStream & { destroy?(): void }) | null;
    if (body?.destroy) body.destroy();
    else await body?.cancel();
    return before;
  }
  const clone = response.clone();
  const cloneAgain = clone.clone();
  const [text, bytes, again] = await Promise.allSettled([response.text(), clone.arrayBuffer(), cloneAgain.text()]);
  const outcome = <T>(settled: PromiseSettledResult<T>, show: (value: T) => unknown) =>
    settled.status === 'fulfilled' ? show(settled.value) : ofError(settled.reason);
  return {
    ...before,
    text: outcome(text, String),
    clone: { ...parts(clone), class: clone.constructor.name, bytes: outcome(bytes, ({ byteLength }) => byteLength) },
    cloneAgain: { ...parts(cloneAgain), text: outcome(again, String) },
    usedAfter: response.bodyUsed,
  };
};

const isResponse = (value: unknown): value is Response =>
  typeof value === 'object' && value !== null && 'headers' in value && 'redirected' in value && 'clone' in value;

/** What is not the same from call to call: ports. */
const normalise = (text: string, { home, away }: World): string => {
  let result = text;
  for (const [origin, name] of [
    [home, 'http://home'],
    [away, 'http://away'],
  ] as const) {
    let [from, to]: [string, string] = [origin, name];
    // As it is, and as it is inside of one query or two.
    for (let depth = 0; depth < 3; depth++) {
      result = result.replaceAll(from, to);
      [from, to] = [encodeURIComponent(from), encodeURIComponent(to)];
    }
    result = result.replaceAll(origin.slice('http://'.length), name.slice('http://'.length));
  }
  return result;
};

/** All that a call shows to its caller and to the server. */
export const observe = async (run: () => Promise<unknown>, world: World, withoutArrivals = false): Promise<Seen> => {
  let outcome: unknown;
  try {
    const value = await run();
    outcome = isResponse(value) ? { response: await ofResponse(value) } : { value };
  } catch (error) {
    outcome = { error: ofError(error) };
  }
  const seen = new Map<string, string>();
  for (const [path, text] of flatten({
    ...(outcome as object),
    ...(!withoutArrivals && { arrivals: world.arrivals }),
  })) {
    seen.set(path, normalise(text, world));
  }
  return seen;
};
