// How long Node takes to load the library: a process that imports it, less one that imports an empty module.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from '../lib/measure.mjs';
import { number, printTable } from '../lib/report.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));

const IMPORTS = {
  'an empty module': "import 'data:text/javascript,'",
  'createSigV4, wrapFetch': "import 'sigv4-interceptor'; import 'sigv4-interceptor/fetch'",
  createCognitoSession: "import 'sigv4-interceptor/cognito'",
  'smithy SignatureV4': "import '@smithy/signature-v4'",
  aws4fetch: "import 'aws4fetch'",
  'aws-amplify/auth': "import 'aws-amplify/auth'",
};

/** The time of a process, in milliseconds. */
const timeOf = (script) => {
  const began = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return performance.now() - began;
};

export const startup = ({ rounds, report }) => {
  const times = Object.fromEntries(Object.keys(IMPORTS).map((name) => [name, []]));
  for (let round = 0; round < rounds * 2; round++) {
    for (const [name, script] of Object.entries(IMPORTS)) times[name].push(timeOf(script));
  }
  const empty = median(times['an empty module']);
  const added = Object.fromEntries(Object.entries(times).map(([name, values]) => [name, median(values) - empty]));
  printTable(
    'Loaded by Node, above an empty module',
    ['', 'ms'],
    Object.entries(added).map(([name, value]) => [name, number(value)]),
  );
  report.keep('startup', added);
  report.atMost('Fetch entry loaded by Node', added['createSigV4, wrapFetch'], 30, (value) => `${number(value)} ms`);
};
