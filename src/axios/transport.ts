import axios, { type InternalAxiosRequestConfig } from 'axios';

type Adapter = NonNullable<InternalAxiosRequestConfig['adapter']>;

const isBrowser = (): boolean => typeof XMLHttpRequest === 'function';

/**
 * Which of axios's adapters sends a signed call: the app's choice. Where axios itself would choose and could take xhr or
 * fetch, it is fetch, which can stop at a redirect; but only xhr can report upload progress over HTTP/1.1.
 */
export const chooseTransport = ({
  adapter = axios.defaults.adapter,
  onUploadProgress,
}: InternalAxiosRequestConfig): Adapter => {
  const open = Array.isArray(adapter) && adapter.includes('xhr') && adapter.includes('fetch');
  if (open && isBrowser()) return onUploadProgress ? 'xhr' : 'fetch';
  return adapter as Adapter;
};

/** Whether a signed call goes by XMLHttpRequest. */
export const isXhr = (config: InternalAxiosRequestConfig): boolean => {
  const [first] = [chooseTransport(config)].flat();
  return first === 'xhr' && isBrowser();
};
