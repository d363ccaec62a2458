import axios, { type AxiosInstance, type AxiosRequestConfig } from 'axios';
import type { Authenticator } from 'sigv4-interceptor';
import { interceptAxios } from 'sigv4-interceptor/axios';

declare const auth: Authenticator;
const url = 'https://x.example.com';

export const api: AxiosInstance = axios.create({ baseURL: url });
export const detach: () => void = interceptAxios(api, auth);
export const detachDefault: () => void = interceptAxios(axios, auth);
export const quiet: AxiosRequestConfig = { authenticate: false };
export const calls = [
  api.get(url, { authenticate: false }),
  api.request({ ...quiet, url }),
  axios.get<string>(url, quiet),
];
// @ts-expect-error it is a boolean
export const wrong = api.get(url, { authenticate: 'no' });
