import { fromCognitoIdentityPool } from '@aws-sdk/credential-providers';
import { Amplify } from 'aws-amplify';
import { get } from 'aws-amplify/api';
import { AwsClient } from 'aws4fetch';
import { aws4Interceptor } from 'aws4-axios';
import axios from 'axios';
import { createAuthRefresh } from 'axios-auth-refresh';
import { createSignedFetcher } from 'aws-sigv4-fetch';
import ky from 'ky';
import { createSigV4 } from 'sigv4-interceptor';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { wrapKy } from 'sigv4-interceptor/ky';
import { clientNamed } from '../../support/clients.ts';
import { REGION, SERVICE } from './fixtures.mjs';
import { expired } from './storm-server.mjs';

const libraries = { axios, ky, interceptAxios, wrapFetch, wrapKy };
const scope = { region: REGION, service: SERVICE };

const succeed = async (answer) => {
  const response = await answer;
  if (!response.ok) throw new Error(String(response.status));
  await response.arrayBuffer();
};

const ours = ({ origin, issue }) => {
  const credentials = async ({ forceRefresh } = {}) => (forceRefresh ? issue() : expired());
  const auth = createSigV4({ credentials, ...scope, origins: origin });
  const sends = ['axios (http)', 'fetch', 'ky'].map((name) => clientNamed(name).attach(libraries, auth));
  return async (call) => {
    const { status } = await sends[call % sends.length]({ url: `${origin}/api/${call}` });
    if (status !== 200) throw new Error(String(status));
  };
};

const aws4Axios = ({ origin }) => {
  const api = axios.create();
  api.interceptors.request.use(aws4Interceptor({ instance: api, options: scope, credentials: expired() }));
  return (call) => api.get(`${origin}/api/${call}`);
};

const aws4AxiosAssumingRole = ({ origin }) => {
  // Its STS client takes no options: the SDK's own environment variables lead it here.
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_STS: origin,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  });
  const api = axios.create();
  const options = { ...scope, assumeRoleArn: 'arn:aws:iam::123456789012:role/bench' };
  api.interceptors.request.use(aws4Interceptor({ instance: api, options }));
  return (call) => api.get(`${origin}/api/${call}`);
};

const aws4AxiosRefreshing = ({ origin, issue }) => {
  const api = axios.create();
  let credentials = expired();
  const provider = { getCredentials: async () => credentials };
  api.interceptors.request.use(aws4Interceptor({ instance: api, options: scope, credentials: provider }));
  const refresh = async () => {
    credentials = await issue();
  };
  createAuthRefresh(api, refresh, { statusCodes: [401, 403] });
  return (call) => api.get(`${origin}/api/${call}`);
};

const aws4Fetch = ({ origin }) => {
  const aws = new AwsClient({ ...expired(), ...scope });
  return (call) => succeed(aws.fetch(`${origin}/api/${call}`));
};

const sigv4Fetch = ({ origin }) => {
  const send = createSignedFetcher({ ...scope, credentials: expired() });
  return (call) => succeed(send(`${origin}/api/${call}`));
};

const sigv4FetchWithPool = ({ origin }) => {
  const credentials = fromCognitoIdentityPool({
    identityPoolId: 'eu-west-1:00000000-0000-4000-8000-000000000001',
    clientConfig: { region: REGION, endpoint: origin },
  });
  const send = createSignedFetcher({ ...scope, credentials });
  return (call) => succeed(send(`${origin}/api/${call}`));
};

const amplify = ({ origin, issue }) => {
  const credentialsProvider = {
    getCredentialsAndIdentityId: async ({ forceRefresh } = {}) => ({
      credentials: forceRefresh ? await issue() : expired(),
    }),
    clearCredentialsAndIdentityId: () => {},
  };
  const identityPoolId = 'eu-west-1:00000000-0000-4000-8000-000000000001';
  Amplify.configure(
    {
      Auth: { Cognito: { identityPoolId, allowGuestAccess: true } },
      API: { REST: { bench: { endpoint: origin, region: REGION, service: SERVICE } } },
    },
    { Auth: { credentialsProvider } },
  );
  return (call) => get({ apiName: 'bench', path: `/api/${call}` }).response;
};

/** By name, what makes from the server a function that makes one call and rejects if it fails. */
export const stormClients = {
  'ours: axios, fetch and ky, sharing one auth': ours,
  'aws4-axios, static keys': aws4Axios,
  'aws4-axios with its AssumeRole': aws4AxiosAssumingRole,
  'aws4-axios + axios-auth-refresh': aws4AxiosRefreshing,
  'aws4fetch, static keys': aws4Fetch,
  'aws-sigv4-fetch, static keys': sigv4Fetch,
  'aws-sigv4-fetch + fromCognitoIdentityPool': sigv4FetchWithPool,
  'Amplify get(), rejected within their life': amplify,
};
