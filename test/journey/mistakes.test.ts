import axios, { type AxiosError } from 'axios';
import ky from 'ky';
import { createSigV4, createTokenAuth, type SigV4Options } from 'sigv4-interceptor';
import { fromAmplify } from 'sigv4-interceptor/amplify';
import { interceptAxios } from 'sigv4-interceptor/axios';
import {
  type CognitoSessionOptions,
  cookieStorage,
  createCognitoSession,
  unstorageStorage,
} from 'sigv4-interceptor/cognito';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { createHostedUi } from 'sigv4-interceptor/hosted-ui';
import { wrapKy } from 'sigv4-interceptor/ky';
import { expect, test } from 'vitest';

// What people who meet the library for the first time get wrong. Each ends in an error that says what to do.

// biome-ignore lint/suspicious/noExplicitAny: mistakes that the compiler would refuse, made from JavaScript
const any = (value: unknown): any => value;

const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const ids = {
  userPoolId: 'eu-west-1_AbCd12345',
  userPoolClientId: '1example23456789example',
  identityPoolId: 'eu-west-1:00000000-0000-4000-8000-000000000001',
};
const API = 'https://abc.execute-api.eu-west-1.amazonaws.com/prod';
const auth = createSigV4({ credentials: keys });
const sigV4 = (options: Partial<Record<keyof SigV4Options, unknown>>) =>
  createSigV4(any({ credentials: keys, ...options }));
const session = (options: object = ids) =>
  createCognitoSession({ tabs: { locks: null, BroadcastChannel: null }, ...options } as CognitoSessionOptions);

const answering = (status: number, body: string) => async () => new Response(body, { status });
const call = (options: object, url = API, init: RequestInit = {}) =>
  wrapFetch(answering(200, '{}'), sigV4(options))(url, init);

/** The cause of axios's error. */
const cause = async (status: number, body: string, options: object): Promise<never> => {
  const adapter = async (config: object) => {
    throw Object.assign(new Error(`${status}`), { config, response: { status, headers: {}, data: body, config } });
  };
  const api = axios.create(any({ adapter }));
  interceptAxios(api, sigV4(options));
  throw await api.get(API).catch((error: AxiosError) => error.cause);
};
const message = (text: string): string => JSON.stringify({ message: text });
const INVALID = message('The security token included in the request is invalid.');

const hostedUi = () =>
  createHostedUi({
    session: session(),
    domain: 'https://x.auth.eu-west-1.amazoncognito.com',
    redirectSignIn: ['https://app.example.com/'],
  });

const MISTAKES: Record<string, [() => unknown, RegExp]> = {
  'no options': [() => any(createSigV4)(), /pass \{ credentials/],
  'no secret': [
    () => createSigV4(any({ credentials: { accessKeyId: 'x' } })),
    /no secretAccessKey .* Pass \{ accessKeyId, secretAccessKey/,
  ],
  'an environment variable that is not set': [
    () => sigV4({ credentials: { ...keys, accessKeyId: undefined } }),
    /there is no accessKeyId \(it is undefined\)/,
  ],
  'an empty secret': [
    () => sigV4({ credentials: { ...keys, secretAccessKey: '' } }),
    /there is no secretAccessKey \(it is empty\)/,
  ],
  'white space around a key': [
    () => sigV4({ credentials: { ...keys, accessKeyId: ' AKIDEXAMPLE' } }),
    /an accessKeyId with white space/,
  ],
  'the keys swapped': [
    () => sigV4({ credentials: { accessKeyId: keys.secretAccessKey, secretAccessKey: 'AKIAIOSFODNN7EXAMPLE' } }),
    /a secretAccessKey that is an access key id: the two are swapped/,
  ],
  'the session in place of its credentials': [
    () => sigV4({ credentials: session() }),
    /^credentials: there is no accessKeyId \(but a function credentials\)\. Pass .* such as session\.credentials/,
  ],
  'a promise in place of a provider': [
    () => sigV4({ credentials: Promise.resolve(keys) }),
    /no accessKeyId \(but a promise: pass the function without calling it\)/,
  ],
  'a rejected promise in place of a provider': [
    () => sigV4({ credentials: Promise.reject(new Error('not handled')) }),
    /but a promise/,
  ],
  "Cognito's own spelling": [
    () => call({ credentials: async () => ({ AccessKeyId: 'a', SecretKey: 'b' }) }),
    /no accessKeyId \(but AccessKeyId, SecretKey\).*must resolve to \{ accessKeyId/,
  ],
  'credentials in one key of a form': [
    () =>
      call({
        credentials: async () => Object.fromEntries(new URLSearchParams('{"SecretAccessKey":"s3cr3t/KEY"}')) as never,
      }),
    /no accessKeyId \(but other members\)/,
  ],
  'far too many members': [
    () => sigV4({ credentials: any(Buffer.alloc(10_000)) }),
    /^credentials: there is no accessKeyId \(but other members\)\. Pass /,
  ],
  "STS's whole answer": [
    () => call({ credentials: async () => ({ Credentials: {} }) }),
    /no accessKeyId \(but Credentials\)/,
  ],
  'a provider that gives nothing': [() => call({ credentials: async () => {} }), /must resolve to \{ accessKeyId/],
  'an id and a secret that an emulator takes': [
    () => sigV4({ credentials: any({ accessKeyId: 'test', secretAccessKey: 'AKIAIOSFODNN7EXAMPLE' }) }),
    /the two are swapped/,
  ],
  'an expiry as a number': [
    () => call({ credentials: async () => ({ ...keys, expiration: 1_700_000_000 }) }),
    /expiration that is not a valid Date/,
  ],
  'an option misspelt': [() => createSigV4(any({ credentials: keys, orgins: API })), /"orgins"\. Did you mean origins/],
  'an event misspelt': [() => auth.on(any('rejectd'), () => {}), /"rejectd"\. Did you mean rejected/],
  'an origin without its scheme': [() => sigV4({ origins: 'api.example.com' }), /not an origin such as https:\/\/host/],
  'an origin with a wildcard': [() => sigV4({ origins: 'https://*.example.com' }), /wildcard\. Pass a RegExp/],
  'an origin with a path': [
    () => sigV4({ origins: 'https://a.example.com/v1' }),
    /has a path.* Pass 'https:\/\/a\.example\.com', or a function/,
  ],
  'a time in words': [() => sigV4({ refreshBeforeExpiry: '5m' }), /refreshBeforeExpiry: pass milliseconds/],
  'no Authenticator': [() => any(interceptAxios)(axios.create()), /pass what createSigV4 or createTokenAuth returned/],
  'the session as Authenticator': [() => interceptAxios(axios.create(), any(session())), /pass what createSigV4/],
  'the arguments of wrapFetch swapped': [() => wrapFetch(any(auth), any(fetch)), /wrapFetch\(fetch, auth\)/],
  'the arguments of wrapKy swapped': [() => wrapKy(any(auth), any(ky)), /wrapKy\(ky, auth\)/],
  'a custom domain without region': [
    () => call({ origins: 'https://api.example.com' }, 'https://api.example.com/'),
    /Pass region and service to createSigV4/,
  ],
  'another Authorization': [
    () => call({}, API, { headers: { authorization: 'Bearer x' } }),
    /Remove it, or send this call unsigned with `authenticate: false`/,
  ],
  'plain http': [
    () => call({ region: 'r', service: 's', origins: 'http://a.example.com' }, 'http://a.example.com/'),
    /Use https/,
  ],
  'an unsigned payload at API Gateway': [
    () => call({ payload: 'unsigned' }, API, { method: 'POST', body: 'x' }),
    /Remove payload: 'unsigned'/,
  ],
  'milliseconds in presign': [() => auth.presign(API, { expiresIn: 900_000 }), /a whole number of seconds/],
  'sign without a request': [() => any(auth).sign(), /sign: pass \{ method, url, headers, body \}/],
  'sign as sigV4Client.js has it': [() => auth.sign(any({ path: '/x', method: 'GET' })), /sign: pass \{ method, url/],
  'sign with an object as body': [() => auth.sign({ method: 'POST', url: API, body: { a: 1 } }), /JSON\.stringify/],
  'a token for every host': [() => createTokenAuth(any({ token: 't' })), /pass where the token may be sent/],
  'all tokens in place of one': [
    () =>
      wrapFetch(
        answering(200, '{}'),
        createTokenAuth({ token: any(async () => ({ idToken: 'x' })), origins: 'https://a.example' }),
      )('https://a.example/'),
    /must resolve to a string/,
  ],
  'a temporary key without its token': [
    () => cause(403, INVALID, { credentials: { ...keys, accessKeyId: 'ASIAEXAMPLE' } }),
    /sessionToken is missing/,
  ],
  'static keys that have expired': [
    () => cause(403, message('The security token included in the request is expired'), {}),
    /pass a function as `credentials`/,
  ],
  'a provider that caches too well': [
    () => cause(403, INVALID, { credentials: async () => ({ ...keys, sessionToken: 'x' }) }),
    /called with \{ forceRefresh: true \}/,
  ],
  'a wrong stage': [() => cause(403, message('Forbidden'), {}), /a stage or route that does not exist.*'\/prod'/],
  'a host out of scope': [
    () => cause(403, message('Missing Authentication Token'), { origins: 'https://a.example.com' }),
    /is out of scope.* Add it to `origins`/,
  ],
  'a session without ids': [() => session({}), /Pass userPoolId with userPoolClientId, identityPoolId, or all three/],
  'a session without its client': [() => session({ userPoolId: ids.userPoolId }), /userPoolClientId is missing/],
  'a pool id without its region': [() => session({ ...ids, userPoolId: 'AbCd' }), /such as eu-west-1_AbCd12345/],
  'credentials without an identity pool': [
    () => session({ ...ids, identityPoolId: undefined }).credentials(),
    /needs identityPoolId in the configuration/,
  ],
  'a sign-in without a user pool': [
    () => session({ identityPoolId: ids.identityPoolId }).signIn({ username: 'a', password: 'b' }),
    /needs userPoolId in the configuration/,
  ],
  'tokens without a user pool': [
    () => session({ identityPoolId: ids.identityPoolId }).getTokens(),
    /getTokens needs userPoolId in the configuration/,
  ],
  'a sign-in with two arguments': [() => any(session()).signIn('alice', 'password'), /signIn: pass an object/],
  'a user name misspelt': [() => session().signIn(any({ userName: 'a', password: 'b' })), /Did you mean username/],
  'a code before there is a sign-in': [() => session().confirmSignIn({ code: '123456' }), /Call signIn first/],
  'a provider misspelt': [
    () => session().federatedSignIn('gogle', 'token'),
    /"gogle" is unknown: pass facebook, google, .* OIDC issuer, or the ARN/,
  ],
  'a federated sign-in without a token': [
    () => session().federatedSignIn('google', any(undefined)),
    /pass the provider's token/,
  ],
  "a developer's token alone": [() => session().federatedSignIn('developer', 'token'), /needs \{ identityId \}/],
  'a hosted UI without a session': [
    () => createHostedUi(any({ domain: 'x' })),
    /session must come from createCognitoSession/,
  ],
  'a hosted UI without a way back': [
    () => createHostedUi({ session: session(), domain: 'https://x.auth.eu-west-1.amazoncognito.com' }).getSignInUrl(),
    /redirectSignIn is missing. Pass it/,
  ],
  'endpoints misspelt': [
    () => session({ ...ids, endpoints: { userpool: 'http://localhost:9229' } }),
    /Did you mean userPool/,
  ],
  'one endpoint for all': [
    () => session({ ...ids, endpoints: 'http://localhost:9229' }),
    /pass \{ userPool, identityPool, sts \}/,
  ],
  'a wait in words': [() => session({ ...ids, waitForSignIn: '5m' }), /milliseconds/],
  'a wait below zero': [() => session({ ...ids, waitForSignIn: -1 }), /milliseconds, 0 or more/],
  'renewals that were not made': [() => session({ ...ids, renewals: () => {} }), /createSharedRenewals\(\) returned/],
  'a callback that is none': [
    () => session({ ...ids, renewProviderToken: 'x' }),
    /renewProviderToken: pass a function/,
  ],
  'a connectivity that is none': [() => session({ ...ids, connectivity: 'yes' }), /'send', 'wait'/],
  'a clock that is none': [() => session({ ...ids, clock: Date }), /now\(\): number/],
  'a jar in place of the options': [() => any(cookieStorage)({ get() {}, set() {}, remove() {} }), /no option "get"/],
  'a storage of unstorage that is none': [() => any(unstorageStorage)(new Map()), /unstorage's createStorage/],
  'a provider of the hosted UI misspelt': [
    () => hostedUi().getSignInUrl(any({ provider: 'Google' })),
    /no option "provider".*identityProvider/,
  ],
  'leaving a page that there is not': [() => hostedUi().signIn(), /Open getSignInUrl\(\), or pass navigate/],
  'fromAmplify without Amplify': [() => any(fromAmplify)(), /pass \{ fetchAuthSession, Hub \}/],
};

test.each(Object.entries(MISTAKES))('%s: an error that says what to do', async (_, [make, advice]) => {
  const error = await (async () => make())().then(
    () => expect.fail('nothing was said'),
    (error: unknown) => error as Error,
  );
  expect(error.message).toMatch(advice);
  expect(JSON.stringify([error.message, error])).not.toContain(keys.secretAccessKey);
});
