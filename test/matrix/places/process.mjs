// Places that are a process: Node, Bun, Deno.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { HERE } from '../lib/paths.mjs';
import { run } from '../lib/run.mjs';

export const missing = ({ command: [binary] }) =>
  existsSync(resolve(HERE, binary)) ? undefined : `npm has no build of ${binary.split('/')[1]} for this machine`;

export const prepare = async ({ command: [binary, ...args], versions = {} }, { project }) => {
  const folder = await project(Object.values(versions).join('+') || 'newest', versions);
  return {
    project: folder,
    start: ({ settings, signal }) =>
      run(resolve(HERE, binary), [...args, 'suite/process.js'], {
        cwd: folder,
        signal,
        env: { ...process.env, MATRIX_SETTINGS: JSON.stringify(settings), NODE_OPTIONS: '' },
      }),
  };
};
