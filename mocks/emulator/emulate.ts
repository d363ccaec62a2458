import type { AddressInfo } from 'node:net';
import { type EmulatorArguments, SetUpError } from './arguments.js';
import { checkShape } from '../configuration/check.js';
import { awsMock } from '../configuration/description.js';
import type { UserPool } from '../cognito/user-pool.js';
import { secondsLeft, stepAt, totp } from '../cognito/user-pool/totp.js';
import { createMockCore, type MockCore } from '../mock-core.js';
import { appPolicy } from './app-files.js';
import { exampleWith, readConfiguration } from './configuration.js';
import { createControlServer } from './control-server.js';
import { createControls } from './controls.js';
import { type Installation, passwordOf, readInstallation, withOwnIds } from './installation.js';
import { listen } from '../serving/listener.js';
import { admitsOrigins } from '../serving/origins.js';
import { inspect } from './inspect.js';
import { createJournal, type Journal } from './journal.js';
import { hostOf, isOwnHost } from './own-address.js';
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
  /** Why keys, passwords and ids are new at each start. Undefined if they are not. */
  readonly problem: string | undefined;
  close(): Promise<void>;
}

/** What the emulator mocks: a configuration's own, or the example. */
interface Mocked {
  readonly core: MockCore;
  /** A user of the example. */
  readonly user: { readonly username: string; readonly password: string } | undefined;
  /** Whether the configuration has the option `users`. */
  readonly declaresUsers: boolean;
}

const createMocked = async (config: string | undefined, { seed }: Installation, journal: Journal): Promise<Mocked> => {
  const password = passwordOf(seed);
  const options = config === undefined ? exampleWith(password) : await readConfiguration(config);
  try {
    checkShape(awsMock, options, '');
    const core = createMockCore(options.seed === undefined ? withOwnIds(options, seed) : options, journal);
    const user = config === undefined ? { username: 'alice', password } : undefined;
    return { core, user, declaresUsers: options.users !== undefined };
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
 * @param folder The folder with the bundled page and app. Default: the build's.
 * @param installation Whose keys, passwords and ids it has. Default: this user's, in this folder.
 * @throws SetUpError for a configuration that is unreadable or has an
 * invalid option, and for a port that is not available
 */
export const emulate = async (
  { config, port, host }: EmulatorArguments,
  folder = new URL('./', import.meta.url),
  installation = readInstallation(),
): Promise<Emulator> => {
  const journal = createJournal({
    now: () => core.now(),
    changed: () => stream.poke(),
    failed: ({ method, path, api }, error) => console.error(`${method} ${path} (${api}) failed:`, error),
  });
  const { core, user, declaresUsers } = await createMocked(config, installation, journal);
  const { mock, apis, settings, userPools, identityPools } = core;
  const controls = createControls(core);
  const isOwn = isOwnHost(host, settings.origins);
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
  values = valuesFor(core, listener, user, declaresUsers);
  return {
    url: `http://${hostOf(host)}:${controlPort}/`,
    values,
    problem: settings.seed === installation.seed ? installation.problem : undefined,
    close: async () => {
      stream.close();
      await listener.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
};
