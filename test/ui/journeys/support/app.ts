// An app without its own sign-in page: it makes signed calls and prints their outcomes.
import { createSigV4 } from 'sigv4-interceptor';
import { createCognitoSession } from 'sigv4-interceptor/cognito';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { createHostedUi } from 'sigv4-interceptor/hosted-ui';
import { autoShowSignIn } from 'sigv4-interceptor/ui';
import type { AppSettings } from './serve-app.js';

const { session: sessionOptions, api, domain, options }: AppSettings = await (await fetch('/settings.json')).json();

let ahead = 0;
const clock = { now: () => Date.now() + ahead, offset: 0 };
const session = createCognitoSession({ ...sessionOptions, clock });
const signedFetch = wrapFetch(
  fetch,
  createSigV4({ credentials: session.credentials, region: 'us-east-1', service: 'execute-api', origins: api }),
);
const redirectSignIn = [new URL('/', location.href).href];
const hostedUi = domain ? createHostedUi({ session, domain, redirectSignIn }) : undefined;
await hostedUi?.handleAuthResponse();

const who = document.createElement('p');
who.setAttribute('role', 'status');
const answers = document.createElement('ol');
answers.setAttribute('aria-live', 'polite');
const showWho = (): void => {
  who.textContent = session.isSignedIn ? `Signed in as ${session.username}` : 'Not signed in';
};

/** Sends a call such as `GET /members`, and shows its outcome. */
const call = async (text: string): Promise<void> => {
  const [method, path] = text.split(' ') as [string, string];
  const line = document.createElement('li');
  line.textContent = `${text}: waiting`;
  answers.append(line);
  try {
    const response = await signedFetch(api + path, { method, ...(method === 'POST' && { body: '{"text":"Hello"}' }) });
    const { user } = await response.json();
    line.textContent = `${text}: ${response.status}${user ? ` to ${user}` : ''}`;
  } catch (error) {
    const { name, code } = error as { name: string; code?: string };
    line.textContent = `${text}: ${code ?? name}`;
  }
};

const button = (name: string, press: () => unknown): HTMLButtonElement => {
  const made = Object.assign(document.createElement('button'), { type: 'button', textContent: name });
  made.addEventListener('click', press);
  return made;
};
const calls = (...texts: readonly string[]) => texts.map((text) => button(text, () => void call(text)));

const heading = Object.assign(document.createElement('h1'), { textContent: 'An app' });
const main = document.createElement('main');
main.append(
  heading,
  who,
  ...calls('GET /members', 'POST /members'),
  button('Load everything', () => Promise.all([1, 2, 3].map((id) => call(`GET /members/${id}`)))),
  button('Add a passkey', async () => {
    await session.registerPasskey();
    who.textContent = 'Passkey added';
  }),
  button('Sign out', () => session.signOut()),
  answers,
);
// What tests can do with the page besides pressing keys.
Object.assign(globalThis, {
  /** Moves the page's clock forward. */
  later: (milliseconds: number): void => {
    ahead += milliseconds;
  },
});

await session.initialize();
autoShowSignIn({ session, canCancel: true, language: 'en', ...options, ...(hostedUi && { hostedUi }) });
session.onStateChange(showWho);
showWho();
document.body.append(main);
