import { createRequire } from 'node:module';
import { createServiceClient, type ServiceClient } from '../../../src/cognito/service/client.js';
import { answers, freePorts, type RunningServer, startDaemons } from '../../support/servers/daemons.js';

/** The code that cognito-local sends for every purpose. */
export const CODE = '424242';

const start = createRequire(import.meta.url).resolve('cognito-local/lib/bin/start.js');

/** Starts cognito-local, a third-party emulator: a user pool without SRP, with its data in its own folder. */
export const startCognitoLocal = (): Promise<RunningServer> =>
  startDaemons('cognito-local', async ({ daemon, until }) => {
    const [port] = await freePorts(1);
    const url = `http://127.0.0.1:${port}`;
    daemon('/usr/bin/env', `PORT=${port}`, 'HOST=127.0.0.1', `CODE=${CODE}`, process.execPath, start);
    await until('cognito-local', () => answers(`${url}/health`));
    return url;
  });

/** Creates a user pool and an app client with these settings. Returns a service client and their ids. */
export const newUserPool = async (
  endpoint: string,
  settings: object = {},
  clientSettings: object = {},
): Promise<{ client: ServiceClient; id: string; clientId: string }> => {
  const client = createServiceClient({
    endpoint,
    target: 'AWSCognitoIdentityProviderService',
    fetch,
    clock: { now: () => Date.now(), offset: 0 },
  });
  const administer = async (operation: string, input: object) => {
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
    };
    const answer = await fetch(endpoint, { method: 'POST', headers, body: JSON.stringify(input) });
    if (!answer.ok) throw new Error(`${operation} got status ${answer.status}.`);
    return answer.json();
  };
  const { UserPool } = (await administer('CreateUserPool', {
    PoolName: 'test',
    AutoVerifiedAttributes: ['email'],
    ...settings,
  })) as { UserPool: { Id: string } };
  const { UserPoolClient } = (await administer('CreateUserPoolClient', {
    UserPoolId: UserPool.Id,
    ClientName: 'test',
    ...clientSettings,
  })) as { UserPoolClient: { ClientId: string } };
  return { client, id: UserPool.Id, clientId: UserPoolClient.ClientId };
};
