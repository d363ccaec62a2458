import { expect, type TestContext, test } from 'vitest';
import type { BrowserKind } from '../../ui/support/browsers.js';
import type { DrivenBrowser } from '../../ui/support/driven-page.js';
import type { App } from './app.js';
import { type Parts, type Stage, serve } from './serve.js';

const CLIENTS = ['axios', 'ky', 'fetch'] as const;
const KINDS = ['none', 'text', 'blob', 'form', 'stream'] as const;
/** axios's adapter in pages is XMLHttpRequest, which sends no stream. */
const CALLS = CLIENTS.flatMap((client) =>
  KINDS.filter((kind) => !(client === 'axios' && kind === 'stream')).map((kind) => [client, kind] as const),
);

interface OpenApp extends Stage {
  call<K extends keyof App>(name: K, ...input: Parameters<App[K]>): Promise<unknown>;
  /** The same by the service worker with this script. */
  ask<K extends keyof App>(script: string, name: K, ...input: Parameters<App[K]>): Promise<unknown>;
}

/** What a browser does whose page cannot load the parts of the library, and what its service worker does. */
export const testParts = (name: string, browser: BrowserKind<DrivenBrowser>): void => {
  const open = async (context: TestContext, parts: Parts, hides?: string): Promise<OpenApp> => {
    const { page } = await browser.open(context);
    const stage = await serve(parts, hides);
    await page.go(stage.url);
    await expect.poll(() => page.run('return typeof globalThis.page')).toBe('object');
    return {
      ...stage,
      call: (method, ...input) => page.run('return page.call(...arguments)', method, ...input),
      ask: (script, method, ...input) => page.run('return page.ask(...arguments)', script, method, ...input),
    };
  };
  const sendAll = async ({ call }: OpenApp) => {
    const statuses: unknown[] = [];
    for (const [client, kind] of CALLS) statuses.push([client, kind, await call('send', client, kind)]);
    return statuses;
  };
  const fine = CALLS.map((call) => [...call, 200]);
  const LOST = 'part-not-loaded';

  test(`${name}: with all parts there, everything works`, async (context) => {
    const app = await open(context, 'there');
    expect(await sendAll(app)).toEqual(fine);
    expect(await app.call('sign')).toBe(200);
    expect(await app.call('presign')).toBe(200);
    expect(await app.call('explain')).toMatch(/^403: .*secret/);
    expect(await app.call('signUp')).toBe('confirmSignUp');
    expect(await app.call('signIn')).toBe('done');
    expect(app.asked).not.toEqual([]);
  });

  for (const parts of ['removed', 'offline', 'forbidden'] as const) {
    test(`${name}: with its parts ${parts}, calls are sent, renewed and replayed, and each part costs its own feature only`, async (context) => {
      const app = await open(context, parts);
      expect(await sendAll(app)).toEqual(fine);
      app.mock.expireCredentials();
      expect(await sendAll(app)).toEqual(fine);
      expect(app.mock.calls().filter(({ verdict }) => verdict === 'expired-token')).toHaveLength(1);
      expect(await app.call('explain')).toBe('403: none');
      for (const feature of ['sign', 'presign', 'signIn', 'signUp'] as const) {
        expect([feature, await app.call(feature)]).toEqual([feature, LOST]);
      }
      // The session has survived.
      expect(await app.call('send', 'fetch', 'text')).toBe(200);
    });
  }

  test(`${name}: without WebCrypto, calls are hashed by the part for that, and are refused clearly if it is lost`, async (context) => {
    const there = await open(context, 'there', "crypto, 'subtle'");
    expect(await sendAll(there)).toEqual(fine);
    const removed = await open(context, 'removed', "crypto, 'subtle'");
    expect(await removed.call('send', 'fetch', 'text')).toBe(LOST);
  });

  test(`${name}: a service worker signs, replays, presigns and signs in by the eager entry`, async (context) => {
    const app = await open(context, 'removed');
    const script = '/eager/eager-worker.js';
    expect(await app.ask(script, 'send', 'fetch', 'text')).toBe(200);
    app.mock.expireCredentials();
    expect(await app.ask(script, 'send', 'fetch', 'form')).toBe(200);
    expect(await app.ask(script, 'presign')).toBe(200);
    expect(await app.ask(script, 'explain')).toMatch(/^403: .*secret/);
    expect(await app.ask(script, 'signIn')).toBe('done');
  });

  test(`${name}: a service worker without it signs and replays all the same`, async (context) => {
    const app = await open(context, 'there');
    const script = '/worker.js';
    expect(await app.ask(script, 'send', 'fetch', 'text')).toBe(200);
    app.mock.expireCredentials();
    expect(await app.ask(script, 'send', 'ky', 'blob')).toBe(200);
    expect(await app.ask(script, 'presign')).toBe(LOST);
  });
};
