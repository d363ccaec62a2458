import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createMock } from '../create-mock.js';
import type { AwsMockOptions } from '../options.js';
import { type EmulatorArguments, UsageError } from '../arguments.js';
import { createControlServer } from './control-server.js';
import { createControls } from './controls.js';

/** What there is without a configuration: one user of everything. */
const DEFAULTS: AwsMockOptions = {
  userPools: [
    { users: [{ username: 'alice', password: 'Correct-horse-1', attributes: { email: 'alice@example.com' } }] },
  ],
  identityPools: [{ guests: true }],
  hostedUi: {},
};

/** How many entries the page shows of each list, the latest first. */
const SHOWN = 100;

const latest = <T>(list: readonly T[]): T[] => list.slice(-SHOWN).reverse();

const readConfig = (file: string | undefined): AwsMockOptions => {
  if (file === undefined) return DEFAULTS;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as AwsMockOptions;
  } catch (error) {
    throw new UsageError(`--config ${file} cannot be read as JSON: ${(error as Error).message}`);
  }
};

/** An emulator that runs. */
export interface Emulator {
  /** The control page. */
  readonly url: string;
  /** What to paste into an app's configuration. */
  readonly values: object;
  close(): Promise<void>;
}

/**
 * Starts the mock behind real listeners, and its control page.
 *
 * @throws UsageError for a configuration that cannot be read, or has an option that is wrong
 */
export const emulate = async ({ config, port, host }: EmulatorArguments): Promise<Emulator> => {
  const options = readConfig(config);
  const create = () => {
    try {
      return createMock(options);
    } catch (error) {
      // The message names the option.
      throw error instanceof TypeError ? new UsageError(`${config ?? 'The configuration'}: ${error.message}`) : error;
    }
  };
  const { mock } = create();
  const controls = createControls(mock);
  const bracketed = host.includes(':') ? `[${host}]` : host;
  const values: Record<string, unknown> = {};
  const server = createControlServer(
    {
      state: () => ({
        values,
        controls: controls.list(),
        calls: latest(mock.calls()),
        operations: latest(mock.operations()),
        codes: options.userPools?.length ? latest(mock.userPool().codes) : [],
      }),
      press: controls.press,
    },
    (name) => [bracketed, '127.0.0.1', 'localhost', '[::1]'].includes(name.replace(/:\d+$/, '')),
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => reject(new UsageError(`Port ${port} cannot be had: ${cause.message}`)));
    server.listen(port, host, () => resolve());
  });
  const controlPort = (server.address() as AddressInfo).port;
  const listener = await mock.listen({ host, port: port && port + 1 }).catch((error: Error) => {
    server.close();
    throw new UsageError(error.message);
  });
  const { urls } = listener;
  const [userPool, identityPool] = [
    options.userPools?.length ? mock.userPool() : undefined,
    options.identityPools?.length ? mock.identityPool() : undefined,
  ];
  Object.assign(values, {
    api: { url: listener.url, region: options.region ?? 'us-east-1', service: 'execute-api' },
    session: {
      ...(userPool && { userPoolId: userPool.id, userPoolClientId: userPool.clientId }),
      ...(identityPool && { identityPoolId: identityPool.id }),
      endpoints: {
        ...(urls['cognito-idp'] && { userPool: urls['cognito-idp'] }),
        ...(urls['cognito-identity'] && { identityPool: urls['cognito-identity'] }),
        ...(urls.sts && { sts: urls.sts }),
      },
    },
    ...(urls['hosted-ui'] && { hostedUi: { domain: urls['hosted-ui'] } }),
    urls,
    ...(config === undefined && { user: { username: 'alice', password: 'Correct-horse-1' } }),
  });
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
