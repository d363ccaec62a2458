import { start } from '../lib/child.mjs';
import { median } from '../lib/measure.mjs';
import { number, printTable } from '../lib/report.mjs';

const SIZE = 64 * 1024 * 1024;

const cases = [
  ['sign: ours', 'bytes'],
  ['sign: ours', 'blob'],
  ['sign: ours', 'text'],
  ['sign: aws4fetch', 'bytes'],
  ['send: plain fetch', 'bytes'],
  ['send: ours', 'bytes'],
  ['send: plain fetch', 'blob'],
  ['send: ours', 'blob'],
];

const peakOf = async (what, kind) => {
  const { message } = await start(new URL('../lib/memory-child.mjs', import.meta.url), {
    args: [what, kind, String(SIZE)],
    execArgv: ['--expose-gc'],
  });
  return message;
};

/** How many copies of a large body are held at the peak, besides the body itself. */
export const memory = async ({ quick, report }) => {
  const copies = {};
  for (let round = 0; round < (quick ? 1 : 3); round++) {
    for (const [what, kind] of cases) {
      const name = `${what}, ${kind}`;
      copies[name] = [...(copies[name] ?? []), await peakOf(what, kind)];
    }
  }
  printTable(
    'Memory: growth of the peak by a body of 64 MiB, in multiples of the body',
    ['', 'copies'],
    Object.entries(copies).map(([name, values]) => [name, number(median(values), 2)]),
  );
  report.keep('memory', copies);

  const copiesOf = (name) => median(copies[name]);
  const show = (value) => `${number(value, 2)} copies`;
  // A tenth of the body for what the measurement itself costs: heap, sockets, the collector's timing.
  for (const kind of ['bytes', 'blob', 'text']) {
    report.atMost(`3. Memory, sign ${kind}: extra copies`, copiesOf(`sign: ours, ${kind}`), 1.1, show);
  }
  for (const kind of ['bytes', 'blob']) {
    const extra = copiesOf(`send: ours, ${kind}`) - copiesOf(`send: plain fetch, ${kind}`);
    report.atMost(`3. Memory, send ${kind}: more than plain fetch`, extra, 1.1, show);
  }
};
