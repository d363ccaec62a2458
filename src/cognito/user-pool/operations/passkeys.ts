import type { Platform } from '../../../core/platform-types.js';
import type { CallOptions } from '../../service/client.js';
import { InvalidStateError, OutcomeUnknownError } from '../../errors.js';
import { makePasskey } from '../webauthn.js';
import type { Calls } from './calls.js';
import { collect, toDate } from './wire.js';

/** A passkey that is registered at the user pool. */
export interface Passkey {
  readonly id: string;
  /** A display name, such as the name of the password manager. */
  readonly name: string | undefined;
  /** The domain that the passkey is for. */
  readonly relyingParty: string | undefined;
  /** `platform`, `cross-platform`, or `undefined` if it is not known. */
  readonly attachment: string | undefined;
  readonly transports: readonly string[];
  readonly createdAt: Date | undefined;
}

/** Operations on the passkeys of the signed-in user. */
export interface PasskeyOperations {
  /**
   * Creates a passkey in the browser and registers it at the user pool. Call it from a click handler: browsers require
   * a user gesture.
   *
   * @throws DOMException the browser's error, such as `NotAllowedError` if the user declines
   * @throws InvalidStateError `invalid-state` if the platform has no passkeys, as in Node
   * @throws OutcomeUnknownError if a response was lost and the user pool does not list the passkey
   */
  registerPasskey(options?: CallOptions): Promise<void>;
  /** Returns all passkeys of the user. */
  listPasskeys(options?: CallOptions): Promise<Passkey[]>;
  /** Removes a passkey from the user pool. The user's password manager may still show it. */
  deletePasskey(input: CallOptions & { readonly id: string }): Promise<void>;
}

interface WirePasskey {
  readonly CredentialId: string;
  readonly FriendlyCredentialName?: string;
  readonly RelyingPartyId?: string;
  readonly AuthenticatorAttachment?: string;
  readonly AuthenticatorTransports?: readonly string[];
  readonly CreatedAt?: number;
}

/** The maximum page size of ListWebAuthnCredentials. */
const PAGE = 20;

const toPasskey = (passkey: WirePasskey): Passkey => ({
  id: passkey.CredentialId,
  name: passkey.FriendlyCredentialName,
  relyingParty: passkey.RelyingPartyId,
  attachment: passkey.AuthenticatorAttachment,
  transports: passkey.AuthenticatorTransports ?? [],
  createdAt: toDate(passkey.CreatedAt),
});

/** Creates the {@link PasskeyOperations}. */
export const createPasskeyOperations = (
  { asUser }: Calls,
  credentials: Platform<'CredentialsContainer'> | undefined,
): PasskeyOperations => {
  const listPasskeys = async (options?: CallOptions): Promise<Passkey[]> => {
    const passkeys = await collect(async (NextToken) => {
      const answer = await asUser<{ readonly Credentials?: readonly WirePasskey[]; readonly NextToken?: string }>(
        'ListWebAuthnCredentials',
        { MaxResults: PAGE, NextToken },
        options,
      );
      return { items: answer.Credentials, next: answer.NextToken };
    });
    return passkeys.map(toPasskey);
  };

  return {
    registerPasskey: async (options) => {
      if (!credentials) {
        throw new InvalidStateError('invalid-state', 'Passkeys are not available here. Register them in a browser.');
      }
      const { CredentialCreationOptions } = await asUser<{ readonly CredentialCreationOptions: object }>(
        'StartWebAuthnRegistration',
        {},
        options,
      );
      const Credential = await makePasskey(credentials, CredentialCreationOptions, options?.signal);
      try {
        await asUser('CompleteWebAuthnRegistration', { Credential }, options);
      } catch (error) {
        if (!(error instanceof OutcomeUnknownError)) throw error;
        const passkeys = await listPasskeys(options).catch((): Passkey[] => []);
        if (!passkeys.some(({ id }) => id === Credential.id)) throw error;
      }
    },
    listPasskeys,
    deletePasskey: async ({ id, signal }) => {
      await asUser('DeleteWebAuthnCredential', { CredentialId: id }, { signal });
    },
  };
};
