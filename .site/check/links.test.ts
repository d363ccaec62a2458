import { expect, test } from 'vitest';
import { findDeadLinks } from '../lib/dead-links.js';
import { pages } from '../pages.js';
import { BASE, readBuilt } from './built-site.js';

const built = readBuilt();

test('every guide has its page, and every entry of the package its reference', () => {
  const paths = Object.keys(built.pages);
  expect(paths).toEqual(expect.arrayContaining(['index.html', ...pages.map(({ route }) => `${route}.html`)]));
  expect(paths.filter((path) => path.startsWith('api/sigv4-interceptor')).length).toBeGreaterThanOrEqual(10);
});

test('no link leads nowhere, and no page loads anything from another host', () => {
  expect(findDeadLinks(built, BASE)).toEqual([]);
});
