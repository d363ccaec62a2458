import { casesFor } from './cases.js';
import { createStage } from './stage.js';

/** How long a case may take. Milliseconds. */
const LIMIT = 10_000;

/** One line on an error, with what caused it. */
const describe = (error) => {
  const text = `${error?.name ?? 'Error'}: ${error?.message ?? String(error)}`;
  const code = error?.code ? ` (${error.code})` : '';
  const cause = error?.cause instanceof Error ? `; caused by ${describe(error.cause)}` : '';
  return `${text}${code}${cause}`.replaceAll(/\s+/g, ' ').slice(0, 600);
};

const within = (promise) => {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`still not done after ${LIMIT / 1000} s`)), LIMIT);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
};

const runCase = async (settings, libraries, { name, client, run }) => {
  const stage = createStage(settings, libraries, client);
  const refusal = settings.refused[name];
  try {
    await stage.control('reset');
    await within(run(stage));
    return refusal ? { name, error: `expected an error with the code ${refusal}` } : { name };
  } catch (error) {
    return refusal && error?.code === refusal ? { name } : { name, error: describe(error) };
  }
};

/**
 * Runs the cases one after the other, and tells the control server what becomes of each.
 *
 * @param settings What the runner knows of the place and of the server.
 * @param libraries The packages, as the place resolved them.
 * @param version The place's own, where it knows it.
 */
export const runSuite = async (settings, libraries, version) => {
  const report = (message) => fetch(`${settings.control}/report`, { method: 'POST', body: JSON.stringify(message) });
  if (version) await report({ version });
  const absent = new Set(settings.absent);
  const only = settings.only && new RegExp(settings.only);
  for (const each of casesFor(settings.clients)) {
    if (absent.has(each.name) || (only && !only.test(each.name))) continue;
    await report(await runCase(settings, libraries, each));
  }
  await report({ done: true });
};
