import type { PoolError } from '../errors.js';
import { type RefusalName, refusal } from '../refusals.js';
import { optionalText, structure, text } from '../input.js';
import { creationOptions, type Flaw, readRegistration } from '../passkey.js';
import type { Operation, Pool } from '../pool.js';

/** StartWebAuthnRegistration. */
export const startWebAuthnRegistration: Operation = async (pool, input) => {
  const user = await pool.grants.authenticate(text(input, 'AccessToken'));
  checkEnabled(pool);
  const { challenge, options } = creationOptions(pool, user);
  user.passkeyChallenge = challenge;
  return { CredentialCreationOptions: options };
};

/** CompleteWebAuthnRegistration. */
export const completeWebAuthnRegistration: Operation = async (pool, input) => {
  const user = await pool.grants.authenticate(text(input, 'AccessToken'));
  checkEnabled(pool);
  const challenge = user.passkeyChallenge;
  if (challenge === undefined) throw flawed('challenge');
  user.passkeyChallenge = undefined;
  const passkey = await readRegistration(pool, structure(input, 'Credential'), challenge);
  if (typeof passkey === 'string') throw flawed(passkey);
  user.passkeys.set(passkey.id, passkey);
  return {};
};

/** ListWebAuthnCredentials. */
export const listWebAuthnCredentials: Operation = async (pool, input) => {
  const user = await pool.grants.authenticate(text(input, 'AccessToken'));
  const all = [...user.passkeys.values()];
  const start = Number(optionalText(input, 'NextToken') ?? 0);
  const end = start + Number(input.MaxResults ?? 20);
  return {
    Credentials: all.slice(start, end).map(({ id, createdAt, attachment, transports }) => ({
      CredentialId: id,
      FriendlyCredentialName: 'Passkey',
      RelyingPartyId: pool.settings.relyingPartyId,
      ...(attachment === undefined ? {} : { AuthenticatorAttachment: attachment }),
      AuthenticatorTransports: transports,
      CreatedAt: createdAt / 1_000,
    })),
    ...(end < all.length ? { NextToken: String(end) } : {}),
  };
};

/** DeleteWebAuthnCredential. */
export const deleteWebAuthnCredential: Operation = async (pool, input) => {
  const user = await pool.grants.authenticate(text(input, 'AccessToken'));
  if (!user.passkeys.delete(text(input, 'CredentialId'))) throw refusal('unknownPasskey');
  return {};
};

const checkEnabled = ({ settings }: Pool): void => {
  if (settings.flows.includes('USER_AUTH')) return;
  throw refusal('passkeysDisabled');
};

const FLAWS = {
  challenge: 'passkeyChallenge',
  'relying-party': 'passkeyParty',
  algorithm: 'passkeyAlgorithm',
  malformed: 'passkeyMalformed',
} as const satisfies Record<Flaw, RefusalName>;

const flawed = (flaw: Flaw): PoolError => refusal(FLAWS[flaw]);
