import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axiosCases } from './cases.js';
import { differing } from './compare.js';
import { axiosDifferences } from './differences.js';
import { type Mode, observe } from './observe.js';
import { type EchoServer, startEcho } from './server.js';
import { axiosClients } from './versions.js';

let server: EchoServer;
let other: EchoServer;
beforeAll(async () => {
  server = await startEcho();
  other = await startEcho();
});
afterAll(() => {
  server.close();
  other.close();
});

const shown = new Set<string>();

describe.each(axiosClients)('$name', (client) => {
  const cases = axiosCases.filter(({ only }) => only?.(client) ?? true);
  test.each(cases)('$name: is as without us', async ({ run, shows = [], hurried = false }) => {
    const allowed = axiosDifferences.filter(({ id, everywhere }) => everywhere || shows.includes(id));
    const seeing = (mode: Mode) => observe(run, { client, mode, server, other, hurried });
    const plain = await seeing('plain');
    for (const mode of ['signed', 'refused'] as const) {
      const found = Object.entries(differing(plain, await seeing(mode)));
      const explain = (path: string) => allowed.filter(({ where }) => where.test(path));
      for (const [path] of found) for (const { id } of explain(path)) shown.add(id);
      const unexplained = found.filter(([path]) => explain(path).length === 0).map((pair) => pair.join(': '));
      expect(unexplained, `${mode}:\n${unexplained.join('\n')}\n`).toEqual([]);
    }
  });
});

test('every difference that is listed is shown by a case, and every one that a case names is listed', () => {
  const listed = axiosDifferences.map(({ id }) => id);
  expect([...shown].sort()).toEqual([...listed].sort());
  expect(listed).toEqual(expect.arrayContaining(axiosCases.flatMap(({ shows = [] }) => shows)));
});
