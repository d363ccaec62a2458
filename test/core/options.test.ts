import { createSigV4, createTokenAuth, type SigV4Options } from 'sigv4-interceptor';
import { type CognitoSessionOptions, createCognitoSession, encryptedStorage } from 'sigv4-interceptor/cognito';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { createHostedUi } from 'sigv4-interceptor/hosted-ui';
import { expect, test } from 'vitest';
import { nearestName } from '../../src/core/options.js';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 's' };
const auth = createSigV4({ credentials, region: 'eu-west-1', service: 'execute-api' });
const pools = { userPoolId: 'eu-west-1_AbCd12345', userPoolClientId: 'client' };
const session = createCognitoSession(pools);
/** A value whose type would not let a typo pass. */
const any = <T>(value: object): T => value as T;

test.each<[string, () => unknown, string]>([
  [
    'createSigV4',
    () => createSigV4(any({ credentials, orgins: 'https://a.example' })),
    'option "orgins". Did you mean origins?',
  ],
  [
    'createSigV4, of 0.1.0',
    () => createSigV4(any({ credentials, refreshbeforeExpiry: 1 })),
    'Did you mean refreshBeforeExpiry?',
  ],
  [
    'createSigV4, of no other name',
    () => createSigV4(any({ credentials, zzz: 1 })),
    'option "zzz". Known are: reauthenticate, ',
  ],
  [
    'its retry',
    () => createSigV4({ credentials, retry: any({ retrys: 1 }) }),
    'retry: there is no option "retrys". Did you mean retries?',
  ],
  [
    'createTokenAuth',
    () => createTokenAuth(any({ token: 't', origins: 'https://a.example', shceme: 'Bearer' })),
    'Did you mean scheme?',
  ],
  ['wrapFetch', () => wrapFetch(fetch, auth, any({ baseUrl: 'https://a.example' })), 'Did you mean baseURL?'],
  ['createCognitoSession', () => createCognitoSession(any({ ...pools, storge: {} })), 'Did you mean storage?'],
  [
    'createCognitoSession, of 0.1.0',
    () => createCognitoSession(any({ ...pools, refreshToken: () => '' })),
    'option "refreshToken"',
  ],
  [
    'a session beside a file',
    () =>
      createCognitoSession(
        any({ aws_user_pools_id: pools.userPoolId, aws_user_pools_web_client_id: 'c', waitForSignin: 1 }),
      ),
    'Did you mean waitForSignIn?',
  ],
  ['encryptedStorage', () => encryptedStorage(any({ nmae: 'my-app' })), 'Did you mean name?'],
  ['createHostedUi', () => createHostedUi(any({ session, redirectSignin: [] })), 'Did you mean redirectSignIn?'],
])('an unknown option or event name is rejected by name: %s', (_, call, message) => {
  expect(call).toThrow(TypeError);
  expect(call).toThrow(message);
});

test('an unknown event name is rejected with the nearest one', () => {
  expect(() => auth.on('rejectd' as 'rejected', () => {})).toThrow(
    'on: there is no event "rejectd". Did you mean rejected?',
  );
});

test.each<[string, () => Promise<unknown>, string]>([
  [
    'sign',
    () => auth.sign({ url: 'https://a.example/' }, any({ signingdate: new Date() })),
    'Did you mean signingDate?',
  ],
  ['the request to sign', () => auth.sign(any({ url: 'https://a.example/', header: {} })), 'Did you mean headers?'],
  [
    'signOut of the hosted UI',
    () =>
      createHostedUi({
        session,
        domain: 'auth.example',
        redirectSignIn: ['https://a.example/'],
        redirectSignOut: ['https://a.example/'],
      }).signOut(any({ redirct: false })),
    'Did you mean redirect?',
  ],
  ['presign', () => auth.presign('https://a.example/', any({ expires: 60 })), 'presign: there is no option "expires"'],
])('an unknown option of %s is rejected by name', async (_, call, message) => {
  await expect(call()).rejects.toThrow(message);
});

test('keys that a configuration file has for other purposes are ignored', () => {
  const file = {
    version: '1',
    auth: { user_pool_id: pools.userPoolId, user_pool_client_id: 'c' },
    storage: { bucket_name: 'b' },
    data: {},
  };
  expect(createCognitoSession(any<CognitoSessionOptions>(file)).state).toBe('unknown');
});

test.each([
  ['orgins', 'origins'],
  ['ORIGINS', 'origins'],
  ['origin', 'origins'],
  ['credential', 'credentials'],
  ['x', undefined],
  ['completely-else', undefined],
])('the known name nearest to %s is %s', (name, near) => {
  expect(nearestName(name, ['origins', 'credentials', 'region'])).toBe(near);
});

test('every option in the types is accepted', () => {
  const options: Required<Omit<SigV4Options, 'clock' | 'service' | 'region'>> = {
    credentials,
    origins: 'https://a.example',
    reauthenticate: () => {},
    shouldReauthenticate: () => false,
    shouldReplay: () => false,
    connectivity: 'send',
    retry: {
      retries: 1,
      minTimeout: 1,
      maxTimeout: 2,
      factor: 1,
      randomize: false,
      maxRetryTime: 5,
      shouldRetry: () => false,
    },
    refreshBeforeExpiry: 0,
    providerTimeout: 1000,
    waitUntil: () => {},
    payload: 'signed',
    signedHeaders: [],
    normalizePath: true,
    contentHashHeader: false,
    sessionToken: 'signed',
  };
  expect(createSigV4(options)).toHaveProperty('sign');
});

test.each([null, 'text', 5])('options must be an object, not %j', (options) => {
  expect(() => wrapFetch(fetch, auth, options as never)).toThrow(new TypeError('wrapFetch: pass an object.'));
  expect(() => createSigV4({ credentials, retry: options as never })).toThrow(
    new TypeError('retry: pass { retries, minTimeout, maxTimeout, factor, randomize, maxRetryTime, shouldRetry }.'),
  );
});

test.each([
  ['abcdefghijkl', 'abcdefghWXYZ', 'abcdefghijkl'],
  ['abcdefghijkl', 'abcdefgVWXYZ', undefined],
])('a long name may differ in a third of its letters: %s, %s', (known, name, near) => {
  expect(nearestName(name, [known])).toBe(near);
});
