import { performance } from 'node:perf_hooks';

/** The middle value: on a noisy machine the only figure of a series that means anything. */
export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** A different order each round, so that nobody always runs after the same neighbour. */
const rotate = (items, by) => items.map((_, index) => items[(index + by) % items.length]);

const timeFor = async (run, milliseconds) => {
  const start = performance.now();
  let calls = 0;
  let elapsed = 0;
  do {
    for (let step = 0; step < 10 && elapsed < milliseconds; step++) {
      await run();
      calls++;
      if (milliseconds > 500) elapsed = performance.now() - start;
    }
    elapsed = performance.now() - start;
  } while (elapsed < milliseconds);
  return (elapsed * 1000) / calls;
};

const timeCalls = async (run, calls) => {
  const start = performance.now();
  for (let call = 0; call < calls; call++) await run();
  return ((performance.now() - start) * 1000) / calls;
};

/**
 * Measures candidates in interleaved rounds.
 *
 * @param candidates Asynchronous or synchronous functions by name.
 * @param options `rounds`; `milliseconds` or `calls` a slice; `slices` a candidate has in each round; `warmup` slices.
 * @returns By name, the microseconds a call took in each round.
 */
export const measure = async (candidates, { rounds, milliseconds, calls, slices = 1, warmup = 1 }) => {
  const names = Object.keys(candidates);
  const time = (name) => (calls ? timeCalls(candidates[name], calls) : timeFor(candidates[name], milliseconds));
  for (let slice = 0; slice < warmup; slice++) for (const name of names) await time(name);

  const results = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const sums = Object.fromEntries(names.map((name) => [name, 0]));
    for (let slice = 0; slice < slices; slice++) {
      for (const name of rotate(names, round + slice)) sums[name] += await time(name);
    }
    for (const name of names) results[name].push(sums[name] / slices);
  }
  return results;
};

/** The median of a ratio that is taken within each round, where both sides met the same noise. */
export const ratio = (numerators, denominators) =>
  median(numerators.map((value, round) => value / denominators[round]));

/** What each round of one series took more than the same round of another. */
export const excess = (values, plain) => values.map((value, round) => value - plain[round]);
