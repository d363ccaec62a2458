import { hash } from 'node:crypto';
import { jsonOf } from '../lib/fixtures.mjs';
import { measure, median, ratio } from '../lib/measure.mjs';
import { nodeSigners } from '../lib/node-signers.mjs';
import { number, printTable, times } from '../lib/report.mjs';

const MIB = 1024 * 1024;

/** What is hashed for one signature besides the body: canonical request, and the two halves of one HMAC. */
const canonical = Buffer.alloc(1350, 'c');
const inner = Buffer.alloc(64 + 140, 'i');
const outer = Buffer.alloc(64 + 32, 'o');

const bareCrypto = (_method, body) => {
  if (body) hash('sha256', body, 'hex');
  hash('sha256', canonical, 'hex');
  hash('sha256', inner, 'latin1');
  return hash('sha256', outer, 'hex');
};

const cases = [
  { label: 'GET', method: 'GET' },
  { label: 'POST 1 KiB', method: 'POST', size: 1024 },
  { label: 'POST 1 MiB', method: 'POST', size: MIB },
  { label: 'POST 16 MiB', method: 'POST', size: 16 * MIB },
];

/** SHA-256 in JavaScript takes a tenth of a second for 16 MiB, and says nothing new there. */
const PURE_JAVASCRIPT = /Amplify|sigv4-sign/;

const sliceOf = (size = 0, quick) => (size > MIB ? 60 : size > 1024 ? 40 : quick ? 20 : 60);

/** One signature in Node, by everybody, over bodies of four sizes. */
export const signature = async ({ rounds, quick, report }) => {
  const signers = { 'bare crypto.hash': bareCrypto, ...(await nodeSigners()) };
  const columns = {};
  for (const { label, method, size } of cases) {
    const body = size && Buffer.from(jsonOf(size));
    const taking = Object.entries(signers).filter(([name]) => !size || size <= MIB || !PURE_JAVASCRIPT.test(name));
    const candidates = Object.fromEntries(taking.map(([name, sign]) => [name, () => sign(method, body)]));
    columns[label] = await measure(candidates, {
      rounds,
      milliseconds: sliceOf(size, quick),
      warmup: size > 1024 ? 1 : 4,
    });
  }

  const cell = (label, name) => {
    const series = columns[label][name];
    if (!series) return '-';
    return `${number(median(series))} us (${number(ratio(series, columns[label].ours), 2)})`;
  };
  const labels = cases.map(({ label }) => label);
  printTable(
    'One signature in Node, warm key (in brackets: as a multiple of ours)',
    ['', ...labels],
    Object.keys(signers).map((name) => [name, ...labels.map((label) => cell(label, name))]),
  );
  report.keep('signature', columns);

  for (const label of ['GET', 'POST 1 KiB']) {
    const { ours, aws4, aws4fetch } = columns[label];
    report.atLeast(`2. Node, ${label}: faster than aws4fetch`, ratio(aws4fetch, ours), 4, times);
    report.atLeast(`2. Node, ${label}: faster than aws4`, ratio(aws4, ours), 1.3, times);
  }
  for (const label of ['POST 1 MiB', 'POST 16 MiB']) {
    report.atMost(
      `3. Node, ${label}: against bare crypto`,
      ratio(columns[label].ours, columns[label]['bare crypto.hash']),
      1.1,
    );
  }
};
