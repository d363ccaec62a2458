import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { textOf } from './guides.mjs';

const root = new URL('../../', import.meta.url);
const security = textOf('.github/SECURITY.md');
const promises = security.split('## What is promised')[1]!.split('\n## ')[0]!.split('\n- ').slice(1);

test.each(promises)('a promise names the tests that hold it: %s', (promise) => {
  const files = promise.match(/(?<=`)test\/[\w/.-]+(?=`)/g) ?? [];
  expect(files.length).toBeGreaterThan(0);
  expect(files.filter((file) => !existsSync(new URL(file, root)))).toEqual([]);
});

test('there are promises', () => {
  expect(promises.length).toBeGreaterThan(9);
});
