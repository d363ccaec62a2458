/**
 * A request target as real servers read it before they verify: percent-decoded,
 * with `+` in a query as a space, and then strictly encoded. A flipped bit may
 * result in another spelling of the same target, whose signature is still valid.
 */

const HEX = /^[\dA-Fa-f]{2}$/;

const decode = (text: string): number[] => {
  const bytes = [...Buffer.from(text, 'utf8')];
  const decoded: number[] = [];
  for (let index = 0; index < bytes.length; index++) {
    const digits = Buffer.from(bytes.slice(index + 1, index + 3)).toString('latin1');
    const encoded = bytes[index] === 0x25 && HEX.test(digits);
    decoded.push(encoded ? Number.parseInt(digits, 16) : (bytes[index] as number));
    if (encoded) index += 2;
  }
  return decoded;
};

const encode = (bytes: readonly number[]): string =>
  bytes
    .map((byte) => {
      const character = String.fromCharCode(byte);
      return /^[A-Za-z\d._~-]$/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');

const strict = (text: string): string => encode(decode(text));

const strictPair = (pair: string): string => {
  const [name = '', ...value] = pair.replaceAll('+', ' ').split('=');
  return `${strict(name)}=${strict(value.join('='))}`;
};

export const strictTarget = (target: string): string => {
  const mark = target.indexOf('?');
  const [path, query] = mark < 0 ? [target, ''] : [target.slice(0, mark), target.slice(mark + 1)];
  const pairs = query.split('&').filter(Boolean).map(strictPair);
  return path.split('/').map(strict).join('/') + (pairs.length ? `?${pairs.join('&')}` : '');
};
