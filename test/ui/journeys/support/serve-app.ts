import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import type { CognitoSessionOptions } from 'sigv4-interceptor/cognito';
import { type AwsMock, createAwsMock, type UserPoolOptions } from 'sigv4-interceptor/mocks';
import type { AutoShowSignInOptions } from 'sigv4-interceptor/ui';
import { onTestFinished } from 'vitest';
import { bundleOnce, type Files, serveFiles } from '../../support/serve-files.js';

/** The options of the sign-in, as JSON. */
type SignInOptions = Omit<AutoShowSignInOptions, 'session'>;

/** The configuration of the app's page. */
export interface AppSettings {
  readonly session: CognitoSessionOptions;
  readonly api: string;
  /** The hosted UI's domain, if there is one. */
  readonly domain?: string;
  readonly options: SignInOptions;
}

/** The options of a test's app. */
export interface AppOptions {
  readonly pool?: UserPoolOptions;
  readonly authFlow?: CognitoSessionOptions['authFlow'];
  readonly options?: SignInOptions;
  /** Whether there is a hosted UI, with Google. */
  readonly hostedUi?: boolean;
  /** The export whose file fails to load. Default: none. */
  readonly lost?: string;
}

/** A served app. */
export interface ServedApp {
  readonly url: string;
  readonly mock: AwsMock;
  /** Moves the server's clock forward. */
  later(milliseconds: number): void;
}

export const password = 'Correct-Horse-7';
export const alice = {
  username: 'alice',
  password,
  attributes: { email: 'alice@example.com', phone_number: '+353861234567' },
} as const;

const scripts = bundleOnce(new URL('app.ts', import.meta.url));
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>An app</title><script src="/axe.js" defer></script><script type="module" src="/app.js"></script></html>`;

/** The strictest Content-Security-Policy that an app may have. */
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src *";

/** The lazily loaded file with an export. */
const lazyFile = (files: Files, name: string): string => {
  const found = Object.keys(files).filter((path) =>
    new RegExp(`^export \\{[^}]*\\b${name}\\b`, 'm').test(files[path]![1]),
  );
  if (found.length !== 1) throw new Error(`${name} is in ${found.length} files.`);
  return found[0]!;
};

/** Serves an app with its own pools and API until the end of the test. Guests may not call `/members`. */
export const serveApp = async ({
  pool = {},
  authFlow,
  options = {},
  hostedUi = false,
  lost,
}: AppOptions): Promise<ServedApp> => {
  let ahead = 0;
  const mock = createAwsMock({
    now: () => Date.now() + ahead,
    usersOnly: ['/members', '/members/{path+}'],
    userPools: [{ users: [alice], ...pool }],
    identityPools: [{ guests: true }],
    ...(hostedUi && { hostedUi: {} }),
  });
  const { url: api, urls, close } = await mock.listen();
  onTestFinished(close);
  const { id: userPoolId, clientId: userPoolClientId } = mock.userPool();
  const settings: AppSettings = {
    session: {
      userPoolId,
      userPoolClientId,
      identityPoolId: mock.identityPool().id,
      endpoints: { userPool: urls['cognito-idp']!, identityPool: urls['cognito-identity']!, sts: urls.sts! },
      ...(authFlow && { authFlow }),
    } as CognitoSessionOptions,
    api,
    ...(hostedUi && { domain: urls['hosted-ui']! }),
    options: hostedUi ? { providers: ['Google'], ...options } : options,
  };
  const all = await scripts();
  const missing = lost === undefined ? undefined : lazyFile(all, lost);
  const files = Object.entries(all).filter(([name]) => name !== missing);
  const port = await serveFiles(
    {
      ...(Object.fromEntries(files) as Files),
      '/': ['text/html', PAGE],
      '/axe.js': ['text/javascript', AXE],
      '/settings.json': ['application/json', JSON.stringify(settings)],
    },
    POLICY,
  );
  return {
    url: `http://localhost:${port}/`,
    mock,
    later: (milliseconds) => {
      ahead += milliseconds;
    },
  };
};
