import {
  type AwsCredentialIdentity,
  createSigV4,
  createTokenAuth,
  isAuthError,
  type Rejection,
} from 'sigv4-interceptor';
import { type AmplifyOptions, fromAmplify, tokenFromAmplify } from 'sigv4-interceptor/amplify';
import { createCognitoSession } from 'sigv4-interceptor/cognito';
import { explain } from 'sigv4-interceptor/explain';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { createHostedUi } from 'sigv4-interceptor/hosted-ui';
import { createAwsMock } from 'sigv4-interceptor/mocks';

const credentials: AwsCredentialIdentity = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 's' };
const url = 'https://x.example.com';

export const session = createCognitoSession({ userPoolId: 'eu-west-1_AbCd12345', userPoolClientId: 'c' });
export const auth = createSigV4({
  credentials: session.credentials,
  origins: /https:\/\/x/,
  reauthenticate: async (rejection: Rejection) => (rejection.status === 403 ? credentials : undefined),
});
export const token = createTokenAuth({ token: async () => 't', origins: [url] });
export const off: () => void = auth.on('rejected', ({ verdict }) => verdict === 'expired');

export const authorization = async (): Promise<string | null> => {
  const signed = await auth.sign({ method: 'PUT', url, body: new Uint8Array(2) });
  const body: Uint8Array | undefined = signed.body instanceof Uint8Array ? signed.body : undefined;
  const response: Response = await fetch(signed.url, {
    headers: signed.headers,
    ...(body && { body: new Uint8Array(body) }),
  });
  return explain(await response.text(), signed)?.sentence ?? signed.headers.get('authorization');
};

const signedFetch = wrapFetch(fetch, auth, { baseURL: new URL(url) });
export const sameAsFetch: typeof fetch = signedFetch;
export const calls: Promise<Response>[] = [
  signedFetch(url, { method: 'POST', body: '{}', headers: { accept: 'text/plain' } }),
  signedFetch(new URL(url), { authenticate: false }),
  signedFetch(new Request(url)),
];
// @ts-expect-error it is a boolean
export const wrong = signedFetch(url, { authenticate: 'no' });

export const byAmplify = (options: AmplifyOptions) => createSigV4({ credentials: fromAmplify(options) });
export const amplifyToken = (options: AmplifyOptions) =>
  createTokenAuth({ token: tokenFromAmplify(options), origins: url });
export const ui = createHostedUi({ session, domain: 'd.example.com', redirectSignIn: [url], redirectSignOut: [url] });
export const mock = createAwsMock();
export const code = (error: unknown): string | undefined => (isAuthError(error) ? error.code : undefined);
