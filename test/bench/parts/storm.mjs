import { printTable } from '../lib/report.mjs';
import { stormClients } from '../lib/storm-clients.mjs';
import { startStormServer } from '../lib/storm-server.mjs';

const CALLS = 1000;

/** A thousand calls at once, with credentials that look good for an hour and that the server refuses as expired. */
export const storm = async ({ report }) => {
  const environment = { ...process.env };
  const results = {};
  for (const [name, connect] of Object.entries(stormClients)) {
    const server = await startStormServer();
    try {
      const call = connect(server);
      const outcomes = await Promise.allSettled(Array.from({ length: CALLS }, (_, index) => call(index)));
      results[name] = { ...server.counts, failed: outcomes.filter(({ status }) => status === 'rejected').length };
    } finally {
      server.stop();
      process.env = environment;
    }
  }

  printTable(
    `${CALLS} concurrent calls, credentials refused as expired`,
    ['', 'credential calls', 'failed', 'requests'],
    Object.entries(results).map(([name, { credentialCalls, failed, requests }]) => [
      name,
      credentialCalls,
      failed,
      requests,
    ]),
  );
  report.keep('storm', results);

  const [[, own]] = Object.entries(results);
  report.atMost('4. Refreshes for 1,000 calls', own.credentialCalls, 1, String);
  report.atMost('4. Failures', own.failed, 0, String);
  report.atMost('4. Requests', own.requests, 2 * CALLS, String);
};
