import { sha256 } from '../cognito/digest.js';
import { toBase64Url, utf8 } from '../cognito/encoding.js';
import { randomBytes } from '../core/random.js';

/** A text that nobody can guess, of 256 bits: a `state`, or a code verifier (RFC 7636, section 4.1). */
export const randomText = (): string => toBase64Url(randomBytes(32));

/** The S256 challenge of a verifier (RFC 7636, section 4.2); by our own hash, which needs no WebCrypto. */
export const codeChallenge = async (verifier: string): Promise<string> => toBase64Url(await sha256(utf8(verifier)));
