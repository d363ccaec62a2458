import { createSigV4 } from 'sigv4-interceptor';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { afterAll, test } from 'vitest';
import { type credentials, countingProvider } from '../../journey/support.js';
import { createLedger } from '../compare.js';
import { CASES, type Case, type Mode, type Stage } from './cases.js';
import { type FetchKit, kits } from './clients.js';
import { DIFFERENCES } from './differences.js';
import { observe } from './observe.js';
import { World } from './world.js';

const ledger = createLedger(DIFFERENCES);
afterAll(() => ledger.close());

const MODES: readonly Mode[] = ['signed', 'replayed', 'untouched'];

const run = async ({ run, withoutArrivals }: Case, kit: FetchKit, mode?: Mode, hanging = false) => {
  const world = await new World(mode === 'replayed').open();
  try {
    let asked = (): void => {};
    const loading = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const provider = hanging
      ? () => {
          asked();
          return new Promise<ReturnType<typeof credentials>>(() => {});
        }
      : countingProvider();
    const fetch = mode
      ? wrapFetch(
          kit.fetch,
          createSigV4({
            credentials: provider,
            region: 'eu-west-1',
            service: 'execute-api',
            // Permissive, so that whatever else is a URL is told apart by us.
            origins: mode === 'untouched' ? 'https://elsewhere.example.com' : ({ origin }) => origin !== world.away,
          }),
        )
      : kit.fetch;
    const { Request, Headers } = kit;
    const underWay = hanging && mode ? loading : world.arrived();
    const stage: Stage = {
      fetch: fetch as Stage['fetch'],
      Request,
      Headers,
      world,
      home: world.home,
      away: world.away,
      underWay,
    };
    return await observe(() => run(stage), world, withoutArrivals);
  } finally {
    world.close();
  }
};

for (const [client, kit] of Object.entries(kits)) {
  for (const mode of MODES) {
    const cases = CASES.filter(
      ({ only = /^(the platform|a function|undici)$/, modes = MODES }) => only.test(client) && modes.includes(mode),
    );
    test.each(cases.map((one) => [one.name, one] as const))(`${client}, ${mode}: %s`, async (_, one) => {
      const { differs = {}, hanging = false } = one;
      const [plain, wrapped] = [await run(one, kit, undefined, hanging), await run(one, kit, mode, hanging)];
      ledger.check(plain, wrapped, typeof differs === 'function' ? differs(mode, client) : differs);
    });
  }
}
