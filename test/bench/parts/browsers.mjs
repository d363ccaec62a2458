import { openPage } from '../lib/browsers.mjs';
import { median, ratio } from '../lib/measure.mjs';
import { startPageServer } from '../lib/page-server.mjs';
import { number, printTable } from '../lib/report.mjs';

const MIB = 1024 * 1024;
const DIGESTS = [256, 512, 1024, 2048, 4096, 8192, 16_384, 65_536];
/** These hash in JavaScript, or fall back to it, which takes too long to be worth waiting for. */
const SLOW = ['Amplify signRequest', 'smithy + sha256-browser'];

const cases = [
  { label: 'GET', method: 'GET', size: 0, skip: [] },
  { label: 'POST 1 KiB', method: 'POST', size: 1024, skip: [] },
  { label: 'POST 1 MiB', method: 'POST', size: MIB, skip: [] },
  { label: 'POST 16 MiB', method: 'POST', size: 16 * MIB, skip: SLOW },
];

const printSignatures = (title, columns) => {
  const labels = cases.map(({ label }) => label);
  const cell = (label, name) => {
    const series = columns[label][name];
    return series ? `${number(median(series))} us (${number(ratio(series, columns[label].aws4fetch), 2)})` : '-';
  };
  printTable(
    `One signature in ${title}, warm key (in brackets: as a multiple of aws4fetch's)`,
    ['', ...labels],
    Object.keys(columns.GET).map((name) => [name, ...labels.map((label) => cell(label, name))]),
  );
};

const printDigests = (title, digests) =>
  printTable(
    `One digest in ${title}: sha256-js, synchronous, against WebCrypto`,
    ['bytes', 'sha256-js', 'subtle.digest', 'ratio'],
    Object.entries(digests).map(([size, { js, subtle }]) => [
      size,
      ...[js, subtle].map((series) => `${number(median(series))} us`),
      number(ratio(js, subtle), 2),
    ]),
  );

const measureIn = async (name, { rounds, quick, report }) => {
  const { url, stop } = await startPageServer();
  const page = await openPage(name, url);
  try {
    if (!page) return undefined;
    const columns = {};
    for (const { label, ...shape } of cases) {
      columns[label] = await page.run('signatures', { ...shape, rounds, milliseconds: quick ? 30 : 100 });
    }
    const digests = await page.run('digests', { sizes: DIGESTS, rounds, milliseconds: quick ? 10 : 25 });
    printSignatures(`${name} ${page.version}`, columns);
    printDigests(name, digests);
    report.keep(name, { version: page.version, columns, digests });
    return columns;
  } finally {
    await page?.close();
    stop();
  }
};

const oursToAws4fetch = ({ ours, aws4fetch }) => ratio(ours, aws4fetch);

/** One signature in Chromium, ours beside the peers; and where JavaScript stops being faster than WebCrypto. */
export const chromium = async (options) => {
  const { report } = options;
  const columns = await measureIn('chromium', options);
  if (!columns) return report.leaveOut('2. Chromium', 'not installed');
  for (const label of ['GET', 'POST 1 KiB']) {
    report.atMost(`2. Chromium, ${label}: ours / aws4fetch`, oursToAws4fetch(columns[label]), 1.2);
  }
  for (const label of ['POST 1 MiB', 'POST 16 MiB']) {
    report.atMost(`3. Chromium, ${label}: ours / aws4fetch`, oursToAws4fetch(columns[label]), 1.1);
  }
};

/** The same in Firefox, where each call of WebCrypto is a change of threads. */
export const firefox = async (options) => {
  const { report } = options;
  const columns = await measureIn('firefox', options);
  if (!columns) return report.leaveOut('2. Firefox', 'not installed');
  for (const label of ['GET', 'POST 1 KiB']) {
    report.atLeast(`2. Firefox, ${label}: faster than aws4fetch`, 1 / oursToAws4fetch(columns[label]), 5);
  }
  for (const label of ['POST 1 MiB', 'POST 16 MiB']) {
    report.atMost(`3. Firefox, ${label}: ours / aws4fetch`, oursToAws4fetch(columns[label]), 1.1);
  }
};
