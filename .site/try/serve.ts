import { setupWorker } from 'msw/browser';
import type { AwsMock } from 'sigv4-interceptor/mocks';

/** How a page's calls reach the mock. */
export interface Served {
  /** By msw's service worker; or by a `fetch` of the page, where there can be no worker. */
  readonly by: 'worker' | 'page';
  stop(): void;
}

const serveByWorker = async ({ handlers }: AwsMock, base: string): Promise<Served> => {
  const worker = setupWorker(...handlers);
  const serviceWorker = { url: `${base}mockServiceWorker.js`, options: { scope: base } };
  await worker.start({ serviceWorker, quiet: true, onUnhandledFrame: 'bypass' });
  return { by: 'worker', stop: () => void worker.stop() };
};

const serveInPage = (aws: AwsMock): Served => {
  const { fetch } = globalThis;
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    return (await aws.answer(request.clone())) ?? fetch(request);
  };
  return {
    by: 'page',
    stop: () => {
      globalThis.fetch = fetch;
    },
  };
};

/**
 * Puts the mock between this page and the network. Browsers have service workers on pages by https and on localhost, unless the user
 * has switched them off.
 *
 * @param base The path of the site, with a slash at both ends.
 */
export const serve = async (aws: AwsMock, base: string): Promise<Served> => {
  try {
    if (navigator.serviceWorker) return await serveByWorker(aws, base);
  } catch (error) {
    // Such as a browser whose settings forbid it, or a server that lacks the worker's file.
    console.warn(error);
  }
  return serveInPage(aws);
};
