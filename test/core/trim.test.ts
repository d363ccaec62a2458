import { expect, test } from 'vitest';
import { trim } from '../../src/core/trim.js';

test.each([
  ['  text ', ' ', 'text'],
  ['\r\n a b\t', '\t\r\n ', 'a b'],
  ['.a.b.', '.', 'a.b'],
  ['text', '', 'text'],
  ['text', ' ', 'text'],
  ['...', '.', ''],
  ['', '.', ''],
  ['fine', 'undefined', ''],
])('%j without %j at its ends is %j', (text, characters, trimmed) => {
  expect(trim(text, characters)).toBe(trimmed);
});
