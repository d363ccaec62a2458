import { createSigV4 } from 'sigv4-interceptor';
import { expect, test } from 'vitest';
import { clients, countingProvider, EXPIRED, refuse, startServer } from './support.js';

test('1,000 parallel calls over all clients are recovered by one re-authentication', async () => {
  const { url, arrivals } = await startServer(({ key }, response) =>
    key === 'KEY1' ? refuse(response, EXPIRED) : 200,
  );
  const provider = countingProvider(20);
  const auth = createSigV4({ credentials: provider, region: 'eu-west-1', service: 'execute-api', origins: url });
  const sends = Object.values(clients).map((client) => client(auth));
  const events: string[] = [];
  auth.on('reauthenticating', () => events.push('reauthenticating'));
  auth.on('reauthenticated', () => events.push('reauthenticated'));

  const calls = Array.from({ length: 1000 }, (_, index) => sends[index % sends.length]!('GET', `${url}/item/${index}`));
  const answers = await Promise.all(calls);
  expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
  expect(provider.asked).toHaveLength(2);
  expect(events).toEqual(['reauthenticating', 'reauthenticated']);
  const sent = new Map<string, number>();
  for (const arrival of arrivals) sent.set(arrival.url, (sent.get(arrival.url) ?? 0) + 1);
  expect(sent.size).toBe(1000);
  expect(Math.max(...sent.values())).toBe(2);
}, 30_000);
