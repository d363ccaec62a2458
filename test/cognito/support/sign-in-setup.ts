import type { ServiceErrorCode } from 'sigv4-interceptor';
import { CognitoError, NetworkError } from '../../../src/cognito/errors.js';
import type { DeviceKey, DeviceKeys } from '../../../src/cognito/user-pool/devices/device.js';
import { createSignIn, type SignedIn, type SignInOptions } from '../../../src/cognito/user-pool/sign-in/sign-in.js';
import { type Reply, scriptedClient } from './scripted-client.js';
import { judge, publicValue, register } from './srp-server.js';

export const ALIAS = 'jane@example.com';
export const REAL_NAME = 'a2c2e290-6d0f-4a08-a5ca-f0162935f3a6';
export const PASSWORD = 'pässword 1:';
export const CLIENT_ID = '18u8119jgbpr464n28s1itk2mq';
export const CLIENT_SECRET = 'ps50nb7hd1umdnmlt1xa9nwiscqvdvzy5ijw63vcacd09yihc2b';
const NOW = Date.parse('2026-01-05T03:04:09Z');
export const TIMESTAMP = 'Mon Jan 5 03:04:09 UTC 2026';
export const SECRET_BLOCK = Buffer.from('secret block').toString('base64');
/** 2 to the power of 5, because the private value is 5. */
export const SRP_A = '20';

const POOL = 'AbCdEf123';
const B_PRIVATE = 0x123456789n;

const jwt = (claims: object): string =>
  ['{}', JSON.stringify(claims), 'signature'].map((part) => Buffer.from(part).toString('base64url')).join('.');

export const RESULT = {
  AccessToken: jwt({ username: REAL_NAME }),
  IdToken: jwt({ 'cognito:username': REAL_NAME }),
  RefreshToken: 'refresh',
  ExpiresIn: 3600,
  TokenType: 'Bearer',
};

/** A response with tokens. */
export const TOKENS = { AuthenticationResult: RESULT, ChallengeParameters: {} };

export const refused = (code: ServiceErrorCode, message = 'No.'): CognitoError =>
  new CognitoError(code, message, { operation: 'RespondToAuthChallenge', status: 400 });

export const deviceGone = (): CognitoError =>
  refused('ResourceNotFoundException', 'Device does not exist. Check the region and the ids in the configuration.');

export const unreachable = (): NetworkError =>
  new NetworkError('network', 'No network.', { operation: 'RespondToAuthChallenge', status: 0 });

/** The server side of one account's SRP: the challenge, and the expected signature. */
export const srpSide = (pool: string, user: string, password: string) => {
  const account = register(pool, user, password, '00ab');
  const srpB = publicValue(account, B_PRIVATE).toString(16);
  return {
    parameters: { SALT: account.salt, SRP_B: srpB, SECRET_BLOCK },
    signature: judge(account, { srpA: SRP_A, b: B_PRIVATE, secretBlock: SECRET_BLOCK, timestamp: TIMESTAMP }).signature,
  };
};

const user = srpSide(POOL, REAL_NAME, PASSWORD);

/** PASSWORD_VERIFIER for {@link PASSWORD}. */
export const PASSWORD_VERIFIER = {
  ChallengeName: 'PASSWORD_VERIFIER',
  Session: 'session 1',
  ChallengeParameters: { ...user.parameters, USERNAME: REAL_NAME, USER_ID_FOR_SRP: REAL_NAME },
};

/** The expected response to it. */
export const PROOF = {
  USERNAME: REAL_NAME,
  PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK,
  PASSWORD_CLAIM_SIGNATURE: user.signature,
  TIMESTAMP,
};

/** Device keys in memory. */
export const memoryDevices = (initial: Readonly<Record<string, DeviceKey>> = {}) => {
  const keys = new Map(Object.entries(initial));
  const devices: DeviceKeys = {
    get: async (username) => keys.get(username),
    set: async (username, key) => void keys.set(username, key),
    remove: async (username) => void keys.delete(username),
  };
  return { devices, keys };
};

/** A sign-in with a scripted server, and its results. */
export const setUp = (replies: readonly Reply[], options: Partial<SignInOptions> & { clientSecret?: string } = {}) => {
  const { clientSecret, ...others } = options;
  const script = scriptedClient(...replies);
  const signedIn: SignedIn[] = [];
  const { devices, keys } = memoryDevices();
  const signIn = createSignIn({
    client: script.client,
    userPool: {
      id: `eu-west-2_${POOL}`,
      clientId: CLIENT_ID,
      ...(clientSecret && { clientSecret }),
      region: 'eu-west-2',
      endpoint: 'https://cognito-idp.eu-west-2.amazonaws.com/',
    },
    authFlow: 'USER_SRP_AUTH',
    devices,
    onSignedIn: async (result) => void signedIn.push(result),
    now: () => NOW,
    randomBytes: (length) => new Uint8Array(length).fill(5, length - 1),
    ...others,
  });
  return { ...signIn, ...script, signedIn, keys };
};
