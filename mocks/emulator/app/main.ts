import { createCognitoSession } from '../../../src/cognito.js';
import { wrapFetch } from '../../../src/fetch.js';
import { createHostedUi } from '../../../src/hosted-ui.js';
import { createSigV4 } from '../../../src/index.js';
import { autoShowSignIn, showSignIn } from '../../../src/ui.js';

// A minimal app: it makes signed calls, shows a sign-in when a call needs one, and prints the responses.

/** The emulator's values: options of the package, ready to paste into any app. */
interface Values {
  readonly api: { readonly url: string; readonly region: string; readonly service: string };
  readonly session?: Parameters<typeof createCognitoSession>[0];
  readonly hostedUi?: { readonly domain: string };
}

const find = (id: string): HTMLElement => document.getElementById(id) as HTMLElement;

const { values } = (await (await fetch('/state')).json()) as { readonly values: Values };
const { url, region, service } = values.api;
if (!values.session) throw new Error('The configuration has no pool to sign in at.');
const passwordless = new URLSearchParams(location.search).has('passwordless');
const session = createCognitoSession({ ...values.session, ...(passwordless && { authFlow: 'USER_AUTH' }) });
const signedFetch = wrapFetch(fetch, createSigV4({ credentials: session.credentials, region, service, origins: url }));

const redirectSignIn = [new URL('/app/', location.href).href];
const hostedUi = values.hostedUi && createHostedUi({ session, ...values.hostedUi, redirectSignIn });
// In the popup, this page passes the response to the page that is waiting for it.
await hostedUi?.handleAuthResponse();
const signIn = { session, canCancel: true, ...(hostedUi && { hostedUi, providers: ['Google'] }) };

const showWho = (): void => {
  find('who').textContent = session.isSignedIn ? `Signed in as ${session.username ?? 'a user'}` : 'Not signed in';
  find('signIn').hidden = session.isSignedIn;
  find('signOut').hidden = !session.isSignedIn;
};

/** Sends a call such as `GET /items`, and shows its outcome. */
const call = async (text: string): Promise<void> => {
  const [method = '', path = ''] = text.trim().split(' ');
  const [line, answer] = [document.createElement('li'), document.createElement('pre')];
  const say = (outcome: string): void => line.replaceChildren(`${text}: ${outcome}`, answer);
  say('waiting …');
  find('answers').prepend(line);
  try {
    const body = method === 'GET' || method === 'HEAD' ? {} : { body: JSON.stringify({ text: 'Hello' }) };
    const response = await signedFetch(url + path, { method, ...body });
    answer.textContent = await response.text();
    say(String(response.status));
  } catch (error) {
    say((error as Error).message);
  }
};

for (const button of document.querySelectorAll<HTMLElement>('[data-call]')) {
  button.onclick = () => void call(button.dataset.call ?? '');
}
find('own').onsubmit = (event) => {
  event.preventDefault();
  void call(String(new FormData(event.target as HTMLFormElement).get('call')));
};
// A user who closes the dialog has changed their mind, which is not an error.
find('signIn').onclick = () => void showSignIn(signIn).catch(() => {});
// Revoked, so that the control page sees it. Otherwise its tokens would stay good, as they do at AWS.
find('signOut').onclick = () => void session.signOut({ revoke: true });
autoShowSignIn(signIn);
document.body.inert = false;
session.onStateChange(showWho);
await session.initialize();
showWho();
