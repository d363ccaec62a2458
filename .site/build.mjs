// `npm run site`: builds the site into .site/dist, as static files. `--base=/some/path/` (or SITE_BASE) is the path that it will be
// served at, `/` by default; `--serve` serves it for writing, and rebuilds what changes.
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { install } from '../test/matrix/lib/install.mjs';
import { gather } from './lib/gather.ts';

const HERE = fileURLToPath(new URL('.', import.meta.url));

const { values } = parseArgs({
  options: {
    base: { type: 'string', default: process.env.SITE_BASE || '/' },
    serve: { type: 'boolean', default: false },
  },
});
if (!/^\/([^\s?#]*\/)?$/.test(values.base)) {
  console.error(`--base=${values.base} must start and end with a slash, such as /sigv4-interceptor/.`);
  process.exit(2);
}

/** Runs a tool of .site/node_modules; ends this process if it fails. */
const run = (tool, ...parameters) => {
  const bin = fileURLToPath(new URL(`node_modules/${tool}`, import.meta.url));
  const { status } = spawnSync(process.execPath, [bin, ...parameters], {
    cwd: HERE,
    stdio: 'inherit',
    env: { ...process.env, SITE_BASE: values.base },
  });
  if (status !== 0) process.exit(status ?? 1);
};

await install(HERE, 'VitePress and TypeDoc');
rmSync(new URL('api', import.meta.url), { recursive: true, force: true });
gather();
run('typedoc/bin/typedoc', '--options', 'typedoc.mjs');
if (values.serve) run('vitepress/bin/vitepress.js', 'dev', '.');
else {
  run('vue-tsc/bin/vue-tsc.js', '-p', 'tsconfig.json');
  run('vitepress/bin/vitepress.js', 'build', '.');
}
