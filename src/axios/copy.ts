import type {
  AxiosError,
  AxiosHeaders,
  AxiosInstance,
  AxiosRequestConfig,
  AxiosResponse,
  InternalAxiosRequestConfig,
} from 'axios';
import { memoise } from '../core/memoise.js';

type Config = InternalAxiosRequestConfig;

/** The options that determine the URL. */
type UrlOptions = {
  readonly [K in 'url' | 'baseURL' | 'allowAbsoluteUrls' | 'params' | 'paramsSerializer']?: Config[K] | undefined;
};

/**
 * The copy of axios that created an instance: the app's may be CommonJS, or another version, and what it throws must be
 * an instance of that copy's classes. An instance has no reference to its module, but it can create another instance.
 */
export interface AxiosCopy {
  /** Joins a URL and serialises parameters like this copy. */
  getUri(config: UrlOptions): string;
  /**
   * Sends with the adapter that the config names, without interceptors and defaults. Rejects like this copy
   * if there is no such adapter, or if the call was aborted before anything is sent.
   */
  dispatch(config: Config): Promise<AxiosResponse>;
  /** This copy's AxiosError. */
  errorType(): Promise<typeof AxiosError>;
  /** Whether its http adapter, if it follows no redirects, drops the error of a response that cannot be decoded: up to 1.15. */
  readonly dropsErrors: boolean;
  /** Whether its http adapter tunnels through proxies: since 1.17. The app's own `transitional` hides it, which only costs an unnecessary check. */
  readonly tunnels: boolean;
}

/** For a config whose transforms have already run. */
export const UNTRANSFORMED: object = { transformRequest: undefined, transformResponse: undefined };

/** Whether it is axios 1.5 or later, in which a header may have the name of a method. */
const isRecent = (Headers: typeof AxiosHeaders | undefined): boolean =>
  !!Headers?.prototype && !!Object.getOwnPropertyDescriptor(Headers.prototype, 'set')?.get;

/** Whether parameters can be told from others by their JSON: a Date or `NaN` cannot. */
const isSimple = (params: object): boolean =>
  Object.getPrototypeOf(params) === Object.prototype &&
  Object.values(params).every(
    (value) => typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value),
  );

/**
 * Finds the copy of axios that an instance belongs to.
 *
 * @throws TypeError for anything but an axios instance, and for axios before 1.5.
 */
export const findAxiosCopy = (instance: AxiosInstance): AxiosCopy => {
  if (typeof instance?.interceptors?.request?.use !== 'function' || typeof instance.getUri !== 'function') {
    throw new TypeError('interceptAxios(instance, auth): instance must be an axios instance.');
  }
  type Maker = { create?(): AxiosInstance; constructor: new (defaults: object) => AxiosInstance };
  const maker = instance as unknown as Maker;
  const bare = typeof maker.create === 'function' ? maker.create() : new maker.constructor({});
  // A default that was introduced in the version that tunnels.
  const tunnels = 'advertiseZstdAcceptEncoding' in (bare.defaults.transitional ?? {});
  for (const name of Object.keys(bare.defaults)) delete bare.defaults[name as keyof typeof bare.defaults];
  bare.interceptors.request.clear?.();
  bare.interceptors.response.clear?.();

  let Headers: typeof AxiosHeaders | undefined;
  // Merging a whole config takes longer than signing, so skip it if axios has already merged.
  bare.interceptors.request.use(
    (config: Config & { take?: () => Config }) => {
      Headers = config.headers.constructor as typeof AxiosHeaders;
      if (!isRecent(Headers)) throw new TypeError('axios is too old.');
      return config.take?.() ?? config;
    },
    null,
    { synchronous: true },
  );
  const canceledError = bare.request({ signal: { aborted: true } }).then(undefined, (error: AxiosError) => error);
  if (!isRecent(Headers)) throw new TypeError('interceptAxios needs axios 1.5 or later.');

  /** Cached, because most calls go to a few URLs, and merging configs takes longer than signing. */
  const join = memoise((options) => bare.getUri(JSON.parse(options)));

  return {
    getUri: ({ url, baseURL, allowAbsoluteUrls, params, paramsSerializer }) =>
      params && (paramsSerializer || !isSimple(params))
        ? bare.getUri({ url, baseURL, allowAbsoluteUrls, params, paramsSerializer } as AxiosRequestConfig)
        : join(JSON.stringify({ url, baseURL, allowAbsoluteUrls, params })),
    dispatch: (config) => bare.request({ take: () => config } as never),
    // QUERY was introduced in the version that fixed it.
    dropsErrors: !('query' in bare),
    tunnels,
    errorType: () => canceledError.then((error) => Object.getPrototypeOf(error.constructor.prototype).constructor),
  };
};
