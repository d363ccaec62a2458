// Next: the suite in a client's page, and in a route handler. The app is built once for both.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { memo } from '../lib/memo.mjs';
import { HERE } from '../lib/paths.mjs';
import { fetchWhenUp, freePort } from '../lib/port.mjs';
import { run } from '../lib/run.mjs';
import { openPage } from './browser.mjs';
import { browsers } from './browsers.mjs';

const NEXT = join(HERE, 'node_modules/next/dist/bin/next');
const { version } = existsSync(NEXT) ? JSON.parse(readFileSync(join(HERE, 'node_modules/next/package.json'))) : {};
const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' };

export const missing = ({ browser }) => {
  if (!existsSync(NEXT)) return 'npm has no next';
  return browser && browsers[browser].missing();
};

const build = memo(async (project) => {
  const folder = join(await project('next'), 'suite/next');
  // Turbopack reads nothing outside of its root, and Next is the matrix's own.
  writeFileSync(join(folder, 'next.config.mjs'), `export default { turbopack: { root: ${JSON.stringify(HERE)} } };\n`);
  await run(process.execPath, [NEXT, 'build'], { cwd: folder, env });
  return folder;
});

export const prepare = async ({ part, browser }, { project }) => {
  const folder = await build(project);
  const port = await freePort();
  const page = `http://localhost:${port}`;
  const server = spawn(process.execPath, [NEXT, 'start', '-p', String(port)], { cwd: folder, env, stdio: 'ignore' });
  const ask = (settings, signal) =>
    fetchWhenUp(`${page}/run`, { method: 'POST', body: JSON.stringify({ ...settings, secure: true, part }), signal });
  return {
    project: await project('next'),
    page: part === 'client' ? page : undefined,
    close: () => server.kill('SIGKILL'),
    start: async ({ settings, signal, finished, report }) => {
      report({ version });
      // The route runs the suite, or keeps the settings for the page.
      const response = await ask(settings, signal);
      if (!response.ok)
        throw new Error(`the route answers ${response.status}: ${(await response.text()).slice(0, 500)}`);
      if (part === 'client') await openPage(browser, `${page}/`, 'localhost', { signal, finished });
      else await finished;
    },
  };
};
