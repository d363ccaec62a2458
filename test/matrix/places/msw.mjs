// An app's tests: the handlers of `createAwsMock` in `setupServer`, of some version of msw.
import { run } from '../lib/run.mjs';

const CASES = [
  'axios: a signed call passes',
  'ky: a signed call passes',
  'fetch: a signed call passes',
  'a call with expired credentials is replayed',
  "a user's call after a sign-in by SRP",
];

export const ownCases = CASES;
export const hasSuite = false;

export const missing = () => undefined;

export const prepare = async ({ versions }, { project }) => {
  const folder = await project(Object.values(versions).join('+') || 'newest', versions);
  return {
    project: folder,
    start: async ({ signal, report, settings }) => {
      const output = await run(process.execPath, ['suite/msw.js'], {
        cwd: folder,
        signal,
        env: { ...process.env, MATRIX_CASES: JSON.stringify(CASES), NODE_OPTIONS: '' },
      });
      for (const line of output.split('\n').filter((each) => each.startsWith('{'))) report(JSON.parse(line));
      await fetch(`${settings.control}/report`, { method: 'POST', body: '{"done":true}' });
    },
  };
};
