import { Amplify } from 'aws-amplify';
import { fetchAuthSession, signIn, signOut } from 'aws-amplify/auth';
import { Hub } from 'aws-amplify/utils';
import { fromAmplify, tokenFromAmplify } from '../../../src/amplify.js';
import { wrapFetch } from '../../../src/fetch.js';
import { createSigV4 } from '../../../src/index.js';

/** The settings of a tab, passed in the page's URL. */
export interface AppSettings {
  readonly userPool: string;
  readonly identityPool: string;
  readonly api: string;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly identityPoolId: string;
  readonly guests: boolean;
  /** Whether to pass `clearCredentials`. */
  readonly forgets: boolean;
  /** Whether Amplify keeps its tokens in cookies. */
  readonly cookies: boolean;
}

const settings: AppSettings = JSON.parse(new URL(location.href).searchParams.get('settings') ?? '{}');
Amplify.configure(
  {
    Auth: {
      Cognito: {
        userPoolId: settings.userPoolId,
        userPoolClientId: settings.clientId,
        userPoolEndpoint: settings.userPool,
        identityPoolId: settings.identityPoolId,
        identityPoolEndpoint: settings.identityPool,
        allowGuestAccess: settings.guests,
      },
    },
  },
  { ssr: settings.cookies },
);

const { clearCredentials } = Amplify;
const options = { fetchAuthSession, Hub, ...(settings.forgets && { clearCredentials }) };
const credentials = fromAmplify(options);
const token = tokenFromAmplify(options);
let changes = 0;
credentials.onChange(() => changes++);
const call = wrapFetch(
  fetch,
  createSigV4({
    credentials,
    region: 'us-east-1',
    service: 'execute-api',
    origins: new URL(settings.api).origin,
    retry: { retries: 0 },
  }),
);

/** The result, or the code or name of the error. */
const outcome = async (work: () => Promise<unknown>): Promise<unknown> => {
  try {
    return await work();
  } catch (error) {
    const { code, name } = error as { code?: string; name: string };
    return code ?? name;
  }
};

const app = {
  signIn: (username: string) =>
    outcome(async () => (await signIn({ username, password: 'Correct-horse-1' })).nextStep.signInStep),
  signOut: () => outcome(() => signOut()),
  call: (path: string) => outcome(async () => (await call(`${settings.api}/${path}`)).status),
  /** Calls the provider, as an Authenticator does for a renewal. */
  refresh: () => outcome(async () => (await credentials({ forceRefresh: true })).principal),
  /** Makes Amplify refresh its tokens, as other parts of the app do. */
  refreshElsewhere: () => outcome(async () => (await fetchAuthSession({ forceRefresh: true })).userSub ?? null),
  sub: () => outcome(async () => (await fetchAuthSession()).userSub ?? null),
  token: () => outcome(() => token()),
  state: () => ({ principal: credentials.principal(), changes }),
  /** The user that this tab sees in the storage. */
  stored: () => localStorage.getItem(`CognitoIdentityServiceProvider.${settings.clientId}.LastAuthUser`),
  clearStorage: () => localStorage.clear(),
  /** Acts as if the user returned to the tab. */
  show: () => dispatchEvent(new Event('visibilitychange')),
};
export type App = typeof app;
Object.assign(globalThis, { app });
