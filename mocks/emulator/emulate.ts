import type { AddressInfo } from 'node:net';
import { type EmulatorArguments, UsageError } from './arguments.js';
import type { UserPool } from '../cognito/user-pool.js';
import { createMockCore } from '../mock-core.js';
import { appPolicy } from './app-files.js';
import { DEFAULTS, readConfiguration } from './configuration.js';
import { createControlServer } from './control-server.js';
import { createControls } from './controls.js';
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

/** A running emulator. */
export interface Emulator {
  /** The URL of the control page. */
  readonly url: string;
  /** The values to paste into an app's configuration. */
  readonly values: object;
  close(): Promise<void>;
}

/**
 * Starts the mock on real sockets, with its control page.
 *
 * @param appFolder The folder of the bundled app. Default: the build's.
 * @throws UsageError for a configuration that is unreadable or has an
 * invalid option, and for a port that is not available
 */
export const emulate = async (
  { config, port, host }: EmulatorArguments,
  appFolder = new URL('app/', import.meta.url),
): Promise<Emulator> => {
  const options = config === undefined ? DEFAULTS : await readConfiguration(config);
  const create = () => {
    try {
      return createMockCore(options);
    } catch (error) {
      // The message names the option.
      throw error instanceof TypeError ? new UsageError(`${config ?? 'The configuration'}: ${error.message}`) : error;
    }
  };
  const core = create();
  const { mock, userPools, identityPools } = core;
  const controls = createControls(mock);
  const bracketed = host.includes(':') ? `[${host}]` : host;
  let values: { readonly urls?: Readonly<Record<string, string>> } = {};
  const server = createControlServer(
    {
      state: async () => ({
        values,
        controls: controls.list(),
        calls: latest(mock.calls()),
        operations: latest(mock.operations()),
        codes: latest(userPools.flatMap(({ codes }) => codes)),
        users: await usersOf(userPools),
        signIns: latest(userPools.flatMap((pool) => pool.signIns.map((signIn) => ({ ...signIn, pool: pool.id })))),
        identities: latest(identityPools.flatMap((pool) => pool.identities())),
      }),
      press: controls.press,
      appFolder,
      appPolicy: () => appPolicy(values.urls ?? {}),
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
  values = valuesFor(core, listener);
  return {
    url: `http://${bracketed}:${controlPort}/`,
    values,
    close: async () => {
      await listener.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
