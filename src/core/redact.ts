import { binaryFromBase64 } from './base64.js';
import { redactJwts } from './redact-jwts.js';
import { trim } from './trim.js';

/**
 * Names of query parameters, headers and JSON members whose values are secrets, in lower case and without separators. Often harmless
 * names (`key`, `state`) are included: hiding a value costs less than leaking one.
 */
const SECRET_NAME =
  /^(code|key|sig|auth|state|nonce|otp|pin|pass|pwd|jwt|session|sid|samlresponse)$|(token|secret|password|passwd|passphrase|passcode|signature|credentials?|assertion|verifier|authorization|cookie|(api|access|secret|private|signing|subscription)key|(auth|authorization|confirmation|device|mfa|user|verification)code)$/;

/** Decodes percent-encoding byte by byte: unlike `decodeURIComponent` it never fails, and secrets are ASCII. */
const decodePercent = (text: string): string =>
  text.replace(/%([\da-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));

const plainName = (name: string): string =>
  decodePercent(name)
    .toLowerCase()
    .replace(/[^a-z\d]/g, '');

/** Whether this is the name of a secret. It may be percent-encoded. */
export const isSecretName = (name: string): boolean => SECRET_NAME.test(plainName(name));

/** Whether a value itself contains a query with a secret, such as the URL to return to. */
const containsSecret = (value: string): boolean =>
  decodePercent(value)
    .match(/[?&;#][^=?&;#]*=/g)
    ?.some(isSecretName) ?? false;

/** Redacts the values of pairs with a secret's name, and of pairs that contain such a pair. */
const redactPairs = (text: string): string =>
  text.replace(/([?&;,({])([^=?&;,({]*)=([^&]*)/g, (pair, start: string, name: string, value: string) =>
    plainName(name).startsWith('xamz') || isSecretName(name) || containsSecret(value)
      ? `${start}${name}=[redacted]`
      : pair,
  );

/** Makes a URL safe to show: without the values of a presigned query and other secrets, userinfo and fragment. */
export const redactUrl = (url: string): string =>
  redactJwts(redactPairs(url.replace(/#.*$/s, '').replace(/^([a-z][a-z\d+.-]*:\/\/)[^/?#]*@/i, '$1')));

/** The canonical request follows, which contains the session token (aws4#133). */
const CANONICAL_ECHO = /the canonical string for this request should have been/i;
/** How much of a message is read, in characters. Far less is shown. */
const MAX_READ = 8192;
const MAX_SHOWN = 300;
/** A shorter secret (in a test) may occur by chance, and would redact harmless words. */
const MIN_SECRET = 8;
/** For separate words: a six-digit code, or the shortest password that Cognito accepts. */
const MIN_WORD = 6;

/** Returns the beginning of a text, without a last word that may be cut off. */
const truncateToWord = (text: string): string => {
  if (text.length < MAX_READ) return text;
  const head = text.slice(0, MAX_READ);
  return head.slice(0, Math.max(head.lastIndexOf(' '), head.lastIndexOf('\n'), 0));
};

/** Whether a text contains one of `secrets` unchanged. */
export const containsAnySecret = (text: string, secrets: readonly string[]): boolean =>
  secrets.some((secret) => secret.length >= MIN_SECRET && text.includes(secret));

const decodeBase64 = (text: string): string => {
  try {
    return binaryFromBase64(text);
  } catch {
    return '';
  }
};

const decodeHex = (text: string): string =>
  text.replace(/[\da-f]{2}/gi, (hex) => String.fromCharCode(Number.parseInt(hex, 16)));

/** Returns the letters and digits of a text, which survive however a server escapes, decodes, wraps or trims a secret. */
const lettersOf = (text: string): string =>
  text.replace(/%(?:25)*[\da-f]{2}|&#x?[\da-f]+;|\\u[\da-f]{4}|[^a-z\d]/gi, '');

/** This many in a row identify a secret, even a truncated one. */
const RUN = 12;

const runsOf = (text: string): string[] => {
  const letters = lettersOf(text);
  return Array.from({ length: Math.max(letters.length - RUN + 1, 0) }, (_, at) => letters.slice(at, at + RUN));
};

const PUNCTUATION = '.,:;!?()[]{}';

/** Whether a text contains a word, with no letter or digit on either side. */
const includesWord = (text: string, word: string): boolean => {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const neighbours = (text[at - 1] ?? ' ') + (text[at + word.length] ?? ' ');
    if (!/[\p{L}\p{N}]/u.test(neighbours)) return true;
  }
  return false;
};

/** Creates a test for words that contain a secret, or a part of one, in any encoding that servers echo. */
const detectorOf = (secrets: readonly string[]): ((word: string) => boolean) => {
  // In values with several words, such as `Authorization`, most words are not secret.
  const runs = new Set(secrets.filter((secret) => !/\s/.test(secret)).flatMap(runsOf));
  return (word) => {
    const decoded = decodePercent(word);
    const parts = decoded.match(/[\w+/-]{8,}={0,2}/g) ?? [];
    const decodings = [decoded, word, ...parts.map(decodeBase64), ...parts.map(decodeHex)];
    return (
      decodings.some((decoding) => runsOf(decoding).some((run) => runs.has(run))) ||
      secrets.some((secret) =>
        secret.length < MIN_SECRET
          ? includesWord(decoded, secret) || trim(decoded, PUNCTUATION) === trim(secret, PUNCTUATION)
          : decodings.some((decoding) => decoding.includes(secret)),
      )
    );
  };
};

/**
 * Makes a server's message safe to show: without any of `secrets` in any encoding, without values that are named as secrets, without an
 * echoed canonical request, and shortened.
 */
export const redactMessage = (
  message: string,
  secrets: readonly (string | undefined)[],
  maxLength: number = MAX_SHOWN,
): string => {
  const longSecrets = secrets.filter((secret): secret is string => !!secret && secret.length >= MIN_WORD);
  const isSecret = detectorOf(longSecrets);
  let text = message;
  // Before the text is cut, because part of a secret would not be found.
  for (const secret of longSecrets) if (secret.length >= MIN_SECRET) text = text.replaceAll(secret, '[redacted]');
  text = truncateToWord(text);
  const echo = text.search(CANONICAL_ECHO);
  if (echo >= 0) text = text.slice(0, echo).trimEnd();
  // Older gateways echo a bearer token or an Authorization header they could not read.
  text = redactJwts(text)
    .replace(/AWS4-(?:HMAC|ECDSA-P256)-SHA256 Credential=.*/s, '[redacted]')
    .replace(/(["'][^"'\\]+["']\s*:\s*["'])(?:[^"'\\]|\\.)*/gs, (pair, name: string) =>
      isSecretName(name) ? `${name}[redacted]` : pair,
    )
    .replace(/[^\s'"<>]+/g, (word) => {
      if (isSecret(word)) return '[redacted]';
      // AWS's own wording for a header that does not consist of "key=value" pairs.
      return word === 'key=value' ? word : redactPairs(`?${word}`).slice(1);
    });
  return text.length > maxLength ? `${text.slice(0, maxLength)}…` : text;
};

/** Returns a server's error type, if it looks like one and contains no secret: a server can echo anything. */
export const redactCode = (code: string, secrets: readonly (string | undefined)[]): string | undefined =>
  /^(?![\da-f]{32})[\w.-]{1,64}$/i.test(code) && redactMessage(code, secrets) === code ? code : undefined;
