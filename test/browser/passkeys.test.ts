import { beforeAll, expect, test } from 'vitest';
import { cdp } from 'vitest/browser';
import { createUserPool } from '../../mocks/cognito/user-pool.js';
import { createServiceClient } from '../../src/cognito/service/client.js';
import { POOL_OPERATIONS } from '../../src/cognito/user-pool/operation-table.js';
import { assertPasskey, makePasskey } from '../../src/cognito/user-pool/webauthn.js';
import { createSignIn } from '../../src/cognito/user-pool/sign-in/sign-in.js';
import { startSrp } from '../../src/cognito/user-pool/srp/srp.js';
import { systemClock } from '../../src/core/clock.js';

/** The parts of Chromium's protocol that make an authenticator which always agrees. */
interface Protocol {
  send(method: 'WebAuthn.enable'): Promise<unknown>;
  send(method: 'WebAuthn.addVirtualAuthenticator', parameters: object): Promise<unknown>;
}

const bytesOf = (base64Url: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64Url.replace(/-/g, '+').replace(/_/g, '/')), (character) => character.charCodeAt(0));

const clientDataOf = (json: object) => {
  const { response } = json as { response: { clientDataJSON: string } };
  return JSON.parse(new TextDecoder().decode(bytesOf(response.clientDataJSON)));
};

beforeAll(async () => {
  const protocol = cdp() as unknown as Protocol;
  await protocol.send('WebAuthn.enable');
  await protocol.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
    },
  });
});

test('makes a passkey in a browser and answers a challenge with it, in the JSON that the browser itself would write', async () => {
  const made = await makePasskey(navigator.credentials, {
    challenge: 'AQID_-8',
    rp: { id: location.hostname, name: 'Example' },
    user: { id: 'AgM', name: 'jane', displayName: 'Jane' },
    pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
    excludeCredentials: [],
    authenticatorSelection: { residentKey: 'required', userVerification: 'preferred' },
  });
  expect(made).toMatchObject({ type: 'public-key', response: { transports: ['internal'], publicKeyAlgorithm: -7 } });
  expect(clientDataOf(made)).toMatchObject({ type: 'webauthn.create', challenge: 'AQID_-8' });

  const { id } = made as { id: string };
  const options = {
    challenge: '_-8BAgM',
    rpId: location.hostname,
    userVerification: 'preferred',
    allowCredentials: [{ type: 'public-key', id, transports: ['internal'] }],
  };
  const written: object[] = [];
  const watched = {
    get: async (request: CredentialRequestOptions) => {
      const credential = await navigator.credentials.get(request);
      written.push((credential as PublicKeyCredential).toJSON());
      return credential;
    },
  } as CredentialsContainer;
  const asserted = await assertPasskey(watched, options);
  expect(clientDataOf(asserted)).toMatchObject({ type: 'webauthn.get', challenge: '_-8BAgM' });
  expect(JSON.parse(JSON.stringify(asserted))).toEqual(JSON.parse(JSON.stringify(written[0])));
});

test('computes an SRP proof in a browser as amazon-cognito-identity-js does', async () => {
  const exchange = await startSrp({ randomBytes: (length) => new Uint8Array(length).fill(0x5a) });
  const proof = await exchange.prove(
    { pool: 'AbCdEf123', user: 'Jürgen', password: 'pässword 🔐' },
    { salt: '00ab', srpB: 'f'.repeat(700), secretBlock: 'c2VjcmV0' },
    'Mon Jan 5 03:04:09 UTC 2026',
  );
  expect(proof).toBe('cFzNUP7Kun3fEAiAI5JqIeFYJJxbmzy27J7QPbNF3u0=');
});

test('signs in by a passkey, from its registration to the tokens', async () => {
  const pool = createUserPool(
    { users: [{ username: 'jane', password: 'Password 1!' }], relyingPartyId: location.hostname },
    { now: () => Date.now() },
  );
  const client = createServiceClient({
    endpoint: 'https://cognito-idp.us-east-1.amazonaws.com/',
    target: 'AWSCognitoIdentityProviderService',
    clock: systemClock(),
    fetch: (input, init) => pool.answer(new Request(input, init)),
  });
  const { accessToken: AccessToken } = await pool.issueTokens('jane');
  const { CredentialCreationOptions } = await client.call<{ CredentialCreationOptions: object }>(
    'StartWebAuthnRegistration',
    { AccessToken },
    { operations: POOL_OPERATIONS },
  );
  const Credential = await makePasskey(navigator.credentials, CredentialCreationOptions);
  await client.call('CompleteWebAuthnRegistration', { AccessToken, Credential }, { operations: POOL_OPERATIONS });

  const { signIn } = createSignIn({
    client,
    userPool: { id: pool.id, clientId: pool.clientId, region: pool.region, endpoint: 'https://pool/' },
    authFlow: 'USER_AUTH',
    devices: { get: async () => undefined, set: async () => {}, remove: async () => {} },
    onSignedIn: async () => {},
  });
  expect(await signIn({ username: 'jane', preferredChallenge: 'webAuthn' })).toEqual({
    step: 'done',
    username: 'jane',
  });
});
