/** The part of Playwright's `BrowserContext` and `Page` that the mock uses. */
export interface PlaywrightRouter {
  route(url: string, handler: (route: PlaywrightRoute) => Promise<void>): Promise<unknown>;
}

/** The part of Playwright's `Route` that the mock uses. */
export interface PlaywrightRoute {
  request(): {
    url(): string;
    method(): string;
    allHeaders(): Promise<Record<string, string>>;
    postDataBuffer(): Uint8Array | null;
  };
  fallback(): Promise<void>;
  abort(): Promise<void>;
  // biome-ignore lint/suspicious/noExplicitAny: a Buffer, a type that browser typings lack
  fulfill(answer: { status: number; headers: Record<string, string>; body: any }): Promise<void>;
}

/**
 * Lets a mock handle a browser's requests. Requests to other hosts continue.
 *
 * @param stops Whether a request to another host is stopped instead.
 */
export const routeFrom = async (
  router: PlaywrightRouter,
  answer: (request: Request) => Promise<Response | undefined>,
  stops: (request: Request) => boolean = () => false,
): Promise<void> => {
  await router.route('**', async (route) => {
    const caught = route.request();
    const body = caught.postDataBuffer();
    const init = { method: caught.method(), headers: await caught.allHeaders() };
    const request = new Request(caught.url(), body ? { ...init, body: Uint8Array.from(body) } : init);
    const response = await answer(request);
    if (!response) return stops(request) ? route.abort() : route.fallback();
    if (response.type === 'error') return route.abort();
    const headers = Object.fromEntries(response.headers);
    return route.fulfill({ status: response.status, headers, body: Buffer.from(await response.arrayBuffer()) });
  });
};
