// npm run bench: how fast, beside the peers, in one run. Shows each target as met or missed, and never fails on a miss.
import { parseArgs } from 'node:util';
import { createReport } from './lib/report.mjs';

const PARTS = {
  calls: ['node', async () => (await import('./parts/calls.mjs')).calls],
  signature: ['node', async () => (await import('./parts/signature.mjs')).signature],
  memory: ['node', async () => (await import('./parts/memory.mjs')).memory],
  storm: ['node', async () => (await import('./parts/storm.mjs')).storm],
  startup: ['node', async () => (await import('./parts/startup.mjs')).startup],
  srp: ['node', async () => (await import('./parts/srp.mjs')).srp],
  chromium: ['browser', async () => (await import('./parts/browsers.mjs')).chromium],
  firefox: ['browser', async () => (await import('./parts/browsers.mjs')).firefox],
};

const USAGE = `npm run bench -- [--quick] [--only=part,part] [--rounds=9] [--json=file]
Parts: ${Object.keys(PARTS).join(', ')}; node and browser stand for groups of them.`;

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: 'node,browser' },
    rounds: { type: 'string' },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const chosen = values.only.split(',');
const unknown = chosen.filter((name) => !(name in PARTS) && !['node', 'browser'].includes(name));
if (values.help || unknown.length > 0) {
  console.log(unknown.length > 0 ? `No such part: ${unknown.join(', ')}.\n${USAGE}` : USAGE);
  process.exit(values.help ? 0 : 2);
}

const rounds = Number(values.rounds ?? (values.quick ? 3 : 9));
const report = createReport();
console.log(`Node ${process.version}, ${rounds} interleaved rounds. Only ratios within this run mean anything.`);
for (const [name, [group, load]] of Object.entries(PARTS)) {
  if (!chosen.includes(name) && !chosen.includes(group)) continue;
  const part = await load();
  await part({ rounds, quick: values.quick, report });
}
report.print();
const missed = report.missed().length;
console.log(
  missed === 0 ? '\nEvery target is met.' : `\n${missed} ${missed === 1 ? 'target is' : 'targets are'} missed.`,
);
if (values.json) report.write(values.json);
