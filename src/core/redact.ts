/** A URL that may be shown: without the values of a presigned query, without userinfo and fragment. */
export const redactUrl = (url: string): string =>
  url
    .replace(/#.*$/s, '')
    .replace(/^([a-z][a-z\d+.-]*:\/\/)[^/?#]*@/i, '$1')
    .replace(/([?&](?:x-amz-[^=&]*|[^=&]*token|[^=&]*signature)=)[^&]*/gi, '$1[redacted]');

// A mismatch answer goes on with the canonical request, which holds the session token (aws4#133).
const CANONICAL_ECHO = /\s*The canonical string for this request should have been[\s\S]*/i;
const LONGEST = 300;
/** A shorter one (of a test) would turn up by chance, and blot out every other word. */
const SHORTEST_SECRET = 8;

/** A server's message that may be shown: none of `secrets`, no echoed canonical request, and not endlessly long. */
export const redactMessage = (message: string, secrets: readonly (string | undefined)[]): string => {
  let text = message.replace(CANONICAL_ECHO, '');
  for (const secret of secrets)
    if (secret && secret.length >= SHORTEST_SECRET) text = text.replaceAll(secret, '[redacted]');
  // Older gateways echo a bearer token or an Authorization header they could not read.
  text = text
    .replace(/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[redacted]')
    .replace(/AWS4-[A-Z\d-]+ Credential=.*/gs, '[redacted]');
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
};
