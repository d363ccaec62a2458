// @vitest-environment jsdom
import type { SessionSnapshot } from 'sigv4-interceptor/cognito';
import { expect, onTestFinished, test } from 'vitest';
import { type App, createApp, createSSRApp, defineComponent, h, type ShallowRef } from 'vue';
import { renderToString } from 'vue/server-renderer';
import { ALICE, newElement, startScreen, tellStory, watchConsole } from './support/screen.js';

/** The recipe in an app: who is here. */
const start = async () => {
  const { app, session, listening } = await startScreen();
  const { useSession } = await app.load<{ useSession(): ShallowRef<SessionSnapshot> }>('src/session-ref.ts');
  const Who = defineComponent(() => {
    const snapshot = useSession();
    return () => h('p', `${snapshot.value.state} ${snapshot.value.username ?? ''}`);
  });
  return { app, session, listening, Who };
};

const mount = (vue: App, html?: string): HTMLElement => {
  const page = newElement(html);
  vue.mount(page);
  return page;
};

test('shows all that happens to the session, and listens no more when it has gone from the page', async () => {
  const said = watchConsole();
  const { app, session, listening, Who } = await start();
  const vue = createApp(Who);
  const page = mount(vue);
  await expect.poll(() => page.textContent).toMatch(/^(guest|signedOut)/);
  await tellStory(app, session, () => page.textContent!);
  expect(listening()).toBe(1);
  vue.unmount();
  expect(listening()).toBe(0);
  expect(said).toEqual([]);
});

test('a server renders the unknown state and listens to nothing; the page hydrates without a warning', async () => {
  const said = watchConsole();
  const { session, listening, Who } = await start();
  await session.signIn(ALICE);
  const html = await renderToString(createSSRApp(Who));
  expect(html).toBe('<p>unknown </p>');
  expect(session.subscribe).not.toHaveBeenCalled();

  const vue = createSSRApp(Who);
  onTestFinished(() => vue.unmount());
  const page = mount(vue, html);
  await expect.poll(() => page.innerHTML).toBe('<p>signedIn alice</p>');
  expect(listening()).toBe(1);
  expect(said).toEqual([]);
});
