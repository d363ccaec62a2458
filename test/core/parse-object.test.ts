import { expect, test } from 'vitest';
import { parseObject } from '../../src/core/parse-object.js';

test.each([
  ['{}', {}],
  ['{"a":1,"b":[0,""],"c":{"d":false}}', { a: 1, b: [0, ''], c: { d: false } }],
  ['{"a":null,"b":{"c":null,"d":1}}', { b: { d: 1 } }],
])('%s is read as %j, without null members', (text, object) => {
  expect(parseObject(text)).toStrictEqual(object);
});

test.each(['', 'not JSON', '{"a":', 'null', '5', '"text"', 'true', '[]', '[{"a":1}]'])('%j is no object', (text) => {
  expect(parseObject(text)).toBeUndefined();
});
