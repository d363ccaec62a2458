// The clients, reduced to what all of them can do: they send a call and give status and data, whatever the status is.

const isPlain = (body) => typeof body === 'object' && body !== null && Object.getPrototypeOf(body) === Object.prototype;
const isStream = (body) => typeof ReadableStream === 'function' && body instanceof ReadableStream;
const JSON_TYPE = { 'content-type': 'application/json' };

/** The init of fetch that carries a body. */
const carrying = (body, headers) => {
  if (body === undefined) return { ...(headers && { headers }) };
  if (isPlain(body)) return { body: JSON.stringify(body), headers: { ...JSON_TYPE, ...headers } };
  return { body, ...(headers && { headers }), ...(isStream(body) && { duplex: 'half' }) };
};

const readResponse = async (response) => {
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, data: isJson && text ? JSON.parse(text) : text };
};

const axiosClient =
  ({ axios, interceptAxios }, adapter) =>
  (auth) => {
    const api = axios.create({ ...(adapter && { adapter }), validateStatus: () => true });
    if (auth) interceptAxios(api, auth);
    return async ({ method = 'GET', url, params, body, headers, signal }) => {
      // axios's own transform sends the whole buffer of a view, and before 1.6 a web stream as JSON.
      const raw = ArrayBuffer.isView(body) || isStream(body);
      const { status, data } = await api.request({
        method,
        url,
        ...(params && { params: new URLSearchParams(params) }),
        ...(body !== undefined && { data: body }),
        ...(raw && { transformRequest: [(given) => given] }),
        ...(headers && { headers }),
        ...(signal && { signal }),
      });
      return { status, data };
    };
  };

const kyClient =
  ({ ky, wrapKy }) =>
  (auth) => {
    const api = auth ? wrapKy(ky, auth) : ky;
    return async ({ method = 'GET', url, params, body, headers, signal }) => {
      const response = await api(url, {
        method,
        retry: 0,
        throwHttpErrors: false,
        ...(params && { searchParams: new URLSearchParams(params) }),
        ...(isPlain(body) ? { json: body, ...(headers && { headers }) } : carrying(body, headers)),
        ...(signal && { signal }),
      });
      return readResponse(response);
    };
  };

const fetchClient =
  ({ wrapFetch }) =>
  (auth) => {
    const call = auth ? wrapFetch(fetch, auth) : fetch;
    return async ({ method = 'GET', url, params, body, headers, signal }) => {
      const target = params ? `${url}?${new URLSearchParams(params)}` : url;
      return readResponse(await call(target, { method, ...carrying(body, headers), ...(signal && { signal }) }));
    };
  };

const requestClient =
  ({ wrapFetch }) =>
  (auth) => {
    const call = auth ? wrapFetch(fetch, auth) : fetch;
    return async ({ method = 'GET', url, params, body, headers, signal }) => {
      const target = params ? `${url}?${new URLSearchParams(params)}` : url;
      const request = new Request(target, { method, ...carrying(body, headers), ...(signal && { signal }) });
      return readResponse(await call(request));
    };
  };

/** Makes a client, by its name: `(libraries) => (auth) => send`; without `auth` it is as it is without us. */
export const clients = {
  axios: (libraries) => axiosClient(libraries),
  'axios (http)': (libraries) => axiosClient(libraries, 'http'),
  'axios (fetch)': (libraries) => axiosClient(libraries, 'fetch'),
  'axios (xhr)': (libraries) => axiosClient(libraries, 'xhr'),
  ky: kyClient,
  fetch: fetchClient,
  'fetch(new Request)': requestClient,
};
