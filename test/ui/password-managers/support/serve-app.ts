import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { build, type Plugin } from 'esbuild';
import type { CognitoSessionOptions } from 'sigv4-interceptor/cognito';
import { createAwsMock, type AwsMock, type UserPoolOptions } from 'sigv4-interceptor/mocks';
import type { SignInElementOptions } from 'sigv4-interceptor/ui';
import { onTestFinished } from 'vitest';
import { aliases } from '../../../support/aliases.js';

/** What the app's page is told. */
export interface AppSettings {
  readonly session: CognitoSessionOptions;
  readonly options: SignInElementOptions;
  readonly dialog: boolean;
}

/** What a test wants the app to be like. */
export interface AppOptions {
  readonly pool?: UserPoolOptions;
  readonly authFlow?: CognitoSessionOptions['authFlow'];
  readonly options?: SignInElementOptions;
  /** Whether the sign-in is a dialog, and not in the page. */
  readonly dialog?: boolean;
}

/** An app that is served. */
export interface ServedApp {
  readonly url: string;
  readonly mock: AwsMock;
}

const web: Plugin = {
  name: 'web',
  setup: ({ onResolve }) => {
    for (const { find, replacement } of aliases('web')) {
      const filter = typeof find === 'string' ? new RegExp(`^${find}$`) : find;
      onResolve({ filter }, ({ path }) => ({ path: path.replace(filter, replacement) }));
    }
  },
};

const bundle = async (): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('app.ts', import.meta.url))],
    plugins: [web],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    logLevel: 'silent',
  });
  return outputFiles[0]!.text;
};
let script: Promise<string> | undefined;
let served = 0;

/** As strict as an app may have it. */
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src *";

/** Serves an app with a user pool of its own until the end of the test. Its pool and its users are the mock's. */
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
  script ??= bundle();
  const files: Record<string, readonly [type: string, text: string]> = {
    '/': [
      'text/html',
      '<!doctype html><meta charset="utf-8"><title>App</title><script type="module" src="/app.js"></script>',
    ],
    '/app.js': ['text/javascript', await script],
    '/settings.json': ['application/json', JSON.stringify(settings)],
  };
  const server = createServer((request, reply) => {
    const [type, text] = files[request.url!] ?? [];
    const headers = { 'content-type': type ?? 'text/plain', 'content-security-policy': POLICY };
    reply.writeHead(type ? 200 : 404, headers).end(text);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.close();
    server.closeAllConnections();
    await close();
  });
  // Browsers resolve all names below `localhost`, and to a password manager each of them is a site of its own.
  return { url: `http://app-${++served}.localhost:${(server.address() as AddressInfo).port}/`, mock };
};
