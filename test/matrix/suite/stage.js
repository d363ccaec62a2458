import { clientNamed } from './clients.js';

/** The service that the API is signed for. */
export const SCOPE = { region: 'eu-west-1', service: 'execute-api' };

/** Bytes go as they are: what axios itself makes of them depends on its version. */
const RAW = { raw: true };

/** Calls a control of the mock, or reads one of its properties. */
const createControl =
  ({ control }) =>
  async (name, ...args) => {
    // Plain text needs no preflight.
    const response = await fetch(`${control}/control`, { method: 'POST', body: JSON.stringify({ name, args }) });
    if (!response.ok) throw new Error(`control ${name}: ${await response.text()}`);
    return (await response.json()).result;
  };

/** What a case works with: the server's addresses and controls, and a client with a fresh Authenticator. */
export const createStage = (settings, libraries, client) => {
  const { attach } = clientNamed(client);
  const { api, pools } = settings;
  const control = createControl(settings);
  let provided = 0;
  const issue = async () => {
    provided++;
    const { expiration, ...keys } = await control('issueCredentials', 'alice');
    return { ...keys, expiration: new Date(expiration) };
  };
  const authenticate = (options) => libraries.createSigV4({ ...SCOPE, origins: api, credentials: issue, ...options });

  let auth;
  let send;
  const ready = () => {
    auth ??= authenticate();
    send ??= attach(libraries, auth, RAW);
  };
  return {
    settings,
    libraries,
    control,
    /** How often credentials were issued to this case. */
    provided: () => provided,
    authenticate,
    url: (path) => `${api}${path}`,
    /** Sends by the client of this case, signed. */
    send: ({ path, ...call }) => {
      ready();
      return send({ url: `${api}${path}`, ...call });
    },
    /** Sends by the client of this case as it is without us. */
    sendPlain: (call) => attach(libraries, undefined, RAW)(call),
    wrapped: (given) => attach(libraries, given, RAW),
    /** What became of the calls of a route: `'ok'`, or why they were refused. */
    verdicts: async (route) => (await control('calls', route)).map(({ verdict }) => verdict),
    /** A session with the mock's pools. */
    session: (options) =>
      libraries.createCognitoSession({
        userPoolId: pools.userPool,
        userPoolClientId: pools.client,
        identityPoolId: pools.identityPool,
        endpoints: pools.endpoints,
        name: `matrix-${Math.random().toString(36).slice(2)}`,
        ...options,
      }),
  };
};
