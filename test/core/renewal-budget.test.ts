import type { Rejection, Verdict } from 'sigv4-interceptor';
import { expect, test } from 'vitest';
import { createRenewalBudget, routeOf } from '../../src/core/renewal-budget.js';

const rejection = (
  path: string,
  verdict: Verdict = 'expired',
  origin = 'https://a.example',
  method = 'GET',
): Rejection => ({
  status: 403,
  verdict,
  method,
  url: origin + path,
});
const setUp = () => {
  const clock = { time: 0 };
  const budget = createRenewalBudget(() => clock.time);
  const spend = (times: number, ...made: Parameters<typeof rejection>): number =>
    Array.from({ length: times }, () => budget.spend(rejection(...made))).filter(Boolean).length;
  return { clock, spend };
};

test('a route gets five renewals per half minute', () => {
  const { clock, spend } = setUp();
  expect(spend(7, '/lies')).toBe(5);
  clock.time = 29_999;
  expect(spend(1, '/lies')).toBe(0);
  clock.time = 30_000;
  expect(spend(7, '/lies')).toBe(5);
});

test('a clock that was set back does not keep renewals from starting', () => {
  const { clock, spend } = setUp();
  clock.time = 86_400_000;
  expect(spend(7, '/lies')).toBe(5);
  clock.time = 0;
  expect(spend(7, '/lies')).toBe(5);
});

test('a route that always rejects does not use up the budget of other paths, methods and origins', () => {
  const { spend } = setUp();
  spend(100, '/lies');
  expect(spend(1, '/data')).toBe(1);
  expect(spend(1, '/lies', 'expired', 'https://a.example', 'POST')).toBe(1);
  expect(spend(1, '/lies', 'expired', 'https://b.example')).toBe(1);
});

test('an origin whose routes all reject gets renewals for five of them', () => {
  const { spend } = setUp();
  for (let route = 0; route < 5; route++) expect(spend(1, `/${route}`)).toBe(1);
  expect(spend(1, '/5')).toBe(0);
  expect(spend(1, '/0')).toBe(1);
  expect(spend(1, '/5', 'expired', 'https://b.example')).toBe(1);
});

test("suspicions and certainties have a budget each, so an application's own 403s cost no real expiry", () => {
  const { spend } = setUp();
  for (let route = 0; route < 9; route++) spend(1, `/${route}`, 'unknown');
  expect(spend(1, '/9', 'unknown')).toBe(0);
  expect(spend(1, '/9')).toBe(1);
});

test.each([
  ['https://a.example/x?q=1', 'GET https://a.example/x'],
  ['https://a.example/x?q=1?r', 'GET https://a.example/x'],
  ['https://a.example', 'GET https://a.example'],
])('the route of %s is %s', (url, route) => {
  expect(routeOf({ method: 'GET', url })).toBe(route);
});
