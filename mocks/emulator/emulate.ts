import type { AddressInfo } from 'node:net';
import { type EmulatorArguments, SetUpError } from './arguments.js';
import { checkShape } from '../configuration/check.js';
import { awsMock } from '../configuration/description.js';
import type { UserPool } from '../cognito/user-pool.js';
import { createMockCore } from '../mock-core.js';
import { appPolicy } from './app-files.js';
import { exampleWith, readConfiguration } from './configuration.js';
import { createControlServer } from './control-server.js';
import { createControls } from './controls.js';
import { type Installation, passwordOf, readInstallation, withOwnIds } from './installation.js';
import { listen } from '../serving/listener.js';
import { admitsOrigins } from '../serving/origins.js';
import { hostOf, isOwnHost } from './own-address.js';
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
  /** Why keys, passwords and ids are new at each start. Undefined if they are not. */
  readonly problem: string | undefined;
  close(): Promise<void>;
}

/** Creates the mock of a configuration; without one, that of the example. */
const createCore = async (config: string | undefined, { seed }: Installation) => {
  const password = passwordOf(seed);
  const options = config === undefined ? exampleWith(password) : await readConfiguration(config);
  try {
    checkShape(awsMock, options, '');
    const core = createMockCore(options.seed === undefined ? withOwnIds(options, seed) : options);
    return { core, user: config === undefined ? { username: 'alice', password } : undefined };
  } catch (error) {
    // The message names the option.
    throw error instanceof TypeError ? new SetUpError(`${config ?? 'The configuration'}: ${error.message}`) : error;
  }
};

/** What to do if a port cannot be opened, in one line. */
const describePort = (host: string, port: number, cause: NodeJS.ErrnoException): SetUpError =>
  new SetUpError(
    cause.code === 'EADDRINUSE'
      ? `Port ${port} of ${host} is in use. Stop what listens there, or choose other ports: --port ${port > 60_000 ? 4400 : port + 100}.`
      : `Port ${port} of ${host} cannot be opened: ${cause.message}.`,
  );

/**
 * Starts the mock on real sockets, with its control page.
 *
 * @param appFolder The folder of the bundled app. Default: the build's.
 * @param installation Whose keys, passwords and ids it has. Default: this user's, in this folder.
 * @throws SetUpError for a configuration that is unreadable or has an
 * invalid option, and for a port that is not available
 */
export const emulate = async (
  { config, port, host }: EmulatorArguments,
  appFolder = new URL('app/', import.meta.url),
  installation = readInstallation(),
): Promise<Emulator> => {
  const { core, user } = await createCore(config, installation);
  const { mock, apis, settings, userPools, identityPools } = core;
  const controls = createControls(mock);
  let values: { readonly urls?: Readonly<Record<string, string>> } = {};
  const isOwn = isOwnHost(host, settings.origins);
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
    isOwn,
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(describePort(host, port, cause)));
    server.listen(port, host, () => resolve());
  });
  const controlPort = (server.address() as AddressInfo).port;
  const admits = admitsOrigins(settings.origins);
  const listener = await listen(
    apis,
    { host, port: port && port + 1 },
    (origin, address) =>
      // The control page has an app, which calls the services from its own origin.
      admits(origin, address) ||
      (URL.canParse(origin) && new URL(origin).port === String(controlPort) && isOwn(new URL(origin).host, address)),
  ).catch((error: Error) => {
    server.close();
    const { port: taken = port, ...cause } = (error.cause ?? {}) as NodeJS.ErrnoException & { readonly port?: number };
    throw describePort(host, taken, { ...cause, message: error.message });
  });
  values = valuesFor(core, listener, user);
  return {
    url: `http://${hostOf(host)}:${controlPort}/`,
    values,
    problem: settings.seed === installation.seed ? installation.problem : undefined,
    close: async () => {
      await listener.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
