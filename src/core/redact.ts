/** A query parameter, with its separators, whose value is a secret. */
const SECRET_NAME = /^.x-amz-|token=$|signature=$/i;

/** A URL that may be shown: without the values of a presigned query, without userinfo and fragment. */
export const redactUrl = (url: string): string =>
  url
    .replace(/#.*$/s, '')
    .replace(/^([a-z][a-z\d+.-]*:\/\/)[^/?#]*@/i, '$1')
    .replace(/([?&][^=&?]*=)[^&]*/g, (pair, name: string) => (SECRET_NAME.test(name) ? `${name}[redacted]` : pair));

/** A mismatch answer goes on with the canonical request, which holds the session token (aws4#133). */
const CANONICAL_ECHO = /the canonical string for this request should have been/i;
/** Of a message more is not looked at: what is shown is far shorter. */
const LONGEST_READ = 8192;
const LONGEST = 300;
/** A shorter one (of a test) would turn up by chance, and blot out every other word. */
const SHORTEST_SECRET = 8;

/** A JSON Web Token, among words with dots. */
const isJwt = (word: string): boolean => {
  const parts = word.split('.');
  const first = parts.findIndex((part) => /\beyJ[\w-]/.test(part));
  return first >= 0 && first + 2 < parts.length;
};

/** The beginning of a text, without a last word that may have been cut in the middle. */
const beginning = (text: string): string => {
  if (text.length <= LONGEST_READ) return text;
  const cut = text.slice(0, LONGEST_READ);
  return cut.slice(0, Math.max(cut.lastIndexOf(' '), cut.lastIndexOf('\n'), 0));
};

/** A server's message that may be shown: none of `secrets`, no echoed canonical request, and not endlessly long. */
export const redactMessage = (message: string, secrets: readonly (string | undefined)[]): string => {
  let text = message;
  // While all of it is there: one that is cut would not be found.
  for (const secret of secrets)
    if (secret && secret.length >= SHORTEST_SECRET) text = text.replaceAll(secret, '[redacted]');
  text = beginning(text);
  const echo = text.search(CANONICAL_ECHO);
  if (echo >= 0) text = text.slice(0, echo).trimEnd();
  // Older gateways echo a bearer token or an Authorization header they could not read.
  text = text
    .replace(/[\w.-]+/g, (word) => (isJwt(word) ? '[redacted]' : word))
    .replace(/AWS4-[A-Z\d-]{1,40} Credential=.*/gs, '[redacted]');
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
};
