// `npm run examples -- [example …]`: builds the examples with the packed library, and drives each through a sign-in in
// Chromium. `--types` only compiles them.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { install } from '../../matrix/lib/install.mjs';
import { chromiumPath } from '../../support/available.ts';
import { bundlers, renderOnServer } from './lib/bundles.mjs';
import { compilers } from './lib/compilers.mjs';
import { layOut, packInto } from './lib/project.mjs';
import { serve } from './lib/serve.mjs';
import { branded, byButton, headless, shown } from './lib/stories.mjs';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const WORK = join(HERE, '.work', String(process.pid));

/** The stories of each example: the page, and what happens there. */
const STORIES = {
  html: [
    ['auto-show', '/', (page, mock) => shown(page, mock, { signOut: 'Sign out' })],
    ['a button', '/', byButton],
    ['own words, colours and fields', '/', branded],
  ],
  react: [
    ['the element, in StrictMode', '/', shown],
    ['own markup, in StrictMode', '/own.html', headless],
    ['the element, rendered by a server', '/', shown, 'server'],
  ],
  preact: [['the element', '/', shown]],
  solid: [['the element', '/', shown]],
  vue: [
    ['the element', '/', shown],
    ['own markup', '/own.html', headless],
  ],
  svelte: [
    ['the element', '/', shown],
    ['own markup', '/own.html', headless],
  ],
  angular: [['the element', '/', shown]],
};

const { positionals, values } = parseArgs({ allowPositionals: true, options: { types: { type: 'boolean' } } });
const unknown = positionals.filter((name) => !compilers[name]);
if (unknown.length || !chromiumPath) {
  console.error(unknown.length ? `There is no example ${unknown.join(', ')}.` : 'Chromium is missing.');
  process.exit(2);
}
const chosen = (examples) => Object.keys(examples).filter((name) => !positionals.length || positionals.includes(name));

let failures = 0;
/** Runs a step and reports its result. */
const attempt = async (what, work) => {
  try {
    await work();
    console.log(`ok    ${what}`);
  } catch (error) {
    failures += 1;
    console.log(`FAIL  ${what}\n${error.stack}`);
  }
};

/** The page's console errors, without the browser's own line for a 403 or for a wrong password's 400. */
const listenTo = (page) => {
  const said = [];
  page.on('pageerror', (error) => said.push(String(error)));
  page.on('console', (message) => {
    const isRefusal = /^Failed to load resource: .* status of 40[03] /.test(message.text());
    if (['error', 'warning'].includes(message.type()) && !isRefusal) said.push(message.text());
  });
  return said;
};

const drive = async (browser, mock, url, [, path, story]) => {
  mock.reset();
  mock.deny('GET /greeting', { user: 'guest' });
  const context = await browser.newContext();
  const page = await context.newPage();
  const said = listenTo(page);
  try {
    await page.goto(url + path);
    await story(page, mock);
    if (said.length) throw new Error(`The page says: ${said.join('\n')}`);
  } finally {
    await context.close();
  }
};

const tryOut = async (name, browser, mock) => {
  const folder = join(WORK, name);
  const out = join(folder, 'dist');
  await bundlers[name](folder, out);
  for (const story of STORIES[name]) {
    await attempt(`${name}: ${story[0]}`, async () => {
      const rendered = story[3] && (await renderOnServer(folder));
      const page = (path, content) =>
        rendered && path.endsWith('.html') ? String(content).replace(/(<div id="root">)/, `$1${rendered}`) : content;
      const { url, close } = await serve(out, page);
      await drive(browser, mock, url, story).finally(close);
    });
  }
};

mkdirSync(WORK, { recursive: true });
process.on('exit', () => rmSync(WORK, { recursive: true, force: true }));
const [library] = await Promise.all([packInto(WORK), install(HERE, 'frameworks and their compilers')]);
const { createAwsMock } = await import(pathToFileURL(join(library, 'dist/mocks/index.js')).href);
const mock = createAwsMock({
  routes: { 'GET /greeting': (_, { caller }) => new Response(`Hello ${caller.user}`) },
  userPools: [{ users: [{ username: 'alice', password: 'Correct-horse-1' }] }],
  identityPools: [{ guests: true }],
});
const { url, urls, close } = await mock.listen();
layOut(WORK, {
  url,
  api: { region: 'us-east-1', service: 'execute-api', origins: new URL(url).origin },
  session: {
    userPoolId: mock.userPool().id,
    userPoolClientId: mock.userPool().clientId,
    identityPoolId: mock.identityPool().id,
    endpoints: { userPool: urls['cognito-idp'], identityPool: urls['cognito-identity'] },
  },
});

for (const name of chosen(compilers)) {
  await attempt(`${name}: its compiler`, () => compilers[name](join(WORK, name)));
}
if (!values.types) {
  const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox', '--disable-gpu'] });
  for (const name of chosen(STORIES)) await attempt(`${name}: built and driven`, () => tryOut(name, browser, mock));
  await browser.close();
}
await close();
process.exit(failures ? 1 : 0);
