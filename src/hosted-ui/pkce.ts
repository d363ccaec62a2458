import { sha256 } from '../cognito/digest.js';
import { toBase64Url, utf8 } from '../cognito/encoding.js';
import { randomBytes } from '../core/random.js';

/** 256 random bits as text: a `state`, a `nonce`, or a code verifier (RFC 7636, section 4.1). */
export const randomText = (): string => toBase64Url(randomBytes(32));

/** Returns the S256 challenge of a verifier (RFC 7636, section 4.2). Uses our own hash, which does not need WebCrypto. */
export const codeChallenge = async (verifier: string): Promise<string> => toBase64Url(await sha256(utf8(verifier)));
