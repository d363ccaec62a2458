import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { PAGE_POLICY, readAppFile } from './app-files.js';
import type { Stream } from './stream.js';

/** The data and the buttons of the control page. */
export interface ControlPage {
  state(): Promise<object>;
  /** Returns what a request opens to. Undefined if it is no longer kept. */
  entry(id: number): object | undefined;
  /**
   * Returns the codes that were sent, latest first.
   *
   * @throws TypeError for an unknown user
   */
  codes(user: string | undefined): readonly object[];
  /**
   * Returns what an authenticator app shows: a user's, or one with a secret. Undefined for a user without an app.
   *
   * @throws TypeError for an unknown user
   */
  totp(of: { readonly user?: string; readonly secret?: string }): Promise<object | undefined>;
  readonly stream: Pick<Stream, 'open'>;
  /**
   * @returns Whether the control exists.
   * @throws TypeError for an invalid parameter
   */
  press(name: string, parameters: URLSearchParams): boolean;
  /** The folder with the bundles: `page/`, and `app/`, which the page shows beside the calls. */
  readonly folder: URL;
  /** The Content-Security-Policy of the app. */
  appPolicy(): string;
}

const send = (
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Buffer,
  policy = PAGE_POLICY,
): void => {
  response
    .writeHead(status, {
      'content-type': type,
      'cache-control': 'no-store',
      'content-security-policy': policy,
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    })
    .end(body);
};

const text = (response: ServerResponse, status: number, body: string): void =>
  send(response, status, 'text/plain; charset=utf-8', body);

const json = (response: ServerResponse, value: object): void =>
  send(response, 200, 'application/json', JSON.stringify(value));

/** What a GET is answered with. Each writes the response. */
type Show = (response: ServerResponse, parameters: URLSearchParams, message: IncomingMessage) => Promise<void> | void;

const pathsOf = (page: ControlPage): Readonly<Record<string, Show>> => ({
  '/state': async (response) => json(response, await page.state()),
  '/events': (response, _, { headers }) => {
    const last = headers['last-event-id'];
    page.stream.open(response, typeof last === 'string' ? last : undefined);
  },
  '/codes': (response, parameters) => json(response, page.codes(parameters.get('user') ?? undefined)),
  '/totp': async (response, parameters) => {
    const [user, secret] = [parameters.get('user') ?? undefined, parameters.get('secret') ?? undefined];
    if (user === undefined && secret === undefined) {
      throw new TypeError('/totp needs ?user=NAME, or ?secret=SECRET in base32.');
    }
    const shown = await page.totp({ ...(user !== undefined && { user }), ...(secret !== undefined && { secret }) });
    if (shown) return json(response, shown);
    text(response, 404, `'${user}' has no authenticator app. POST /controls/totp?user=… gives one to a user.`);
  },
  '/entry': (response, parameters) => {
    const found = page.entry(Number(parameters.get('id')));
    if (found) return json(response, found);
    text(response, 404, 'This request is no longer kept.');
  },
  '/app': (response) => void response.writeHead(308, { location: '/app/' }).end(),
});

/**
 * Serves the control page. Pages of other sites cannot read it (no CORS, and a Host header with their own name is
 * refused), nor press a button (which needs a header that they may not send).
 *
 * @param isOwnHost Whether a Host header is one of this server's names, for a call that arrived at an address.
 */
export const createControlServer = (
  page: ControlPage,
  isOwnHost: (host: string, address: string | undefined) => boolean,
): Server => {
  const paths = pathsOf(page);

  const press = (response: ServerResponse, control: string, parameters: URLSearchParams): void => {
    if (page.press(control, parameters)) send(response, 200, 'application/json', '{}');
    else text(response, 404, `There is no control '${control}'.`);
  };

  const showFile = async (response: ServerResponse, pathname: string): Promise<void> => {
    const [, folder = 'page', name] = /^\/(?:(app|page)\/)?([^/]*)$/.exec(pathname) ?? [];
    if (name === undefined || (pathname.startsWith('/page/') && !name)) {
      return text(response, 404, `There is only /, /app, ${Object.keys(paths).join(', ')}.`);
    }
    const file = await readAppFile(new URL(`${folder}/`, page.folder), name || 'index.html');
    if (!file) return text(response, 404, 'There is no such file. In a checkout, npm run build creates the page.');
    send(response, 200, file.type, file.body, folder === 'app' ? page.appPolicy() : PAGE_POLICY);
  };

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = 'GET', headers } = request;
    const isOwn = (host: string): boolean => isOwnHost(host, request.socket.localAddress);
    if (!isOwn(headers.host ?? '')) return text(response, 421, 'This is another host.');
    const { origin } = headers;
    if (origin !== undefined && !(URL.canParse(origin) && isOwn(new URL(origin).host))) {
      return text(response, 403, 'Pages of other sites may not use this page.');
    }
    // Not resolved against a base, because `//` is a path here, not a host.
    const target = `http://localhost${request.url ?? '/'}`;
    if (!URL.canParse(target)) return text(response, 400, 'This is not a path.');
    const { pathname, searchParams } = new URL(target);
    const [, control] = /^\/controls\/(\w+)$/.exec(pathname) ?? [];
    if (method === 'POST' && control) {
      if (!headers['x-emulator']) return text(response, 403, 'The header x-emulator is missing.');
      return press(response, control, searchParams);
    }
    if (method !== 'GET') return text(response, 405, 'GET, or POST to /controls/{name}.');
    const show = Object.hasOwn(paths, pathname) ? paths[pathname] : undefined;
    return show ? show(response, searchParams, request) : showFile(response, pathname);
  };

  return createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (response.headersSent) return void response.destroy();
      // A parameter of the request is wrong.
      if (error instanceof TypeError) return text(response, 400, error.message);
      console.error(error);
      text(response, 500, 'The emulator failed. Its console says why.');
    });
  });
};
