import ky from 'ky';
import ky17 from 'ky-1-7';
import ky20 from 'ky-2-0';
import ky114 from 'ky1';
import { createSigV4 } from 'sigv4-interceptor';
import { wrapKy } from 'sigv4-interceptor/ky';
import { afterAll, expect, test } from 'vitest';
import { countingProvider } from '../../journey/support.js';
import { createLedger } from '../compare.js';
import type { Mode } from '../fetch/cases.js';
import { observe } from '../fetch/observe.js';
import { World } from '../fetch/world.js';
import { type AnyKy, CASES, type Case } from './cases.js';
import { DIFFERENCES } from './differences.js';

const VERSIONS = { 'ky 1.7': ky17, 'ky 1.14': ky114, 'ky 2.0': ky20, 'ky 2.1': ky } as unknown as Record<string, AnyKy>;
const MODES: readonly Mode[] = ['signed', 'replayed', 'untouched'];

const ledger = createLedger(DIFFERENCES);
afterAll(() => ledger.close());

const signed = (base: AnyKy, world: World, mode: Mode): AnyKy =>
  wrapKy(
    base,
    createSigV4({
      credentials: countingProvider(),
      region: 'eu-west-1',
      service: 'execute-api',
      // Permissive, so that whatever else is a URL is told apart by us.
      origins: mode === 'untouched' ? 'https://elsewhere.example.com' : ({ origin }) => origin !== world.away,
    }),
  );

const run = async ({ run, withoutArrivals, base: make = (ky) => ky }: Case, version: string, mode?: Mode) => {
  const world = await new World(mode === 'replayed').open();
  const major = version.startsWith('ky 1') ? 1 : 2;
  const seen: unknown[] = [];
  const base = make(VERSIONS[version]!, seen);
  try {
    return await observe(
      () =>
        run({
          ky: mode ? signed(base, world, mode) : base,
          world,
          home: world.home,
          away: world.away,
          underWay: world.arrived(),
          major,
          seen,
          prefix: (url) => (major === 1 ? { prefixUrl: url } : { prefix: url }),
        }),
      world,
      withoutArrivals,
    );
  } finally {
    world.close();
  }
};

const plain = new Map<string, ReturnType<typeof run>>();

/** A case run plain, once for all modes. */
const plainly = (one: Case, version: string): ReturnType<typeof run> => {
  const key = `${version}: ${one.name}`;
  const running = plain.get(key) ?? run(one, version);
  plain.set(key, running);
  return running;
};

for (const version of Object.keys(VERSIONS)) {
  for (const mode of MODES) {
    const cases = CASES.filter(({ only = /./, modes = MODES }) => only.test(version) && modes.includes(mode));
    test.each(cases.map((one) => [one.name, one] as const))(`${version}, ${mode}: %s`, async (_, one) => {
      const { differs = {} } = one;
      const wrapped = await run(one, version, mode);
      ledger.check(
        await plainly(one, version),
        wrapped,
        typeof differs === 'function' ? differs(mode, version) : differs,
      );
    });
  }
}

test.each(Object.entries(VERSIONS))(
  '%s: what is made by extend and create is signed, unless its fetch is its own',
  async (_, base) => {
    const world = await new World().open();
    try {
      const keys: unknown[] = [];
      world.onSigned = (key) => keys.push(key);
      const api = signed(base, world, 'signed');
      const own = (request: Request): Promise<Response> => fetch(request);
      for (const instance of [
        api,
        api.extend({}),
        api.create({}),
        api.create(),
        api.create({}).extend({ headers: {} }).create(),
        api.extend({ fetch: own }),
        api.create({ fetch: own }),
        api.create({ context: { authenticate: false } }),
      ]) {
        await instance.get(`${world.home}/echo`);
      }
      expect(keys).toEqual(['KEY1', 'KEY1', 'KEY1', 'KEY1', 'KEY1', undefined, undefined, undefined]);
    } finally {
      world.close();
    }
  },
);
