import { expect, test } from 'vitest';
import { differencesTable } from './differences.js';
import { textOf } from './guides.mjs';

test('the guide lists the differences from the plain clients that the contract suites allow, and no others', () => {
  const [, table] = /<!-- test\/docs\/differences\.ts -->\n\n(.*?)\n\n/s.exec(textOf('src/README.md')) ?? [];
  expect(table).toBe(differencesTable());
});
