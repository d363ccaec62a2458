import { createPublicKey, verify } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import { onTestFinished } from 'vitest';
import type { PageSettings } from './page-app.js';
import { packageImports } from '../../support/package-imports.mjs';

const path = (relative: string): string => new URL(relative, import.meta.url).pathname;

const script = async (): Promise<string> => {
  const { outputFiles } = await build({
    entryPoints: [path('page-app.ts')],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    plugins: [packageImports('browser')],
  });
  return outputFiles[0]!.text;
};

const page = (settings: PageSettings): string => `<!doctype html><title>app</title>
<p id="state"></p><p id="error"></p>
<button id="sign-in">Sign in</button> <button id="popup">Sign in here</button> <button id="sign-out">Sign out</button>
<script>globalThis.settings = ${JSON.stringify(settings)}</script><script type="module" src="/app.js"></script>`;

const json = (part: string): Record<string, string> => JSON.parse(Buffer.from(part, 'base64url').toString());

/** Verifies an ID token with its issuer's published keys, and returns its user. */
const subjectOf = async (token: string, jwks: string): Promise<string | undefined> => {
  const [header = '', payload = '', signature = ''] = token.split('.');
  const { keys } = (await (await fetch(jwks)).json()) as { keys: (JsonWebKey & { kid: string })[] };
  const jwk = keys.find(({ kid }) => kid === json(header).kid);
  if (!jwk) return undefined;
  const key = createPublicKey({ key: jwk as never, format: 'jwk' });
  const isGood = verify('sha256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url'));
  return isGood ? json(payload).sub : undefined;
};

/** An app's site, with an identity pool that verifies ID tokens. Ends with the test. */
export const startSite = async () => {
  const code = await script();
  const holder: { settings?: PageSettings; jwks?: string } = {};
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === '/app.js') return void response.writeHead(200, { 'content-type': 'text/javascript' }).end(code);
    if (pathname !== '/identity') {
      return void response.writeHead(200, { 'content-type': 'text/html' }).end(page(holder.settings!));
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { Logins = {} } = JSON.parse(Buffer.concat(chunks).toString());
    const [token] = Object.values(Logins as Record<string, string>);
    const subject = token && holder.jwks ? await subjectOf(token, holder.jwks) : undefined;
    response.writeHead(subject ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' }).end(
      JSON.stringify(
        subject
          ? {
              IdentityId: `us-east-1:${subject}`,
              Credentials: { AccessKeyId: 'ASIA', SecretKey: 's', SessionToken: 't', Expiration: 9e9 },
            }
          : { __type: 'NotAuthorizedException', message: 'Invalid login token.' },
      ),
    );
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    callback: `${origin}/callback`,
    home: `${origin}/`,
    /** Sets the app's provider. */
    configure: (clientId: string, ui: PageSettings['ui'], jwks?: string) => {
      holder.settings = { clientId, ui, identityPool: `${origin}/identity` };
      if (jwks) holder.jwks = jwks;
    },
  };
};
