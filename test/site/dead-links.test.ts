import { expect, test } from 'vitest';
import { findDeadLinks } from '../../.site/lib/dead-links.js';

const site = (index: string, base = '/'): string[] =>
  findDeadLinks(
    {
      pages: { 'index.html': index, 'guide/mocks.html': '<h1 id="mocks">Mocks</h1><h2 id="a&amp;b">A</h2>' },
      others: ['assets/app.js', 'logo.png'],
    },
    base,
  );

test.each([
  '<a href="/guide/mocks.html">',
  '<a class="link" href="./guide/mocks.html#mocks">',
  '<a href="/guide/mocks.html#a%26b">',
  '<a href="/">',
  '<h2 id="here">Here</h2><a href="#here">',
  '<a href="https://example.com/gone#anchor">',
  '<script src="/assets/app.js"></script><link rel="icon" href="data:image/svg+xml,x"><img src="./logo.png">',
])('%s leads somewhere', (html) => {
  expect(site(html)).toEqual([]);
});

test.each([
  ['<a href="/guide/gone.html">', 'index.html: /guide/gone.html is not there'],
  ['<a href="./guide/mocks.html#gone">', 'index.html: ./guide/mocks.html#gone has no such heading'],
  ['<a href="#gone">', 'index.html: #gone has no such heading'],
  ['<img alt="" src="/gone.png">', 'index.html: /gone.png is not there'],
  [
    '<script src="https://cdn.example.com/a.js"></script>',
    'index.html: https://cdn.example.com/a.js is on another host',
  ],
  [
    '<link rel="stylesheet" href="//fonts.example.com/a.css">',
    'index.html: //fonts.example.com/a.css is on another host',
  ],
])('%s is reported', (html, line) => {
  expect(site(html)).toEqual([line]);
});

test('links have to stay below the base path', () => {
  expect(site('<a href="/docs/guide/mocks.html">', '/docs/')).toEqual([]);
  expect(site('<a href="/guide/mocks.html">', '/docs/')).toEqual(['index.html: /guide/mocks.html is not below /docs/']);
});
