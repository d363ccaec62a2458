import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { differencesTable } from './differences.js';

test('the README lists the differences from the plain clients that the contract suites allow, and no others', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const [, table] = /<!-- test\/docs\/differences\.ts -->\n\n(.*?)\n\n/s.exec(readme) ?? [];
  expect(table).toBe(differencesTable());
});
