import type { MockCore } from '../mock-core.js';
import type { EmulatorValues } from './state.js';

/**
 * Returns the values to paste into an app's configuration: options of `createSigV4`, `createCognitoSession` and
 * `createHostedUi`.
 *
 * @param user A user of the example, with the password of this installation.
 * @param declaresUsers Whether the configuration has the option `users`. The keys of the default users are shown only
 * where nothing else gives an app credentials.
 */
export const valuesFor = (
  { mock, settings, userPools: [userPool], identityPools: [identityPool] }: MockCore,
  { url, urls }: { readonly url: string; readonly urls: Readonly<Record<string, string>> },
  user: { readonly username: string; readonly password: string } | undefined,
  declaresUsers: boolean,
): EmulatorValues => {
  const [first] = settings.apis;
  const apis = settings.apis.map(
    ({ name, region, service }) => [name, { url: urls[name] ?? '', region, service }] as const,
  );
  const endpoints = {
    ...(urls['cognito-idp'] && { userPool: urls['cognito-idp'] }),
    ...(urls['cognito-identity'] && { identityPool: urls['cognito-identity'] }),
    ...(urls.sts && { sts: urls.sts }),
  };
  const showsKeys = declaresUsers || !identityPool;
  return {
    api: { url, region: first.region, service: first.service },
    ...(apis.length > 1 && { apis: Object.fromEntries(apis) }),
    ...(showsKeys && {
      credentials: Object.fromEntries(settings.users.map(({ name }) => [name, mock.permanentCredentials(name)])),
    }),
    ...((userPool || identityPool) && {
      session: {
        ...(userPool && { userPoolId: userPool.id, userPoolClientId: userPool.clientId }),
        ...(identityPool && { identityPoolId: identityPool.id }),
        endpoints,
      },
    }),
    ...(urls['hosted-ui'] && { hostedUi: { domain: urls['hosted-ui'] } }),
    ...(user && { user }),
    urls,
  };
};
