import { type CognitoSession, createCognitoSession } from 'sigv4-interceptor/cognito';
import { type AwsMock, createAwsMock, type UserPoolOptions } from 'sigv4-interceptor/mocks';
import { onTestFinished, vi } from 'vitest';
import { createAuthenticator } from '../../mocks/cognito/support/authenticator.js';
import { type LossyProxy, lossyProxy } from './lossy-proxy.js';

export const password = 'Correct-horse-1';
export const alice = { username: 'alice', password };
export const attributes = { email: 'alice@example.com', phone_number: '+353861234567' };

/** The state of alice's account at the server. */
export interface Account {
  readonly attributes: Readonly<Record<string, string>>;
  readonly mfa: readonly string[];
  readonly passkeys: readonly string[];
  /** The remembered devices. */
  readonly devices: readonly string[];
}

/** A session over a proxy that loses calls. */
export interface Stage {
  readonly session: CognitoSession;
  readonly pool: ReturnType<AwsMock['userPool']>;
  readonly proxy: LossyProxy;
  /** Calls the user pool directly. */
  readonly ask: (operation: string, input: object) => Promise<object>;
  readonly account: () => Promise<Account>;
  /** Advances the clock. */
  readonly later: (milliseconds: number) => void;
  /** Values that one step passes to the next. */
  readonly kept: Record<string, string>;
}

/** The browser's passkeys, backed by one authenticator. */
export const browserPasskeys = () => {
  const authenticator = createAuthenticator();
  const bytes = (text: unknown) =>
    typeof text === 'string' ? Uint8Array.from(Buffer.from(text, 'base64url')).buffer : text;
  const credential = ({ response, ...json }: { readonly id: string; readonly response: object }) => ({
    ...json,
    rawId: bytes(json.id),
    getClientExtensionResults: () => ({}),
    response: Object.fromEntries(Object.entries(response).map(([name, value]) => [name, bytes(value)])),
  });
  const challengeOf = ({ publicKey }: { publicKey: { challenge: ArrayBuffer } }): string =>
    Buffer.from(publicKey.challenge).toString('base64url');
  return {
    create: async (given: never) => credential(authenticator.create(challengeOf(given))),
    get: async (given: never) => credential(authenticator.get(challengeOf(given))),
  };
};

/** A session at the mock's user pool, over a proxy that loses calls. Closes when the test ends. */
export const start = async (options: UserPoolOptions = {}): Promise<Stage> => {
  let ahead = 0;
  const now = (): number => Date.now() + ahead;
  const mock = createAwsMock({ now, userPools: [{ users: [{ ...alice, attributes }], ...options }] });
  const { urls, close } = await mock.listen({ port: 0 });
  onTestFinished(close);
  const server = urls['cognito-idp']!;
  const proxy = await lossyProxy(server);
  const pool = mock.userPool();
  vi.stubGlobal('navigator', { userAgent: 'test', credentials: browserPasskeys() });
  onTestFinished(() => void vi.unstubAllGlobals());
  const session = createCognitoSession({
    userPoolId: pool.id,
    userPoolClientId: pool.clientId,
    endpoints: { userPool: proxy.url },
    retry: { minTimeout: 0, randomize: false },
    clock: { offset: 0, now },
  });
  await session.initialize();
  const ask = async (operation: string, input: object): Promise<object> => {
    const headers = { 'x-amz-target': `AWSCognitoIdentityProviderService.${operation}` };
    return (await fetch(server, { method: 'POST', headers, body: JSON.stringify(input) })).json() as Promise<object>;
  };
  return {
    session,
    pool,
    proxy,
    ask,
    kept: {},
    later: (milliseconds) => {
      ahead += milliseconds;
    },
    account: async () => {
      const { accessToken: AccessToken } = await pool.issueTokens('alice');
      const answer = Object.assign(
        {},
        await ask('GetUser', { AccessToken }),
        await ask('ListWebAuthnCredentials', { AccessToken }),
        await ask('ListDevices', { AccessToken }),
      ) as {
        UserAttributes: { Name: string; Value: string }[];
        UserMFASettingList?: string[];
        Credentials: { CredentialId: string }[];
        Devices: { DeviceKey: string; DeviceAttributes: { Value: string }[] }[];
      };
      return {
        attributes: Object.fromEntries(answer.UserAttributes.map(({ Name, Value }) => [Name, Value])),
        mfa: answer.UserMFASettingList ?? [],
        passkeys: answer.Credentials.map(({ CredentialId }) => CredentialId),
        devices: answer.Devices.filter(({ DeviceAttributes }) =>
          DeviceAttributes.some(({ Value }) => Value === 'remembered'),
        ).map(({ DeviceKey }) => DeviceKey),
      };
    },
  };
};
