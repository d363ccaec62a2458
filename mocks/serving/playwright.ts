/** A browser context or a page of Playwright's, as far as it is needed here. */
export interface PlaywrightRouter {
  route(url: string, handler: (route: PlaywrightRoute) => Promise<void>): Promise<unknown>;
}

/** A request that Playwright caught. */
export interface PlaywrightRoute {
  request(): {
    url(): string;
    method(): string;
    allHeaders(): Promise<Record<string, string>>;
    postDataBuffer(): Uint8Array | null;
  };
  fallback(): Promise<void>;
  abort(): Promise<void>;
  // biome-ignore lint/suspicious/noExplicitAny: it is a Buffer, which typings for browsers do not have
  fulfill(answer: { status: number; headers: Record<string, string>; body: any }): Promise<void>;
}

/** Lets a mock answer what a browser calls; what is for somebody else goes on. */
export const routeFrom = async (
  router: PlaywrightRouter,
  answer: (request: Request) => Promise<Response | undefined>,
): Promise<void> => {
  await router.route('**', async (route) => {
    const caught = route.request();
    const body = caught.postDataBuffer();
    const init = { method: caught.method(), headers: await caught.allHeaders() };
    const response = await answer(new Request(caught.url(), body ? { ...init, body: Uint8Array.from(body) } : init));
    if (!response) return route.fallback();
    if (response.type === 'error') return route.abort();
    const headers = Object.fromEntries(response.headers);
    return route.fulfill({ status: response.status, headers, body: Buffer.from(await response.arrayBuffer()) });
  });
};
