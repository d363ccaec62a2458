import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MEMBERS } from '../../../mocks/cognito/user-pool/members.js';
import { OPERATIONS } from '../../../mocks/cognito/user-pool/operations.js';
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
  'passkeyMalformed',
  'unknownPasskey',
];

test('names the source of each refusal, but for a list that may only shrink', () => {
  const without = Object.entries(REFUSALS).filter(([, { source }]) => source === undefined);
  expect(without.map(([name]) => name)).toEqual(WITHOUT_SOURCE);
});

test('refuses by rows alone', () => {
  const folder = new URL('../../../mocks/cognito/user-pool/', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const makers = files.filter((name) => readFileSync(new URL(name, folder), 'utf8').includes('new PoolError('));
  expect(makers).toEqual(['refusals.ts']);
});

test('knows the members of every operation', () => {
  expect(Object.keys(MEMBERS).sort()).toEqual([...OPERATIONS.keys()].sort());
});
