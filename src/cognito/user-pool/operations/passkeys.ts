import type { Platform } from '../../../core/platform-types.js';
import type { CallOptions } from '../../service/client.js';
import { InvalidStateError, OutcomeUnknownError } from '../../errors.js';
import { makePasskey } from '../webauthn.js';
import type { Calls } from './calls.js';
import { collect, toDate } from './wire.js';

/** A passkey that the user pool knows. */
export interface Passkey {
  readonly id: string;
  /** Such as the name of the password manager. */
  readonly name: string | undefined;
  /** The domain it is for. */
  readonly relyingParty: string | undefined;
  /** `platform`, `cross-platform`, or nothing. */
  readonly attachment: string | undefined;
  readonly transports: readonly string[];
  readonly createdAt: Date | undefined;
}

/** Operations on the passkeys of the user who is signed in. */
export interface PasskeyOperations {
  /**
   * Makes a passkey in the browser and tells the user pool. Call it from a click: browsers demand that.
   *
   * @throws DOMException what the browser throws, such as `NotAllowedError` where the user declines.
   * @throws InvalidStateError `invalid-state` where there are no passkeys, as in Node.
   * @throws OutcomeUnknownError an answer was lost, and the passkey is not among those that the user pool lists.
   */
  registerPasskey(options?: CallOptions): Promise<void>;
  /** All the user's passkeys. */
  listPasskeys(options?: CallOptions): Promise<Passkey[]>;
  /** Has the user pool forget a passkey. What keeps it may show it on. */
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

/** The most that ListWebAuthnCredentials gives at once. */
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
        throw new InvalidStateError('invalid-state', 'There are no passkeys here. Register them in a browser.');
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
