import type { AddressInfo } from 'node:net';
import { type EmulatorArguments, UsageError } from './arguments.js';
import type { UserPool } from '../cognito/user-pool.js';
import { secondsLeft, stepAt, totp } from '../cognito/user-pool/totp.js';
import { createMockCore, type MockCore } from '../mock-core.js';
import { appPolicy } from './app-files.js';
import { DEFAULTS, readConfiguration } from './configuration.js';
import { createControlServer } from './control-server.js';
import { createControls } from './controls.js';
import { inspect } from './inspect.js';
import { createJournal } from './journal.js';
import type { EmulatorState, EmulatorValues } from './state.js';
import { createStream } from './stream.js';
import { valuesFor } from './values.js';

/** How many entries of each list the page shows, latest first. */
const SHOWN = 100;

const latest = <T>(list: readonly T[]): T[] => list.slice(-SHOWN).reverse();

/** Returns the users of the user pools, with the codes of their authenticator apps. */
const usersOf = async (pools: readonly UserPool[]) => {
  const lists = await Promise.all(
    pools.map(async (pool) => (await pool.users()).map((user) => ({ pool: pool.id, ...user }))),
  );
  return lists.flat();
};

const codeOfSecret = (secret: string, now: number): Promise<string> => {
  if (/^[A-Z2-7\s=-]{8,}$/i.test(secret)) return totp(secret, stepAt(now));
  throw new TypeError('secret: expected the base32 text that the set-up of an authenticator app shows.');
};

/** A running emulator. */
export interface Emulator {
  /** The URL of the control page. */
  readonly url: string;
  /** The values to paste into an app's configuration. */
  readonly values: EmulatorValues;
  close(): Promise<void>;
}

/**
 * Starts the mock on real sockets, with its control page.
 *
 * @param folder The folder with the bundled page and app. Default: the build's.
 * @throws UsageError for a configuration that is unreadable or has an
 * invalid option, and for a port that is not available
 */
export const emulate = async (
  { config, port, host }: EmulatorArguments,
  folder = new URL('./', import.meta.url),
): Promise<Emulator> => {
  const options = config === undefined ? DEFAULTS : await readConfiguration(config);
  const create = () => {
    try {
      return createMockCore(options, journal);
    } catch (error) {
      // The message names the option.
      throw error instanceof TypeError ? new UsageError(`${config ?? 'The configuration'}: ${error.message}`) : error;
    }
  };
  const journal = createJournal({
    now: () => core.now(),
    changed: () => stream.poke(),
    failed: ({ method, path, api }, error) => console.error(`${method} ${path} (${api}) failed:`, error),
  });
  const core: MockCore = create();
  const { mock, userPools, identityPools } = core;
  const controls = createControls(core);
  const bracketed = host.includes(':') ? `[${host}]` : host;
  let values: EmulatorValues | undefined;
  const urls = (): Readonly<Record<string, string>> => values?.urls ?? {};
  const state = async (): Promise<EmulatorState> => ({
    // Nothing is served before it is set.
    values: values as EmulatorValues,
    controls: controls.list(),
    codes: latest(mock.codes()),
    users: await usersOf(userPools),
    signIns: latest(userPools.flatMap((pool) => pool.signIns.map((signIn) => ({ ...signIn, pool: pool.id })))),
    ended: latest(userPools.flatMap((pool) => pool.endedSignIns.map((signIn) => ({ ...signIn, pool: pool.id })))),
    identities: latest(identityPools.flatMap((pool) => pool.identities())),
  });
  const stream = createStream({ journal, state });
  const server = createControlServer(
    {
      state: async () => ({
        ...(await state()),
        calls: latest(mock.calls()),
        operations: latest(mock.operations()),
      }),
      entry: (id) => {
        const record = journal.find(id);
        return record && inspect(record, { keys: core.keys, now: core.now, urls });
      },
      codes: (user) => mock.codes(user).reverse(),
      totp: async ({ user, secret }) => {
        const code = user === undefined ? await codeOfSecret(secret ?? '', core.now()) : await mock.totpCode(user);
        return code === undefined ? undefined : { code, expiresIn: secondsLeft(core.now()) };
      },
      stream,
      press: (name, parameters) => {
        const exists = controls.press(name, parameters);
        if (exists && name === 'reset') journal.clear();
        stream.poke();
        return exists;
      },
      folder,
      appPolicy: () => appPolicy(urls()),
    },
    (name) => [bracketed, '127.0.0.1', 'localhost', '[::1]'].includes(name.replace(/:\d+$/, '')),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(new UsageError(`Port ${port} is not available: ${cause.message}`)));
    server.listen(port, host, () => resolve());
  });
  const controlPort = (server.address() as AddressInfo).port;
  const listener = await mock.listen({ host, port: port && port + 1 }).catch((error: Error) => {
    server.close();
    throw new UsageError(error.message);
  });
  values = valuesFor(core, listener, options.users !== undefined);
  return {
    url: `http://${bracketed}:${controlPort}/`,
    values,
    close: async () => {
      stream.close();
      await listener.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
