import { Console } from 'node:console';
import { Writable } from 'node:stream';
import { format, inspect } from 'node:util';

const WHOLE = { depth: Infinity, showHidden: true, maxArrayLength: null, maxStringLength: null } as const;

const attempt = (render: () => string | undefined): string => {
  try {
    return render() ?? '';
  } catch (error) {
    return String(error);
  }
};

/** JSON, as loggers make it that know of cycles. */
const toJson = (value: unknown): string | undefined => {
  const seen = new WeakSet();
  return JSON.stringify(value, (_, part: unknown) => {
    if (typeof part !== 'object' || part === null) return part;
    if (seen.has(part)) return undefined;
    seen.add(part);
    return part;
  });
};

const printed = (print: (console: Console) => void): string => {
  let text = '';
  const stream = new Writable({
    write: (chunk, _, done) => {
      text += chunk;
      done();
    },
  });
  print(new Console(stream));
  return text;
};

/** The members that a value has itself, whether they can be cloned or not. */
const cloned = (value: unknown): string =>
  Object.values(Object(value))
    .map((member) => attempt(() => inspect(structuredClone(member), WHOLE)))
    .join('\n');

/** All that a logger, a console, or a worker that it is posted to may make of a value. */
export const shown = (value: unknown): string =>
  [
    attempt(() => inspect(value, WHOLE)),
    attempt(() => inspect(value)),
    attempt(() => JSON.stringify(value)),
    attempt(() => toJson(value)),
    attempt(() => toJson({ ...(value as object) })),
    attempt(() => inspect((value as { toJSON(): unknown }).toJSON(), WHOLE)),
    attempt(() => inspect(structuredClone(value), WHOLE)),
    cloned(value),
    attempt(() => format('%s %o %O %j', value, value, value, value)),
    attempt(() => printed((console) => console.log(value))),
    attempt(() => printed((console) => console.error(value))),
    attempt(() => printed((console) => console.dir(value, WHOLE))),
    attempt(() => String(value)),
    attempt(() => (value as Error).stack),
  ].join('\n');
