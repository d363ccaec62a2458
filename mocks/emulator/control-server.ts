import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { PAGE } from './page.js';

/** What the control page shows, and what its buttons do. */
export interface ControlPage {
  state(): Promise<object>;
  /**
   * @returns Whether there is such a control
   * @throws TypeError for a parameter that is wrong
   */
  press(name: string, parameters: URLSearchParams): boolean;
}

const send = (response: ServerResponse, status: number, type: string, body: string): void => {
  response
    .writeHead(status, {
      'content-type': type,
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; connect-src 'self'; style-src 'unsafe-inline'; script-src 'unsafe-inline'",
    })
    .end(body);
};

/**
 * Serves the control page. Other sites' pages can neither read it (no CORS; a name of theirs that leads here is refused) nor
 * press a button (those need a header that they may not send).
 *
 * @param isOwnHost Whether a Host header is one of this server's names.
 */
export const createControlServer = (page: ControlPage, isOwnHost: (host: string) => boolean): Server =>
  createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const { method = 'GET', headers } = request;
    if (!isOwnHost(headers.host ?? '')) return send(response, 421, 'text/plain', 'This is another host.');
    // Not resolved against a base: `//` is a path here, and no host.
    const target = `http://localhost${request.url ?? '/'}`;
    if (!URL.canParse(target)) return send(response, 400, 'text/plain', 'This is no path.');
    const { pathname, searchParams } = new URL(target);
    const [, control] = /^\/controls\/(\w+)$/.exec(pathname) ?? [];
    if (method === 'POST' && control) {
      if (!headers['x-emulator']) return send(response, 403, 'text/plain', 'The header x-emulator is missing.');
      try {
        return page.press(control, searchParams)
          ? send(response, 200, 'application/json', '{}')
          : send(response, 404, 'text/plain', `There is no control '${control}'.`);
      } catch (error) {
        if (error instanceof TypeError) return send(response, 400, 'text/plain', error.message);
        throw error;
      }
    }
    if (method !== 'GET') return send(response, 405, 'text/plain', 'GET, or POST to /controls/{name}.');
    if (pathname === '/state') return send(response, 200, 'application/json', JSON.stringify(await page.state()));
    if (pathname === '/') return send(response, 200, 'text/html; charset=utf-8', PAGE);
    return send(response, 404, 'text/plain', 'There is only / and /state.');
  });
