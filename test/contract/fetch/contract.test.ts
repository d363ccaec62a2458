import { createSigV4 } from 'sigv4-interceptor';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { afterAll, test } from 'vitest';
import { countingProvider, credentials } from '../../journey/support.js';
import { type Allowed, createLedger, flatten, type Seen } from '../compare.js';
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

const plain = new Map<string, ReturnType<typeof run>>();

/** A case run plain, once for all modes. */
const plainly = (one: Case, client: string, kit: FetchKit): ReturnType<typeof run> => {
  const key = `${client}: ${one.name}`;
  const running = plain.get(key) ?? run(one, kit, undefined, one.hanging);
  plain.set(key, running);
  return running;
};

for (const [client, kit] of Object.entries(kits)) {
  for (const mode of MODES) {
    const cases = CASES.filter(
      ({ only = /^(the platform|a function|undici)$/, modes = MODES }) => only.test(client) && modes.includes(mode),
    );
    test.each(cases.map((one) => [one.name, one] as const))(`${client}, ${mode}: %s`, async (_, one) => {
      const { differs = {}, hanging = false } = one;
      const wrapped = await run(one, kit, mode, hanging);
      ledger.check(
        await plainly(one, client, kit),
        wrapped,
        typeof differs === 'function' ? differs(mode, client) : differs,
      );
    });
  }
}

/** What a function of the app's own is called with, in place of fetch. */
const heard = async (call: (send: typeof fetch) => Promise<unknown>, wrapped: boolean): Promise<Seen> => {
  const calls: unknown[] = [];
  const own: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    calls.push({
      input: typeof input === 'string' ? 'string' : input.constructor.name,
      init: init && Object.keys(init).sort(),
      ...(input instanceof Request && { url: input.url, redirect: input.redirect, signal: input.signal.aborted }),
      method: request.method,
      url: request.url,
      body: await request.text(),
    });
    return new Response();
  };
  const auth = createSigV4({ credentials: credentials('KEY'), origins: HOST, region: 'eu-west-1', service: 's3' });
  await call(wrapped ? wrapFetch(own, auth) : own);
  return flatten({ calls });
};
const HOST = 'https://host.example.com';
const INIT: Allowed = { 'calls.0.init.*': 'function-init', 'calls.0.init': 'function-init' };

test.each<[string, (send: typeof fetch) => Promise<unknown>, Allowed]>([
  ['a string', (send) => send(`${HOST}/a?b=c`), INIT],
  ['a URL', (send) => send(new URL(`${HOST}/a?b=c`)), INIT],
  [
    'a string with an init',
    (send) => send(`${HOST}/a`, { method: 'POST', body: 'b' }),
    { 'calls.0.init.*': 'function-init' },
  ],
  [
    'a Request',
    (send) => send(new Request(`${HOST}/a`, { method: 'PUT', body: 'b' })),
    { 'calls.0.redirect': 'function-redirect' },
  ],
  [
    'a Request with an init',
    (send) =>
      send(new Request(`${HOST}/a`, { method: 'PUT', body: 'b' }), { custom: 1, redirect: 'follow' } as RequestInit),
    { 'calls.0.redirect': 'function-redirect' },
  ],
])('a function in place of fetch is called with %s as it would be', async (_, call, allowed) => {
  ledger.check(await heard(call, false), await heard(call, true), allowed);
});
