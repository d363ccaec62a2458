// An app's page with the element, or with the dialog.
import { createCognitoSession } from 'sigv4-interceptor/cognito';
import { showSignIn } from 'sigv4-interceptor/ui';
import type { AppSettings } from './serve-app.js';

const { session: sessionOptions, options, dialog }: AppSettings = await (await fetch('/settings.json')).json();
const session = createCognitoSession(sessionOptions);

document.body.addEventListener('sigv4-step', ({ detail }) => {
  document.body.dataset.step = detail.name;
});

const button = (id: string, press: () => unknown): HTMLButtonElement => {
  const made = Object.assign(document.createElement('button'), { id, textContent: id });
  made.addEventListener('click', press);
  return made;
};
const open = button('open', () => showSignIn({ session, ...options }));
const leave = button('leave', async () => {
  delete document.body.dataset.left;
  await session.signOut();
  document.body.dataset.left = 'yes';
});

await session.initialize();
document.body.append(
  dialog ? open : Object.assign(document.createElement('sigv4-sign-in'), options, { session }),
  leave,
);
