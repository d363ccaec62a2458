import { writeFileSync } from 'node:fs';

const pad = (text, width, first) => (first ? text.padEnd(width) : text.padStart(width));

/** Prints rows of cells in columns, the first to the left and the others to the right. */
export const printTable = (title, header, rows) => {
  const lines = [header, ...rows].map((row) => row.map(String));
  const widths = header.map((_, column) => Math.max(...lines.map((row) => row[column]?.length ?? 0)));
  const [head, ...body] = lines.map((row) => row.map((cell, i) => pad(cell, widths[i], i === 0)).join('  '));
  console.log(`\n${title}\n${head}\n${'-'.repeat(head.length)}\n${body.join('\n')}`);
};

export const number = (value, digits = 1) =>
  value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });

export const times = (value) => `${number(value, 2)} x`;

/** Collects what a run found: figures for the JSON file, and for each target whether it is met. */
export const createReport = () => {
  const figures = {};
  const targets = [];
  return {
    /** Keeps the figures of a part, for `--json`. */
    keep: (part, values) => {
      figures[part] = values;
    },
    /** Records a target as met when `value` is at most `limit`. */
    atMost: (target, value, limit, show = times) =>
      targets.push({ target, value, met: value <= limit, text: `${show(value)}, at most ${show(limit)}` }),
    /** Records a target as met when `value` is at least `limit`. */
    atLeast: (target, value, limit, show = times) =>
      targets.push({ target, value, met: value >= limit, text: `${show(value)}, at least ${show(limit)}` }),
    leaveOut: (target, reason) => targets.push({ target, met: undefined, text: reason }),
    /** Prints each target with met or missed. */
    print: (title = 'Targets (medians of interleaved rounds, ratios within this run)') =>
      printTable(
        title,
        ['target', 'found', ''],
        targets.map(({ target, text, met }) => [target, text, met === undefined ? 'left out' : met ? 'met' : 'MISSED']),
      ),
    missed: () => targets.filter(({ met }) => met === false),
    write: (file) => writeFileSync(file, `${JSON.stringify({ node: process.version, figures, targets }, null, 2)}\n`),
  };
};
