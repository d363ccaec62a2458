import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { readAppFile } from './app-files.js';
import { PAGE } from './page.js';

/** The data and the buttons of the control page. */
export interface ControlPage {
  state(): Promise<object>;
  /**
   * @returns Whether the control exists.
   * @throws TypeError for an invalid parameter
   */
  press(name: string, parameters: URLSearchParams): boolean;
  /** The folder of the app that the page shows beside the calls. */
  readonly appFolder: URL;
  /** The Content-Security-Policy of the app. */
  appPolicy(): string;
}

/** Allows the page's inline script and styles. */
const PAGE_POLICY =
  "default-src 'none'; connect-src 'self'; frame-src 'self'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; frame-ancestors 'none'";

const send = (
  response: ServerResponse,
  status: number,
  type: string,
  body: string | Buffer,
  policy = PAGE_POLICY,
): void => {
  response
    .writeHead(status, { 'content-type': type, 'cache-control': 'no-store', 'content-security-policy': policy })
    .end(body);
};

const text = (response: ServerResponse, status: number, body: string): void =>
  send(response, status, 'text/plain', body);

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
  const press = (response: ServerResponse, control: string, parameters: URLSearchParams): void => {
    try {
      if (page.press(control, parameters)) send(response, 200, 'application/json', '{}');
      else text(response, 404, `There is no control '${control}'.`);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      text(response, 400, error.message);
    }
  };

  const show = async (response: ServerResponse, pathname: string): Promise<void> => {
    if (pathname === '/') return send(response, 200, 'text/html; charset=utf-8', PAGE);
    if (pathname === '/state') {
      return send(response, 200, 'application/json', JSON.stringify(await page.state()));
    }
    if (pathname === '/app') return void response.writeHead(308, { location: '/app/' }).end();
    const [, name] = /^\/app\/([^/]*)$/.exec(pathname) ?? [];
    if (name === undefined) return text(response, 404, 'There is only /, /app and /state.');
    const file = await readAppFile(page.appFolder, name || 'index.html');
    if (!file) return text(response, 404, 'The app has no such file. In a checkout, npm run build creates it.');
    send(response, 200, file.type, file.body, page.appPolicy());
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
    await show(response, pathname);
  };

  return createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      if (response.headersSent) return void response.destroy();
      text(response, 500, String(error));
    });
  });
};
