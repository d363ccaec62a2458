import { type Bytes, toNumberText } from './bytes.js';
import type { PoolError } from './errors.js';
import { refusal } from './refusals.js';
import type { User } from './users.js';

/** What a code is for. */
export type CodePurpose =
  | 'sign-up'
  | 'forgotten-password'
  | 'attribute-verification'
  | 'mfa'
  | 'sign-in'
  | 'temporary-password';

/** The length of the codes that replace a password. Those of a second factor have 6 digits. */
export const SIGN_IN_DIGITS = 8;

/** Returns what a code is for. Both factors may send one for the challenge EMAIL_OTP; their codes differ in length. */
const purposeOf = (reason: string, digits: number): CodePurpose => {
  if (reason === 'AdminCreateUser') return 'temporary-password';
  if (reason === 'SignUp') return 'sign-up';
  if (reason === 'ForgotPassword') return 'forgotten-password';
  if (reason.startsWith('verify ')) return 'attribute-verification';
  return digits === SIGN_IN_DIGITS ? 'sign-in' : 'mfa';
};

/** A code that was "sent". */
export interface DeliveredCode {
  /** The real username. */
  readonly username: string;
  /** The code, or the temporary password of a user whom AdminCreateUser has created. */
  readonly code: string;
  readonly medium: 'EMAIL' | 'SMS';
  /** The full address. Clients get a masked one. */
  readonly destination: string;
  /** The operation or challenge that the code is for. */
  readonly reason: string;
  readonly purpose: CodePurpose;
  /** When it was sent, by the server's clock, in milliseconds since 1970. */
  readonly time: number;
}

/** What a client learns about a delivery. */
export interface DeliveryDetails {
  readonly Destination: string;
  readonly DeliveryMedium: 'EMAIL' | 'SMS';
  readonly AttributeName: string;
}

/** The codes sent, and those that are still valid. */
export interface CodeBook {
  readonly sent: readonly DeliveredCode[];
  /** Sends a code that the caller stores, to the address in an attribute. */
  deliver(user: User, attribute: string, reason: string, digits?: number): { code: string; details: DeliveryDetails };
  /** Sends a text that is not a code, such as a temporary password. */
  notify(user: User, attribute: string, reason: string, text: string): DeliveryDetails;
  /** Sends a code that is valid for `lifetime` milliseconds. It replaces an earlier code for the same reason. */
  send(user: User, attribute: string, reason: string, lifetime: number): DeliveryDetails;
  /**
   * Uses a code up.
   *
   * @returns The attribute with the address that the code was sent to.
   * @throws PoolError for a code that is wrong, expired, or was never sent
   */
  redeem(user: User, reason: string, code: string): string;
  clear(): void;
}

/** Creates {@link Codes} that stay in memory instead of being sent. */
export const createCodeBook = (
  now: () => number,
  random: (length: number) => Bytes,
  fails: () => boolean = () => false,
): CodeBook => {
  const sent: DeliveredCode[] = [];
  const waiting = new Map<string, { readonly code: string; readonly expires: number; readonly attribute: string }>();
  const keyOf = (user: User, reason: string): string => `${reason} ${user.sub}`;

  const notify: CodeBook['notify'] = (user, attribute, reason, code) => {
    const destination = user.attributes.get(attribute);
    if (destination === undefined) {
      throw refusal('noAddress', attribute);
    }
    const medium = attribute === 'email' ? 'EMAIL' : 'SMS';
    if (fails()) throw refusal('deliveryFailed', medium);
    const purpose = purposeOf(reason, code.length);
    sent.push({ username: user.username, code, medium, destination, reason, purpose, time: now() });
    return { Destination: mask(destination), DeliveryMedium: medium, AttributeName: attribute };
  };

  const deliver: CodeBook['deliver'] = (user, attribute, reason, digits = 6) => {
    const code = toNumberText(random(digits));
    return { code, details: notify(user, attribute, reason, code) };
  };

  return {
    sent,
    deliver,
    notify,
    send: (user, attribute, reason, lifetime) => {
      const { code, details } = deliver(user, attribute, reason);
      waiting.set(keyOf(user, reason), { code, expires: now() + lifetime, attribute });
      return details;
    },
    redeem: (user, reason, code) => {
      const expected = waiting.get(keyOf(user, reason));
      if (!expected || now() >= expected.expires) throw expiredCode();
      if (expected.code !== code) {
        throw refusal('codeMismatch');
      }
      waiting.delete(keyOf(user, reason));
      return expected.attribute;
    },
    clear: () => {
      sent.length = 0;
      waiting.clear();
    },
  };
};

/** Also the error for an unknown user, so that it does not reveal who exists. */
export const expiredCode = (): PoolError => refusal('codeExpired');

/** Masks an address for clients: `a***@e***`, `+*******1234`. */
export const mask = (destination: string): string => {
  const [, local, domain] = /^(.).*@(.)/.exec(destination) ?? [];
  return local === undefined ? `+*******${destination.slice(-4)}` : `${local}***@${domain}***`;
};
