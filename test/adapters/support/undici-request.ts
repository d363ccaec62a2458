// An adapter as another package would write it: it imports public names alone.
import { type Answer, type Authenticator, createAdapter, type HeaderMap, type WireRequest } from 'sigv4-interceptor';
import { type Dispatcher, getGlobalDispatcher, interceptors, request } from 'undici';

/** What `request` of undici takes here. */
export interface RequestOptions {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/** A response whose body can be read more than once. */
export interface UndiciResponse {
  readonly status: number;
  text(): Promise<string>;
}

interface UndiciAnswer extends Answer {
  readonly response: UndiciResponse;
}

const toAnswer = ({ statusCode, headers, body }: Dispatcher.ResponseData): UndiciAnswer => {
  let read: Promise<string> | undefined;
  const text = (): Promise<string> => {
    read ??= body.text();
    return read;
  };
  return {
    response: { status: statusCode, text },
    status: statusCode,
    header: (name) => headers[name]?.toString() ?? null,
    text,
    discard: () => void body.dump().catch(() => {}),
  };
};

type Sendable = Exclude<Dispatcher.DispatchOptions['body'], undefined>;

/** The body as undici takes it: bytes, or the stream that was given. */
const toBody = (body: WireRequest['body']): Sendable =>
  (body && 'stream' in body && typeof body.stream !== 'function' ? body.stream : (body ?? null)) as Sendable;

/** Follows redirects, as this client does for every call. */
const following = getGlobalDispatcher().compose(interceptors.redirect({ maxRedirections: 20 }));

/** undici's `request`, authenticated, and following redirects. */
export const wrapUndici = (auth: Authenticator, baseURL?: string) => {
  const begin = createAdapter(auth, baseURL === undefined ? {} : { baseURL });
  return async (url: string, options: RequestOptions = {}): Promise<UndiciResponse> => {
    const { method = 'GET', headers = {}, body, signal = null } = options;
    const send = async (
      wire: WireRequest,
      sent: HeaderMap,
      dispatcher = getGlobalDispatcher(),
    ): Promise<UndiciAnswer> => {
      const verb = wire.method as Dispatcher.HttpMethod;
      return toAnswer(
        await request(wire.url.href, { dispatcher, method: verb, headers: sent, body: toBody(wire.body), signal }),
      );
    };
    const call = begin(method, url);
    if (!call) {
      const verb = method as Dispatcher.HttpMethod;
      return toAnswer(
        await request(url, { dispatcher: following, method: verb, headers, body: body as Sendable, signal }),
      ).response;
    }
    const { answer } = await call.send({
      headers,
      body,
      signal,
      redirects: 20,
      send,
      leave: (wire) => send(wire, wire.headers, following),
      // Outside browsers no answer is hidden.
      mayHideAnswer: () => false,
    });
    return answer.response;
  };
};
