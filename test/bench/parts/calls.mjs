import { start } from '../lib/child.mjs';
import { jsonOf } from '../lib/fixtures.mjs';
import { excess, measure, median, ratio } from '../lib/measure.mjs';
import { nodeClients } from '../lib/node-clients.mjs';
import { number, printTable } from '../lib/report.mjs';

const plainOf = (name) => `${name.split(',')[0]}, plain`;

/** What the targets compare: ours, the peer, and the multiple that ours may be at most. */
const comparisons = [
  ['axios, ours', 'axios, aws4-axios', 0.7],
  ['fetch, ours', 'fetch, aws4fetch', 0.7],
  ['fetch, ours', 'fetch, aws-sigv4-fetch', 1],
  ['ky, ours', 'ky, aws4fetch.sign', 0.7],
];

/** What signing adds to a call in a request loop, on loopback over kept-alive connections. */
export const calls = async ({ rounds, quick, report }) => {
  const { message: port, stop } = await start(new URL('../lib/echo-server.mjs', import.meta.url));
  const clients = nodeClients(`http://127.0.0.1:${port}`);
  const data = JSON.parse(jsonOf(1024));
  const shapes = { GET: undefined, 'POST 1 KiB': data };
  const shape = { rounds, calls: quick ? 25 : 50, slices: quick ? 2 : 12, warmup: quick ? 8 : 30 };
  const results = {};
  try {
    for (const [label, body] of Object.entries(shapes)) {
      const candidates = Object.fromEntries(Object.entries(clients).map(([name, call]) => [name, () => call(body)]));
      results[label] = await measure(candidates, shape);
    }
  } finally {
    stop();
  }

  const cells = (label, name) => {
    const plain = results[label][plainOf(name)];
    const own = results[label][name];
    if (own === plain) return [`${number(median(own), 0)} us`, ''];
    return [`+${number(median(excess(own, plain)), 0)} us`, number(ratio(own, plain), 2)];
  };
  const labels = Object.keys(shapes);
  printTable(
    'A call in a request loop, Node, loopback keep-alive: added by signing, and the ratio to the plain client',
    ['', ...labels.flatMap((label) => [label, 'ratio'])],
    Object.keys(clients).map((name) => [name, ...labels.flatMap((label) => cells(label, name))]),
  );
  report.keep('calls', results);

  for (const label of labels) {
    for (const [ours, peer, limit] of comparisons) {
      const added = (name) => median(excess(results[label][name], results[label][plainOf(name)]));
      report.atMost(`1. Added to ${label}: ${ours} / ${peer.split(', ')[1]}`, added(ours) / added(peer), limit);
    }
  }
};
