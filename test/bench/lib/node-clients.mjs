import { AwsClient } from 'aws4fetch';
import { aws4Interceptor } from 'aws4-axios';
import axios from 'axios';
import { createSignedFetcher } from 'aws-sigv4-fetch';
import ky from 'ky';
import { createSigV4 } from 'sigv4-interceptor';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { wrapKy } from 'sigv4-interceptor/ky';
import { CREDENTIALS, REGION, SERVICE, TYPE } from './fixtures.mjs';
import { naiveSmithy } from './node-signers.mjs';

const scope = { region: REGION, service: SERVICE };

/** The interceptor that everybody writes for smithy, on an instance of axios. */
const interceptNaively = (instance) => {
  const signer = naiveSmithy();
  instance.interceptors.request.use(async (config) => {
    const url = new URL(instance.getUri(config));
    const body = config.data && JSON.stringify(config.data);
    const signed = await signer.sign({
      method: config.method.toUpperCase(),
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: { host: url.host, ...(body && { 'content-type': TYPE }) },
      body,
    });
    for (const [name, value] of Object.entries(signed.headers)) config.headers.set(name, value);
    return config;
  });
};

const axiosCalls = (origin, auth) => {
  const instance = () => axios.create({ baseURL: origin });
  const plain = instance();
  const ours = instance();
  interceptAxios(ours, auth);
  const aws4 = instance();
  aws4.interceptors.request.use(aws4Interceptor({ instance: aws4, options: scope, credentials: CREDENTIALS }));
  const naive = instance();
  interceptNaively(naive);
  const caller = (api, path) => (data) => (data ? api.post(path, data) : api.get(path, { params: { page: 1 } }));
  return {
    'axios, plain': caller(plain, '/plain'),
    'axios, ours': caller(ours, '/signed'),
    'axios, aws4-axios': caller(aws4, '/signed'),
    'axios, naive smithy interceptor': caller(naive, '/signed'),
  };
};

const fetchCalls = (origin, auth) => {
  const aws = new AwsClient({ ...CREDENTIALS, ...scope });
  const caller = (send, path) => async (data) => {
    const init = data && { method: 'POST', headers: { 'content-type': TYPE }, body: JSON.stringify(data) };
    const response = await send(`${origin}${path}${data ? '' : '?page=1'}`, init);
    if (!response.ok) throw new Error(`The server answered ${response.status}.`);
    return response.json();
  };
  return {
    'fetch, plain': caller(fetch, '/plain'),
    'fetch, ours': caller(wrapFetch(fetch, auth), '/signed'),
    'fetch, aws4fetch': caller(aws.fetch.bind(aws), '/signed'),
    'fetch, aws-sigv4-fetch': caller(createSignedFetcher({ ...scope, credentials: CREDENTIALS }), '/signed'),
  };
};

const kyCalls = (origin, auth) => {
  const aws = new AwsClient({ ...CREDENTIALS, ...scope });
  const caller = (api, path) => (data) =>
    (data
      ? api.post(`${origin}${path}`, { json: data })
      : api.get(`${origin}${path}`, { searchParams: { page: 1 } })
    ).json();
  const signing = ky.extend({ hooks: { beforeRequest: [({ request }) => aws.sign(request)] } });
  return {
    'ky, plain': caller(ky, '/plain'),
    'ky, ours': caller(wrapKy(ky, auth), '/signed'),
    'ky, aws4fetch.sign': caller(signing, '/signed'),
  };
};

/**
 * The clients, plain, by ours and by the peers.
 *
 * @returns By name, a function that calls the server once: with a body it is a POST, without a GET.
 */
export const nodeClients = (origin) => {
  const auth = createSigV4({ credentials: CREDENTIALS, ...scope, origins: origin });
  return { ...axiosCalls(origin, auth), ...fetchCalls(origin, auth), ...kyCalls(origin, auth) };
};
