import { UnsignableRequestError } from './errors.js';

/** A name as HTTP has it (RFC 9110, section 5.1). */
const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;
/** A value as HTTP has it (RFC 9110, section 5.5), and as `Headers` takes it. */
const SENDABLE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Whether a text may be the name of a header. */
export const isHeaderName = (name: unknown): boolean => typeof name === 'string' && TOKEN.test(name);

/** Refuses a header by its name, which is shown only where it is one: a value may have come to stand in its place. */
export const refuseHeader = (name: string, why: string): never => {
  const what = isHeaderName(name) ? `The header ${JSON.stringify(name)}` : 'A header without a valid name';
  throw new UnsignableRequestError('malformed-header', `${what} ${why}.`);
};

/**
 * Refuses a header that no platform sends: the error of a platform would show its value.
 *
 * @throws UnsignableRequestError `malformed-header`
 */
export const requireSendable = (name: string, value: string): void => {
  if (!isHeaderName(name) || !SENDABLE.test(value))
    refuseHeader(name, 'cannot be sent: it has a line break, a control character or one beyond Latin-1');
};
