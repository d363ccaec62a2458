import { redactJwts } from './redact-jwts.js';
import { trim } from './trim.js';

/**
 * Names whose values are secrets, in lower case and without separators: of query parameters, headers and members of JSON. A
 * name that is often harmless (`key`, `state`) is among them, because a hidden value costs less than one that is shown.
 */
const SECRET_NAME =
  /^(code|key|sig|auth|state|nonce|otp|pin|pass|pwd|jwt|session|sid|samlresponse)$|(token|secret|password|passwd|passphrase|passcode|signature|credentials?|assertion|verifier|authorization|cookie|(api|access|secret|private|signing|subscription)key|(auth|authorization|confirmation|device|mfa|user|verification)code)$/;

/** Percent-encoding by the byte: it never fails, as `decodeURIComponent` does, and what is looked for is ASCII. */
const decodePercent = (text: string): string =>
  text.replace(/%([\da-f]{2})/gi, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));

const plainName = (name: string): string =>
  decodePercent(name)
    .toLowerCase()
    .replace(/[^a-z\d]/g, '');

/** Whether what bears this name is a secret. The name may be percent-encoded. */
export const isSecretName = (name: string): boolean => SECRET_NAME.test(plainName(name));

/** A value that is a query itself, such as a URL to go back to. */
const holdsSecret = (value: string): boolean =>
  decodePercent(value)
    .match(/[?&;#][^=?&;#]*=/g)
    ?.some(isSecretName) ?? false;

/** The values of pairs whose names say that they are secret, and of those that hold such a pair. */
const redactPairs = (text: string): string =>
  text.replace(/([?&;,({])([^=?&;,({]*)=([^&]*)/g, (pair, start: string, name: string, value: string) =>
    plainName(name).startsWith('xamz') || isSecretName(name) || holdsSecret(value)
      ? `${start}${name}=[redacted]`
      : pair,
  );

/** A URL that may be shown: without the values of a presigned query and of other secrets, without userinfo and fragment. */
export const redactUrl = (url: string): string =>
  redactJwts(redactPairs(url.replace(/#.*$/s, '').replace(/^([a-z][a-z\d+.-]*:\/\/)[^/?#]*@/i, '$1')));

/** A mismatch answer goes on with the canonical request, which holds the session token (aws4#133). */
const CANONICAL_ECHO = /the canonical string for this request should have been/i;
/** Of a message more is not looked at: what is shown is far shorter. */
const LONGEST_READ = 8192;
const LONGEST = 300;
/** A shorter one (of a test) would turn up by chance, and blot out every other word. */
const SHORTEST_SECRET = 8;
/** As a word of its own a code of six digits, or the shortest password that Cognito takes. */
const SHORTEST_WORD = 6;

/** The beginning of a text, without a last word that may have been cut in the middle. */
const beginning = (text: string): string => {
  if (text.length < LONGEST_READ) return text;
  const cut = text.slice(0, LONGEST_READ);
  return cut.slice(0, Math.max(cut.lastIndexOf(' '), cut.lastIndexOf('\n'), 0));
};

/** Whether a text holds one of `secrets` as it is. */
export const holdsSecretOf = (text: string, secrets: readonly string[]): boolean =>
  secrets.some((secret) => secret.length >= SHORTEST_SECRET && text.includes(secret));

const decodeBase64 = (text: string): string => {
  try {
    return atob(text.replace(/-/g, '+').replace(/_/g, '/'));
  } catch {
    return '';
  }
};

const decodeHex = (text: string): string =>
  text.replace(/[\da-f]{2}/gi, (hex) => String.fromCharCode(Number.parseInt(hex, 16)));

/** The letters and digits of a text: what is left of a secret however a server escapes, decodes, wraps or trims it. */
const lettersOf = (text: string): string =>
  text.replace(/%(?:25)*[\da-f]{2}|&#x?[\da-f]+;|\\u[\da-f]{4}|[^a-z\d]/gi, '');

/** So many of them in a row tell a secret, also one that was cut. */
const RUN = 12;

const runsOf = (text: string): string[] => {
  const letters = lettersOf(text);
  return Array.from({ length: Math.max(letters.length - RUN + 1, 0) }, (_, at) => letters.slice(at, at + RUN));
};

const PUNCTUATION = '.,:;!?()[]{}';

/** Whether a text has another one as a word of its own, between whatever is no letter and no digit. */
const standsIn = (text: string, word: string): boolean => {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    const around = (text[at - 1] ?? ' ') + (text[at + word.length] ?? ' ');
    if (!/[\p{L}\p{N}]/u.test(around)) return true;
  }
  return false;
};

/** Tells whether a word is a secret, or holds one, or a part of one, in an encoding that servers echo. */
const detectorOf = (secrets: readonly string[]): ((word: string) => boolean) => {
  // Of several words, such as `Authorization`, most are no secrets.
  const runs = new Set(secrets.filter((secret) => !/\s/.test(secret)).flatMap(runsOf));
  return (word) => {
    const decoded = decodePercent(word);
    const parts = decoded.match(/[\w+/-]{8,}={0,2}/g) ?? [];
    const readings = [decoded, word, ...parts.map(decodeBase64), ...parts.map(decodeHex)];
    return (
      readings.some((reading) => runsOf(reading).some((run) => runs.has(run))) ||
      secrets.some((secret) =>
        secret.length < SHORTEST_SECRET
          ? standsIn(decoded, secret) || trim(decoded, PUNCTUATION) === trim(secret, PUNCTUATION)
          : readings.some((reading) => reading.includes(secret)),
      )
    );
  };
};

/**
 * A server's message that may be shown: none of `secrets` in any encoding, no value that is named as one, no echoed canonical
 * request, and not endlessly long.
 */
export const redactMessage = (
  message: string,
  secrets: readonly (string | undefined)[],
  longest: number = LONGEST,
): string => {
  const known = secrets.filter((secret): secret is string => !!secret && secret.length >= SHORTEST_WORD);
  const tells = detectorOf(known);
  let text = message;
  // While all of it is there: one that is cut would not be found.
  for (const secret of known) if (secret.length >= SHORTEST_SECRET) text = text.replaceAll(secret, '[redacted]');
  text = beginning(text);
  const echo = text.search(CANONICAL_ECHO);
  if (echo >= 0) text = text.slice(0, echo).trimEnd();
  // Older gateways echo a bearer token or an Authorization header they could not read.
  text = redactJwts(text)
    .replace(/AWS4-(?:HMAC|ECDSA-P256)-SHA256 Credential=.*/s, '[redacted]')
    .replace(/(["'][\w.-]+["']\s*:\s*["'])(?:[^"'\\]|\\.)*/gs, (pair, name: string) =>
      isSecretName(name) ? `${name}[redacted]` : pair,
    )
    .replace(/[^\s'"<>]+/g, (word) => {
      if (tells(word)) return '[redacted]';
      // AWS's own words on a header that is not made of "key=value" pairs.
      return word === 'key=value' ? word : redactPairs(`?${word}`).slice(1);
    });
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
};

/** What a server calls its error, where it has the form of an error's name and is no secret: a server can echo anything. */
export const redactCode = (code: string, secrets: readonly (string | undefined)[]): string | undefined =>
  /^(?![\da-f]{32})[\w.-]{1,64}$/i.test(code) && redactMessage(code, secrets) === code ? code : undefined;
