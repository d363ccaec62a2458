import { expect, test } from 'vitest';
import { memoise } from '../../src/core/memoise.js';

const counting = () => {
  const computed: string[] = [];
  const compute = memoise((key) => {
    computed.push(key);
    return `value of ${key}`;
  });
  return { computed, compute };
};

test('computes once per key', () => {
  const { computed, compute } = counting();
  expect([compute('a'), compute('b'), compute('a')]).toEqual(['value of a', 'value of b', 'value of a']);
  expect(computed).toEqual(['a', 'b']);
});

test('a falsy value is remembered, too', () => {
  let times = 0;
  const compute = memoise(() => {
    times++;
    return '';
  });
  expect([compute('a'), compute('a'), times]).toEqual(['', '', 1]);
});

test('remembers a hundred keys, and drops the oldest', () => {
  const { computed, compute } = counting();
  const keys = Array.from({ length: 100 }, (_, index) => `${index}`);
  for (const key of [...keys, ...keys]) compute(key);
  expect(computed).toEqual(keys);

  compute('another');
  compute('1');
  expect(computed).toEqual([...keys, 'another']);
  compute('0');
  expect(computed).toEqual([...keys, 'another', '0']);
});
