import { createCognitoSession, memoryStorage } from 'sigv4-interceptor/cognito';
import { createHostedUi, type HostedUiOptions } from 'sigv4-interceptor/hosted-ui';
import { createFakeCognito } from '../../cognito/support/fake-cognito.js';
import { CLIENT_ID, createVisitor, type Dialect, startProvider } from './provider.js';

export const APP = 'http://localhost:4000/callback';
export const HOME = 'http://localhost:4000/';

/** A session whose pools are scripted, and a sign-in page that is real. */
export const start = async (dialect: Dialect, more: Partial<HostedUiOptions> = {}) => {
  const { url, issuer, provider } = await startProvider(dialect, [APP, HOME]);
  const cognito = createFakeCognito();
  /** What the token endpoint is replaced by, if it is. */
  const faults: { token?: () => Promise<Response> } = {};
  const fetchBoth: typeof fetch = (input, init) => {
    const target = String(input instanceof Request ? input.url : input);
    if (faults.token && target.endsWith('/token')) return faults.token();
    return /^https:\/\/cognito-id/.test(target) ? cognito.fetch(input, init) : fetch(input, init);
  };
  const storage = memoryStorage();
  const newSession = () =>
    createCognitoSession({
      userPoolId: 'us-east-1_Abc123',
      userPoolClientId: CLIENT_ID,
      identityPoolId: 'us-east-1:11111111-2222-3333-4444-555555555555',
      fetch: fetchBoth,
      storage,
      waitForSignIn: true,
      retry: { retries: 0 },
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
  return { url, provider, cognito, session, newSession, options, ui, visited, visit: createVisitor(), states, faults };
};
