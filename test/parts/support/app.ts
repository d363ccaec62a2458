// What the page and the service worker of these tests do with the library, as an app would.
import axios from 'axios';
import ky from 'ky';
import { createSigV4, type SigV4Authenticator } from 'sigv4-interceptor';
import { interceptAxios } from 'sigv4-interceptor/axios';
import { type CognitoSession, createCognitoSession, memoryStorage } from 'sigv4-interceptor/cognito';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { wrapKy } from 'sigv4-interceptor/ky';

/** The mock's pools and its API. */
export interface AppSettings {
  readonly api: string;
  readonly userPool: string;
  readonly identityPool: string;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly identityPoolId: string;
}

/** What a test asks of the app. Each resolves to a status, or to the code of the error. */
export interface App {
  /** A call by a client, with a body of a kind. */
  send(client: 'axios' | 'ky' | 'fetch', kind: keyof typeof BODIES): Promise<number | string>;
  /** A call with a secret that is not the key's, and the explanation of its refusal. */
  explain(): Promise<string>;
  sign(): Promise<number | string>;
  presign(): Promise<number | string>;
  signIn(): Promise<string>;
  signUp(): Promise<string>;
}

const BODIES = {
  none: () => undefined,
  text: () => 'text with ünicode',
  blob: () => new Blob(['a blob']),
  form: () => {
    const form = new FormData();
    form.append('field', 'value');
    form.append('file', new File(['a file'], 'file.txt'));
    return form;
  },
  stream: () => new Response('a stream').body!,
};

const codeOf = (error: unknown): string => {
  const { code, name, message } = error as { code?: string; name: string; message: string };
  return code ?? `${name}: ${message}`;
};
const outcome = async (work: () => Promise<number | string>): Promise<number | string> => work().catch(codeOf);

/** Creates the {@link App}. */
export const createApp = ({ api, ...settings }: AppSettings): App => {
  const session: CognitoSession = createCognitoSession({
    userPoolId: settings.userPoolId,
    userPoolClientId: settings.clientId,
    identityPoolId: settings.identityPoolId,
    endpoints: { userPool: settings.userPool, identityPool: settings.identityPool },
    storage: memoryStorage(),
  });
  const scope = { region: 'us-east-1', service: 'execute-api', origins: new URL(api).origin };
  const auth: SigV4Authenticator = createSigV4({ ...scope, credentials: session.credentials });
  const client = axios.create();
  interceptAxios(client, auth);
  const signedFetch = wrapFetch(fetch, auth);
  const signedKy = wrapKy(ky, auth);
  const url = `${api}/items`;
  const clients = {
    axios: async (method: string, data: unknown) => (await client.request({ method, url, data })).status,
    ky: async (method: string, body: BodyInit | undefined) =>
      (await signedKy(url, { method, ...(body && { body }) })).status,
    fetch: async (method: string, body: BodyInit | undefined) =>
      (await signedFetch(url, { method, ...(body && { body, duplex: 'half' }) } as RequestInit)).status,
  };
  return {
    send: (name, kind) => outcome(() => clients[name](kind === 'none' ? 'GET' : 'POST', BODIES[kind]())),
    explain: async () => {
      const own = createSigV4({
        ...scope,
        credentials: async () => ({ ...(await session.credentials()), secretAccessKey: 'not the secret of this key' }),
      });
      const explanation = new Promise<string>((resolve) => {
        own.on('rejected', (rejection) => resolve(rejection.explanation ?? 'none'));
      });
      const { status } = await wrapFetch(fetch, own)(url);
      return `${status}: ${await explanation}`;
    },
    sign: () =>
      outcome(async () => {
        const { method, headers } = await auth.sign({ url, headers: { 'x-own': 'a' } });
        return (await fetch(url, { method, headers })).status;
      }),
    presign: () => outcome(async () => (await fetch(await auth.presign(url))).status),
    signIn: async () =>
      String(
        await outcome(async () => (await session.signIn({ username: 'alice', password: 'Correct-horse-1' })).step),
      ),
    signUp: async () =>
      String(await outcome(async () => (await session.signUp({ username: 'bob', password: 'Correct-horse-1' })).step)),
  };
};
