import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { casesFor } from '../suite/cases.js';
import { startAws } from '../server/aws.mjs';

/** The version of an installed package. */
const versionOf = (folder) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;

/** How long a place may take, in milliseconds. */
const LIMIT = 240_000;

/** The names of the cases of a place: the suite's, and those of its kind. */
const casesOf = (name, { clients, absent, refused = {} }, { ownCases = [], hasSuite = true }, only) => {
  const all = [...(hasSuite ? casesFor(clients) : []).map((each) => each.name), ...ownCases];
  const unknown = Object.keys({ ...absent, ...refused }).filter((each) => !all.includes(each));
  if (unknown.length)
    throw new Error(`${name}: there is no case ${unknown.join(', ')} that could be absent or refused.`);
  return all.filter((each) => !absent[each] && (!only || only.test(each)));
};

/** Resolves when the suite is done, with the error if the place ended before. */
const outcomeOf = async (started, finished, signal) => {
  const stopped = new Promise((resolve) => signal.addEventListener('abort', resolve)).then(() => {
    throw new Error(`stopped after ${LIMIT / 1000} s`);
  });
  const ended = started.then(() => {
    throw new Error('ended before the suite was done');
  });
  stopped.catch(() => {});
  ended.catch(() => {});
  return Promise.race([finished, ended, stopped]).then(
    () => undefined,
    (error) => error,
  );
};

/** What became of the cases, by the errors that were reported; one that was not reported did not run. */
const tally = (cases, results) => {
  const left = cases.filter((each) => !results.has(each));
  const failures = [...results]
    .filter(([, error]) => error !== undefined)
    .map(([each, error]) => ({ name: each, error }));
  if (left.length) failures.push({ name: left[0], error: `did not run, nor did ${left.length - 1} others` });
  const passed = cases.filter((each) => results.has(each) && results.get(each) === undefined).length;
  return { passed, total: cases.length, failures };
};

/**
 * Runs the suite in a place.
 *
 * @param shared What the places have in common: projects and bundles.
 * @returns What became of each case
 */
export const runPlace = async (name, place, shared, only) => {
  const kind = await import(`../places/${place.kind}.mjs`);
  const cases = casesOf(name, place, kind, only);
  const began = Date.now();
  const skip = kind.missing?.(place);
  if (skip) return { name, skip };

  const results = new Map();
  let version = '';
  let aws;
  let prepared;
  try {
    prepared = await kind.prepare(place, shared);
    const { promise: finished, resolve: finish } = Promise.withResolvers();
    const onReport = (message) => {
      if (message.done) finish();
      else if (message.version) version = message.version;
      else results.set(message.name, message.error);
    };
    aws = await startAws({ project: prepared.project, page: prepared.page, onReport });
    const { redirects, storage, clients, absent, refused = {} } = place;
    const settings = {
      ...aws.settings,
      redirects,
      storage,
      clients,
      refused,
      absent: Object.keys(absent),
      only: only?.source,
    };
    const controller = new AbortController();
    const timer = setTimeout(() => controller.abort(), LIMIT);
    const started = prepared.start({ settings, signal: controller.signal, finished, report: onReport });
    const error = await outcomeOf(started, finished, controller.signal);
    clearTimeout(timer);
    controller.abort();
    await started.catch(() => {});
    if (error) results.set('the place itself', error.message);
  } catch (error) {
    results.set('the place itself', error.message);
  } finally {
    await prepared?.close?.();
    await aws?.close();
  }
  const [client] = Object.keys(place.versions ?? {});
  if (client && prepared) version = versionOf(join(prepared.project, 'node_modules', client));
  return { name, version, ...tally(cases, results), absent: place.absent, milliseconds: Date.now() - began };
};
