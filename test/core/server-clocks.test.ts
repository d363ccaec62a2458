import type { Clock } from 'sigv4-interceptor';
import { expect, test } from 'vitest';
import { isSignable, measureOffset } from '../../src/core/clock.js';
import { createServerClocks } from '../../src/core/server-clocks.js';

const MINUTE = 60_000;
const API = 'https://api.example.com';
const OTHER = 'https://other.example.com';
const setUp = (offset = 0) => {
  const clock: Clock & { time: number } = { time: Date.UTC(2026, 0, 5), offset, now: () => clock.time };
  return { clock, clocks: createServerClocks(clock) };
};

test('a hypothesis is used for its own origin only, and is not kept until it is confirmed', () => {
  const { clocks, clock } = setUp();
  clocks.assume(API, 20 * MINUTE);
  expect(clocks.assumedOffsetFor(API)).toBe(20 * MINUTE);
  expect(clocks.assumedOffsetFor(OTHER)).toBeUndefined();
  expect([clocks.offsetFor(API), clocks.offsetFor(OTHER)]).toEqual([0, 0]);
  expect(clocks.timeFor(API)).toBe(clock.time);
});

test('a confirmed offset is used for its origin, and for others only if the app named that origin', () => {
  const { clocks, clock } = setUp();
  expect(clocks.confirm(API, 20 * MINUTE, false)).toBe(0);
  expect(clocks.assumedOffsetFor(API)).toBeUndefined();
  expect([clocks.offsetFor(API), clocks.offsetFor(OTHER)]).toEqual([20 * MINUTE, 0]);
  expect(clocks.timeFor(API)).toBe(clock.time + 20 * MINUTE);
  expect(clocks.confirm(API, 10 * MINUTE, true)).toBe(20 * MINUTE);
  expect([clocks.offsetFor(API), clocks.offsetFor(OTHER)]).toEqual([10 * MINUTE, 10 * MINUTE]);
  clocks.forget(API);
  expect(clocks.offsetFor(OTHER)).toBe(10 * MINUTE);
});

test('two readings of one clock that differ by noise are not a correction', () => {
  const { clocks } = setUp();
  expect(clocks.confirm(API, 1999, true)).toBeUndefined();
  expect(clocks.confirm(OTHER, 2000 + 1999, true)).toBe(1999);
});

test("the issuer's word goes before that of an origin the app named, and after an origin's own", () => {
  const { clocks, clock } = setUp();
  clocks.confirm(API, 20 * MINUTE, true);
  expect(clocks.knowsIssuer()).toBe(false);
  clock.time += 1;
  clock.readAt = clock.time - 10;
  clock.offset = 5 * MINUTE;
  expect(clocks.knowsIssuer()).toBe(true);
  // It was said before the origin's offset was confirmed, and contradicts nothing that came later.
  expect([clocks.offsetFor(API), clocks.offsetFor(OTHER)]).toEqual([20 * MINUTE, 5 * MINUTE]);
});

test.each([
  [0, 20 * MINUTE, 0],
  [0, 3 * MINUTE, 3 * MINUTE],
  [20 * MINUTE, 21 * MINUTE, 21 * MINUTE],
  [20 * MINUTE, 16 * MINUTE, 20 * MINUTE],
])("an issuer's later reading of %i drops an origin's %i where it contradicts: %i", (told, confirmed, used) => {
  const { clocks, clock } = setUp();
  clocks.confirm(API, confirmed, true);
  clock.time += 1000;
  clock.readAt = clock.time;
  clock.offset = told;
  expect(clocks.offsetFor(API)).toBe(used);
  // What is confirmed afterwards stands.
  clock.time += 1;
  clocks.confirm(API, confirmed, true);
  expect(clocks.offsetFor(API)).toBe(confirmed);
});

test('an issuer that confirms the raw clock takes precedence over an origin that the app named', () => {
  const { clocks, clock } = setUp();
  clocks.confirm(API, 3 * MINUTE, true);
  clock.readAt = clock.time;
  expect(clocks.offsetFor(OTHER)).toBe(0);
});

test.each([8.64e15, -8.64e15, Number.NaN, Number.POSITIVE_INFINITY, 300_000 * 365 * 86_400_000])(
  'an offset of %d moves no signature',
  (mad) => {
    const { clocks, clock } = setUp();
    clocks.assume(API, mad);
    expect(clocks.assumedOffsetFor(API)).toBeUndefined();
    clocks.confirm(API, mad, true);
    expect([clocks.offsetFor(API), clocks.offsetFor(OTHER)]).toEqual([0, 0]);
    clock.offset = mad;
    expect(clocks.timeFor(API)).toBe(clock.time);
  },
);

test('a hypothesis that has moved beyond four-digit years is dropped', () => {
  const { clocks, clock } = setUp();
  clocks.assume(API, Date.UTC(9999, 10, 1) - clock.time);
  expect(clocks.assumedOffsetFor(API)).toBeDefined();
  clock.time += 365 * 86_400_000;
  expect(clocks.assumedOffsetFor(API)).toBeUndefined();
});

test('a refuted hypothesis is dropped, with the origin’s earlier offset', () => {
  const { clocks } = setUp();
  clocks.confirm(API, 20 * MINUTE, false);
  clocks.assume(API, 40 * MINUTE);
  clocks.forget(API);
  expect([clocks.assumedOffsetFor(API), clocks.offsetFor(API)]).toEqual([undefined, 0]);
});

test('the clocks of the latest hundred origins are remembered', () => {
  const { clocks } = setUp();
  for (let index = 0; index < 101; index++) {
    clocks.confirm(`https://${index}.example`, 20 * MINUTE, false);
    clocks.assume(`https://${index}.example`, 30 * MINUTE);
  }
  expect(clocks.offsetFor('https://0.example')).toBe(0);
  expect(clocks.assumedOffsetFor('https://0.example')).toBeUndefined();
  expect(clocks.offsetFor('https://1.example')).toBe(20 * MINUTE);
  expect(clocks.assumedOffsetFor('https://1.example')).toBe(30 * MINUTE);
});

test.each<[number, boolean]>([
  [Date.UTC(1970, 0, 1), true],
  [Date.UTC(1970, 0, 1) - 1, false],
  [Date.UTC(9999, 11, 31), true],
  [Date.UTC(9999, 11, 31) + 1, false],
  [Number.NaN, false],
])('a time of %d fits a signature: %s', (time, signable) => {
  expect(isSignable(time)).toBe(signable);
});

const evidence = { sentAt: 1000, receivedAt: 3000, date: null, age: null, text: '' };
// Received from 2 s before to the moment when the server says that it is 00:01:00, so 57 to 59 s fit.
test.each<[number, number]>([
  [56_999, 58_000],
  [57_000, 57_000],
  [59_000, 59_000],
  [59_001, 58_000],
])('an offset of %d ms becomes %d: kept if the round trip allows it', (offset, measured) => {
  expect(measureOffset({ ...evidence, date: 'Thu, 01 Jan 1970 00:01:00 GMT', offset })).toBe(measured);
});
test.each<[string, object, number | undefined]>([
  ['nothing', {}, undefined],
  ['a Date', { date: 'Thu, 01 Jan 1970 00:01:00 GMT' }, 58_000],
  ['a Date that came from a cache', { date: 'Thu, 01 Jan 1970 00:01:00 GMT', age: '0' }, undefined],
  ['a Date after a long round trip', { date: 'Thu, 01 Jan 1970 01:00:00 GMT', receivedAt: 241_001 }, undefined],
  ['a Date after the longest round trip', { date: 'Thu, 01 Jan 1970 01:00:00 GMT', receivedAt: 241_000 }, 3_479_000],
  ['a Date far in the future', { date: 'Sat, 13 Sep 275760 00:00:00 GMT' }, undefined],
  ['a Date that is none', { date: 'soon' }, undefined],
  ["S3's time", { text: '<Error><ServerTime>1970-01-01T00:01:00Z</ServerTime></Error>', age: '5' }, 58_000],
  ["S3's mad time", { text: '<ServerTime>+275760-09-13T00:00:00.000Z</ServerTime>' }, undefined],
  ['the third timestamp', { text: 'x (19700101T000100Z - 5 min.)', date: 'Thu, 01 Jan 1970 09:00:00 GMT' }, 58_000],
  ['the third timestamp, ahead', { text: 'x (19700101T000100Z + 15 min.)' }, 58_000],
])('the offset that a response shows by %s', (_, told, offset) => {
  expect(measureOffset({ ...evidence, ...told })).toBe(offset);
});
