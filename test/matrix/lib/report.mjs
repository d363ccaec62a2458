// What the runner prints, and what it writes.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** One place in a line or more. */
export const tell = (result) => {
  if (result.skip) return [`${result.name}: skipped, ${result.skip}`];
  const { name, version, passed, total, failures, milliseconds } = result;
  const seconds = (milliseconds / 1000).toFixed(1);
  return [
    `${name}: ${passed}/${total}${version ? `, ${version}` : ''} (${seconds} s)`,
    ...failures.map((failure) => `  failed: ${failure.name}: ${failure.error}`),
  ];
};

/** All places as a table. */
export const summarize = (results) => {
  const width = Math.max(...results.map(({ name }) => name.length));
  const row = ({ name, skip, passed, total }) =>
    `${name.padEnd(width)}  ${skip ? `skipped: ${skip}` : `${passed}/${total}`}`;
  return ['', ...results.map(row)].join('\n');
};

/** Whether the whole is good: nothing failed, and in CI nothing was skipped but what may be. */
export const isGood = (results, allowedSkips, isCI) =>
  results.every(({ name, skip, failures }) => (skip ? !isCI || name in allowedSkips : failures.length === 0));

/** The results that a file holds. */
export const read = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []);

/** Writes the results of places over those that a file holds of earlier runs, in the order of `names`. */
export const write = (file, results, names) => {
  const all = new Map([...read(file), ...results].map((result) => [result.name, result]));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(
    file,
    `${JSON.stringify(
      names.flatMap((name) => all.get(name) ?? []),
      null,
      2,
    )}\n`,
  );
};
