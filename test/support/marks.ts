import { jwt } from '../cognito/support/fake-cognito.js';
import { shown } from './shown.js';

const MARK = 'MARKED';

/** Secrets of every kind, which are found wherever they turn up. */
export const MARKS = {
  secretAccessKey: `${MARK}/secret+access+key==`,
  sessionToken: `${MARK}/session+token==`,
  token: `${jwt({ sub: 'alice' }).slice(0, -4)}${MARK}-token-signature`,
  refreshToken: `refresh-alice-${MARK}`,
  clientSecret: `${MARK}-client-secret`,
  password: `${MARK} Pass/word+1!`,
  newPassword: `${MARK} New/word+2!`,
  code: `${MARK}-code`,
  session: `${MARK}-session-of-a-challenge`,
  apiKey: `${MARK}-api-key`,
} as const;

const decodePercent = (text: string): string =>
  text.replace(/%([\da-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));

/** A word as what it may be in base64, at whatever byte the secret begins. */
const decodeBase64 = (word: string): string => Buffer.from(word, 'base64').toString('latin1');

/** Whatever in a text is, or encodes, a marked secret or a signature. */
export const leaksIn = (text: string): string[] => {
  const readings = [
    text,
    decodePercent(text),
    decodePercent(decodePercent(text)),
    ...(text.match(/[\w+/-]{12,}={0,2}/g) ?? []).flatMap((word) => [decodeBase64(word), decodeBase64(word.slice(1))]),
  ];
  const leak = new RegExp(`.{0,40}(?:${MARK}|Signature=[\\da-f]{16}|AWS4-HMAC-SHA256 Credential).{0,40}`, 'gi');
  return readings.flatMap((reading) => reading.match(leak) ?? []);
};

/** Whatever a caller could come to see of secrets in a value. */
export const leaksOf = (value: unknown): string[] => [...new Set(leaksIn(shown(value)))];

/** A text in all the forms in which a server may echo it. */
export const echoes = (text: string): string =>
  [
    text,
    encodeURIComponent(text),
    encodeURIComponent(text).replace(/%../g, (byte) => byte.toLowerCase()),
    btoa(text),
    btoa(`user:${text}`),
  ].join(' ');
