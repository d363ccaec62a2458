import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ADMIN_OPERATIONS } from '../../../mocks/cognito/user-pool/admin/operations.js';
import { MEMBERS } from '../../../mocks/cognito/user-pool/members.js';
import { OPERATIONS } from '../../../mocks/cognito/user-pool/operations.js';
import { REFUSALS as IDENTITY_REFUSALS } from '../../../mocks/cognito/identity-pool/refusals.js';
import { REFUSALS } from '../../../mocks/cognito/user-pool/refusals.js';

/** Texts for which no record of AWS is known. A row that gets a source leaves the list; nothing may join it. */
const WITHOUT_SOURCE = [
  'malformed',
  'wrongType',
  'unknownOperation',
  'clientSecretMissing',
  'clientSecretWrong',
  'usernameNotPhone',
  'usernameIsPhone',
  'deliveryFailed',
  'noAddress',
  'mfaOff',
  'severalPreferred',
  'preferredDisabled',
  'unknownMfaType',
  'unavailableChallenge',
  'unsupportedChallenge',
  'srpA',
  'refreshTokenExpired',
  'refreshTokenReused',
  'unsupportedToken',
  'deviceConfirmed',
  'badVerifier',
  'passkeysDisabled',
  'passkeyChallenge',
  'passkeyParty',
  'passkeyAlgorithm',
  'unknownPasskey',
];
const WITHOUT_SOURCE_OF_IDENTITY_POOLS = [
  'wrongType',
  'unknownOperation',
  'severalLogins',
  'badSignature',
  'otherRole',
];

test('names the source of each refusal, but for a list that may only shrink', () => {
  const without = (rows: Readonly<Record<string, { readonly source: string | undefined }>>) =>
    Object.keys(rows).filter((name) => rows[name]?.source === undefined);
  expect(without(REFUSALS)).toEqual(WITHOUT_SOURCE);
  expect(without(IDENTITY_REFUSALS)).toEqual(WITHOUT_SOURCE_OF_IDENTITY_POOLS);
});

test('refuses by rows alone', () => {
  const folder = new URL('../../../mocks/cognito/user-pool/', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const makers = files.filter((name) => readFileSync(new URL(name, folder), 'utf8').includes('new PoolError('));
  expect(makers).toEqual(['refusals.ts']);
});

test('knows the members of every operation', () => {
  expect(Object.keys(MEMBERS).sort()).toEqual([...OPERATIONS.keys(), ...ADMIN_OPERATIONS.keys()].sort());
});
