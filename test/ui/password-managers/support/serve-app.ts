import type { CognitoSessionOptions } from 'sigv4-interceptor/cognito';
import { createAwsMock, type AwsMock, type UserPoolOptions } from 'sigv4-interceptor/mocks';
import type { SignInElementOptions } from 'sigv4-interceptor/ui';
import { onTestFinished } from 'vitest';
import { bundleOnce, type Files, serveFiles } from '../../support/serve-files.js';

/** The configuration of the app's page. */
export interface AppSettings {
  readonly session: CognitoSessionOptions;
  readonly options: SignInElementOptions;
  readonly dialog: boolean;
}

/** The options of a test's app. */
export interface AppOptions {
  readonly pool?: UserPoolOptions;
  readonly authFlow?: CognitoSessionOptions['authFlow'];
  readonly options?: SignInElementOptions;
  /** Whether the sign-in is a dialog instead of part of the page. */
  readonly dialog?: boolean;
}

/** A served app. */
export interface ServedApp {
  readonly url: string;
  readonly mock: AwsMock;
}

let served = 0;

const scripts = bundleOnce(new URL('app.ts', import.meta.url));
const PAGE = '<!doctype html><meta charset="utf-8"><title>App</title><script type="module" src="/app.js"></script>';

/** The strictest Content-Security-Policy that an app may have. */
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src *";

/** Serves an app with its own user pool, a mock, until the end of the test. */
export const serveApp = async ({
  pool = {},
  authFlow,
  options = {},
  dialog = false,
}: AppOptions): Promise<ServedApp> => {
  const mock = createAwsMock({ userPools: [pool] });
  const { urls, close } = await mock.listen();
  const { id: userPoolId, clientId: userPoolClientId } = mock.userPool();
  const settings: AppSettings = {
    session: {
      region: userPoolId.split('_')[0]!,
      userPoolId,
      userPoolClientId,
      endpoints: { userPool: urls['cognito-idp']! },
      ...(authFlow && { authFlow }),
    },
    options: { language: 'en', ...options },
    dialog,
  };
  const files: Files = {
    ...(await scripts()),
    '/': ['text/html', PAGE],
    '/settings.json': ['application/json', JSON.stringify(settings)],
  };
  const port = await serveFiles(files, POLICY);
  onTestFinished(close);
  // Browsers resolve all names below `localhost`, and password managers treat each of them as a separate site.
  return { url: `http://app-${++served}.localhost:${port}/`, mock };
};
