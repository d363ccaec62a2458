import { createCognitoSession, memoryStorage } from 'sigv4-interceptor/cognito';
import { createHostedUi, type HostedUiOptions } from 'sigv4-interceptor/hosted-ui';
import { createFakeCognito } from '../../cognito/support/fake-cognito.js';
import { CLIENT_ID, createVisitor, type Dialect, startProvider } from './provider.js';

export const APP = 'http://localhost:4000/callback';
export const HOME = 'http://localhost:4000/';

/** Answers instead of the provider, which `ask` calls. */
export type Fault = (ask: () => Promise<Response>, init?: RequestInit) => Promise<Response>;

/** The provider's tokens, with other claims in the ID token. */
export const withClaims =
  (change: object): Fault =>
  async (ask) => {
    const tokens = await (await ask()).json();
    const [header, payload, signature] = tokens.id_token.split('.');
    const claims = { ...JSON.parse(Buffer.from(payload, 'base64url').toString()), ...change };
    const changed = Buffer.from(JSON.stringify(claims)).toString('base64url');
    return Response.json({ ...tokens, id_token: [header, changed, signature].join('.') });
  };

/** A session with scripted pools, and a real sign-in page. */
export const start = async (dialect: Dialect, more: Partial<HostedUiOptions> = {}) => {
  const { url, issuer, provider } = await startProvider(dialect, [APP, HOME]);
  const cognito = createFakeCognito();
  /** What intercepts the app's requests to the provider. Default: nothing. */
  const faults: { token?: Fault; discovery?: Fault } = {};
  const asked: string[] = [];
  const fetchBoth: typeof fetch = (input, init) => {
    const target = String(input instanceof Request ? input.url : input);
    if (/^https:\/\/cognito-id/.test(target)) return cognito.fetch(input, init);
    asked.push(target);
    const fault = target.endsWith('/token') ? faults.token : faults.discovery;
    return fault ? fault(() => fetch(input, init), init) : fetch(input, init);
  };
  const storage = memoryStorage();
  let ahead = 0;
  const newSession = () =>
    createCognitoSession({
      userPoolId: 'us-east-1_Abc123',
      userPoolClientId: CLIENT_ID,
      identityPoolId: 'us-east-1:11111111-2222-3333-4444-555555555555',
      fetch: fetchBoth,
      storage,
      waitForSignIn: true,
      retry: { retries: 0 },
      clock: { offset: 0, now: () => Date.now() + ahead },
    });
  const session = newSession();
  const states: string[] = [];
  session.onStateChange((state) => states.push(state));
  await session.initialize();
  const visited: string[] = [];
  const options = {
    redirectSignIn: [APP],
    redirectSignOut: [HOME],
    navigate: (to: string) => void visited.push(to),
    ...(dialect === 'cognito' ? { domain: url, issuer } : { issuer, clientId: CLIENT_ID }),
    ...more,
  };
  const ui = createHostedUi({ session, ...options });
  return {
    ...{ url, issuer, provider, cognito, session, newSession, options, ui, visited, states, faults, storage },
    visit: createVisitor(),
    /** The requests sent to the provider. */
    asked,
    /** Moves the clock forward or back. */
    later: (milliseconds: number): void => {
      ahead += milliseconds;
    },
  };
};
