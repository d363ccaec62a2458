// What Vercel's edge functions run in, inside Node.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HERE } from '../lib/paths.mjs';
import { run } from '../lib/run.mjs';

export const missing = () =>
  existsSync(join(HERE, 'node_modules/@edge-runtime/vm')) ? undefined : 'npm has no @edge-runtime/vm';

export const prepare = async (_, { project, bundle }) => {
  const [folder, built] = [await project('newest'), await bundle('edge')];
  return {
    project: folder,
    start: ({ settings, signal, report }) => {
      report({ version: JSON.parse(readFileSync(join(HERE, 'node_modules/@edge-runtime/vm/package.json'))).version });
      return run(process.execPath, [join(HERE, 'places/edge-runtime-child.mjs'), join(built, 'script.js')], {
        signal,
        env: { ...process.env, MATRIX_SETTINGS: JSON.stringify(settings) },
      });
    },
  };
};
