// @vitest-environment jsdom
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { hydrate, mount, unmount } from 'svelte';
import { compile } from 'svelte/compiler';
import { render } from 'svelte/server';
import { expect, onTestFinished, test } from 'vitest';
import { type App, recipes, write } from './app.js';
import { ALICE, newElement, startScreen, tellStory, watchConsole } from './support/screen.js';

const BY_SUBSCRIBER = recipes.get('src/Who.svelte')!;
/** A component that reads the recipe's store. */
const BY_STORE = `<script>
  import { snapshot } from './snapshot-store.js';
</script>

<p>{$snapshot.state} {$snapshot.username}</p>`;

interface Page {
  readonly mount: typeof mount;
  readonly hydrate: typeof hydrate;
  readonly unmount: typeof unmount;
  readonly Who: Parameters<typeof mount>[0];
}

const esbuild = join(import.meta.dirname, '../../node_modules/.bin/esbuild');

const compileFor = (generate: 'client' | 'server', { place }: App, source: string): void =>
  write(join(place, `src/who-${generate}.ts`), compile(source, { filename: 'Who.svelte', generate }).js.code);

/** A component and Svelte's client, bundled for browsers; the app's session stays the one that the test has. */
const loadPage = async (app: App, source: string): Promise<Page> => {
  const src = join(app.place, 'src');
  compileFor('client', app, source);
  write(join(src, 'auth.js'), "export * from './auth.ts';\n");
  write(
    join(src, 'page.ts'),
    "export { hydrate, mount, unmount } from 'svelte';\nexport { default as Who } from './who-client.js';\n",
  );
  execFileSync(esbuild, [
    join(src, 'page.ts'),
    `--outfile=${join(src, 'bundle.js')}`,
    '--bundle',
    '--format=esm',
    '--conditions=browser',
    '--external:./auth.js',
    '--log-level=error',
  ]);
  return app.load('src/bundle.js');
};

test.each([
  ['createSubscriber', BY_SUBSCRIBER],
  ['a store', BY_STORE],
])(
  '%s shows all that happens to the session, and listens no more when it has gone from the page',
  async (_, source) => {
    const said = watchConsole();
    const { app, session, listening } = await startScreen();
    const { mount, unmount, Who } = await loadPage(app, source);
    const page = newElement();
    const component = mount(Who, { target: page });
    await expect.poll(() => page.textContent).toMatch(/^(guest|signedOut)/);
    await tellStory(app, session, () => page.textContent!);
    expect(listening()).toBe(1);
    await unmount(component);
    await expect.poll(listening).toBe(0);
    expect(said).toEqual([]);
  },
);

test('a server renders the unknown state and listens to nothing; the page hydrates without a warning', async () => {
  const said = watchConsole();
  const { app, session, listening } = await startScreen();
  compileFor('server', app, BY_SUBSCRIBER);
  const { default: OnServer } = await app.load<{ default: Parameters<typeof render>[0] }>('src/who-server.ts');
  const { body } = render(OnServer, { props: {} });
  expect(body).toContain('<p>unknown </p>');
  expect(session.subscribe).not.toHaveBeenCalled();

  await session.signIn(ALICE);
  const { hydrate, unmount, Who } = await loadPage(app, BY_SUBSCRIBER);
  const page = newElement(body);
  const component = hydrate(Who, { target: page });
  onTestFinished(() => unmount(component));
  await expect.poll(() => page.textContent).toBe('signedIn alice');
  expect(listening()).toBe(1);
  expect(said).toEqual([]);
});
