import { createCognitoSession, memoryStorage } from 'sigv4-interceptor/cognito';
import { expect, onTestFinished, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { autoShowSignIn, showSignIn } from '../../../src/ui.js';
import { mountElement } from './support/mount.js';
import { alice, dialogs, input, password, start, submit } from './support/stage.js';

const focusedButton = (): HTMLButtonElement => {
  const button = document.createElement('button');
  document.body.append(button);
  onTestFinished(() => button.remove());
  button.focus();
  return button;
};

test('showSignIn shows a modal dialog, and resolves with the state when the user has signed in', async () => {
  const { session, callApi } = await start();
  const button = focusedButton();
  const shown = showSignIn({ session });
  const username = await input('username');
  expect(document.activeElement).toBe(username);
  const [dialog] = dialogs();
  expect(dialog!.matches(':modal')).toBe(true);
  expect(document.getElementById(dialog!.getAttribute('aria-labelledby')!)?.textContent).toBe('Sign in');
  await submit({ username: 'alice', password });
  expect(await shown).toBe('signedIn');
  expect(dialogs()).toEqual([]);
  expect(document.activeElement).toBe(button);
  expect(await callApi()).toBe('alice');
});

test('a wrong password leaves the dialog and its inputs, and is told in words for users', async () => {
  const { session } = await start();
  const shown = showSignIn({ session });
  const username = await input('username');
  await submit({ username: 'alice', password: 'Wrong-horse-1' });
  await expect.poll(() => document.querySelector('.sigv4-error')?.textContent).toMatch(/^Incorrect/);
  expect(await input('username')).toBe(username);
  expect(username.value).toBe('alice');
  await submit({ password });
  expect(await shown).toBe('signedIn');
});

test('who is signed in sees no dialog', async () => {
  const { session } = await start();
  await session.signIn(alice);
  const showModal = vi.spyOn(HTMLDialogElement.prototype, 'showModal');
  onTestFinished(() => showModal.mockRestore());
  expect(await showSignIn({ session })).toBe('signedIn');
  expect(showModal).not.toHaveBeenCalled();
  expect(dialogs()).toEqual([]);
});

test('a second call gets the first one’s dialog', async () => {
  const { session } = await start();
  const both = [showSignIn({ session }), showSignIn({ session, canCancel: true })];
  await input('username');
  expect(dialogs()).toHaveLength(1);
  await submit({ username: 'alice', password });
  expect(await Promise.all(both)).toEqual(['signedIn', 'signedIn']);
});

test.each(['the close button', 'Escape'])('%s closes a dialog that can be cancelled', async (way) => {
  const { session } = await start();
  const button = focusedButton();
  const shown = showSignIn({ session, canCancel: true });
  const rejected = expect(shown).rejects.toMatchObject({ name: 'SignInCancelledError', code: 'sign-in-cancelled' });
  await input('username');
  if (way === 'Escape') await userEvent.keyboard('{Escape}');
  else document.querySelector<HTMLElement>('dialog .sigv4-close')!.click();
  await rejected;
  expect(dialogs()).toEqual([]);
  expect(document.activeElement).toBe(button);
});

test('without canCancel nothing closes it but a sign-in', async () => {
  const { session } = await start();
  const shown = showSignIn({ session });
  await input('username');
  await userEvent.keyboard('{Escape}{Escape}');
  expect(document.querySelector('.sigv4-close')).toBe(null);
  const [dialog] = dialogs();
  dialog!.close();
  await expect.poll(() => dialog!.matches(':modal')).toBe(true);
  await submit({ username: 'alice', password });
  expect(await shown).toBe('signedIn');
});

test.each([
  [true, 'closerequest'],
  [false, 'none'],
])('the browser is told whether it can be cancelled, and closes nothing by itself: %s', async (canCancel, closedby) => {
  const { session } = await start();
  const ended = showSignIn({ session, canCancel }).catch(({ code }) => code);
  await input('username');
  const [dialog] = dialogs();
  expect(dialog!.getAttribute('closedby')).toBe(closedby);
  const request = new Event('cancel', { cancelable: true });
  dialog!.dispatchEvent(request);
  expect(request.defaultPrevented).toBe(true);
  expect(dialogs()).toHaveLength(canCancel ? 0 : 1);
  if (!canCancel) await submit({ username: 'alice', password });
  expect(await ended).toBe(canCancel ? 'sign-in-cancelled' : 'signedIn');
});

test.each(['cancel', 'close'])(
  "a %s of an app's own field, such as one for a file, does not close it",
  async (type) => {
    const { session } = await start();
    const shown = showSignIn({ session, canCancel: true });
    const field = await input('username');
    field.dispatchEvent(new Event(type, { bubbles: true }));
    expect(dialogs()).toHaveLength(1);
    await submit({ username: 'alice', password });
    expect(await shown).toBe('signedIn');
  },
);

test('with a signal that is aborted already nothing is asked for', async () => {
  const { session } = await start();
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(showSignIn({ session, signal })).rejects.toThrow('enough');
  expect(session.state).toBe('unknown');
});

test('a signal that is aborted while it is found out who uses the app ends it, and nothing is shown', async () => {
  const { session } = await start();
  const controller = new AbortController();
  const shown = showSignIn({ session, signal: controller.signal });
  controller.abort(new Error('enough'));
  await expect(shown).rejects.toThrow('enough');
  expect(dialogs()).toEqual([]);
});

test('a signal has no listener left when the user has signed in', async () => {
  const { session } = await start();
  const { signal } = new AbortController();
  const [added, removed] = [vi.spyOn(signal, 'addEventListener'), vi.spyOn(signal, 'removeEventListener')];
  const shown = showSignIn({ session, signal });
  await submit({ username: 'alice', password });
  await shown;
  expect(added).toHaveBeenCalledOnce();
  await expect.poll(() => removed.mock.calls).toEqual(added.mock.calls.map(([type, listener]) => [type, listener]));
});

test('a signal ends it for its caller, and the dialog with the last one', async () => {
  const { session } = await start();
  const [one, other] = [new AbortController(), new AbortController()];
  const first = showSignIn({ session, signal: one.signal });
  const second = showSignIn({ session, signal: other.signal });
  const rejected = [expect(first).rejects.toThrow('enough'), expect(second).rejects.toThrow('too much')];
  await input('username');
  one.abort(new Error('enough'));
  await rejected[0];
  expect(dialogs()).toHaveLength(1);
  other.abort(new Error('too much'));
  await rejected[1];
  expect(dialogs()).toEqual([]);
  await expect(showSignIn({ session, signal: one.signal })).rejects.toThrow('enough');
});

test('options that are not known are refused by name', async () => {
  const { session } = await start();
  await expect(showSignIn({ session, cancancel: true } as never)).rejects.toThrow('Did you mean canCancel?');
  await expect(showSignIn({} as never)).rejects.toThrow('showSignIn: session must come from createCognitoSession.');
  expect(() => autoShowSignIn({ session, signal: undefined } as never)).toThrow(
    'autoShowSignIn: there is no option "signal"',
  );
});

test('the dialog stays when the user is signed out meanwhile', async () => {
  const { session } = await start();
  const shown = showSignIn({ session });
  await input('username');
  await session.signOut();
  expect(dialogs()).toHaveLength(1);
  await submit({ username: 'alice', password });
  expect(await shown).toBe('signedIn');
});

test('with autoShowSignIn many calls that wait get one dialog, and go through after the sign-in', async () => {
  const { session, callApi } = await start();
  onTestFinished(autoShowSignIn({ session }));
  const calls = [callApi(), callApi(), callApi()];
  await input('username');
  expect(dialogs()).toHaveLength(1);
  expect(document.querySelector('dialog .sigv4-notice')?.textContent).toBe('Sign in to continue.');
  await submit({ username: 'alice', password });
  expect(await Promise.all(calls)).toEqual(['alice', 'alice', 'alice']);
  expect(dialogs()).toEqual([]);
});

test('cancelling releases the calls that wait, and the next one shows the dialog again', async () => {
  const { session, callApi } = await start();
  onTestFinished(autoShowSignIn({ session, canCancel: true }));
  for (let round = 0; round < 2; round++) {
    const call = callApi();
    await input('username');
    document.querySelector<HTMLElement>('dialog .sigv4-close')!.click();
    expect(await call).toBe(403);
    expect(dialogs()).toEqual([]);
  }
});

test('the function that autoShowSignIn gives closes its dialog', async () => {
  const { session, callApi } = await start();
  const stop = autoShowSignIn({ session });
  const call = callApi();
  await input('username');
  stop();
  await expect.poll(() => dialogs().length).toBe(0);
  session.releaseSignInWait();
  expect(await call).toBe(403);
});

test('once autoShowSignIn has ended, a call that a guest may not make is refused at once', async () => {
  const { session, callApi } = await start();
  autoShowSignIn({ session })();
  expect(await callApi()).toBe(403);
  expect(dialogs()).toEqual([]);
});

test.each(['the close button', 'Escape'])(
  'an element with autoShow tells how its dialog ended, once: %s',
  async (way) => {
    const { session, callApi } = await start();
    const element = await mountElement({ session, autoShow: true, canCancel: true });
    const told: Record<'element' | 'page', unknown[][]> = { element: [], page: [] };
    const listen = (to: keyof typeof told, target: HTMLElement | Document): void => {
      for (const type of ['sigv4-signed-in', 'sigv4-cancel', 'sigv4-step'] as const) {
        const note: EventListener = (event) => told[to].push([event.type, (event as CustomEvent).detail]);
        target.addEventListener(type, note);
        onTestFinished(() => target.removeEventListener(type, note));
      }
    };
    listen('element', element);
    listen('page', document);
    expect(element.textContent?.trim()).toBe('');
    const refused = callApi();
    await input('username');
    if (way === 'Escape') await userEvent.keyboard('{Escape}');
    else document.querySelector<HTMLElement>('dialog .sigv4-close')!.click();
    expect(await refused).toBe(403);
    const call = callApi();
    await submit({ username: 'alice', password });
    expect(await call).toBe('alice');
    const form = [
      ['sigv4-step', { name: 'loading' }],
      ['sigv4-step', { name: 'signIn' }],
    ];
    expect(told.element).toEqual([
      ...form,
      ['sigv4-cancel', null],
      ...form,
      ['sigv4-step', { name: 'signedIn' }],
      ['sigv4-signed-in', { state: 'signedIn', username: 'alice' }],
    ]);
    expect(told.page).toEqual(told.element);
  },
);

test('a pool that takes no guests shows the dialog for the very first call', async () => {
  const { session, callApi } = await start({}, { guests: false });
  onTestFinished(autoShowSignIn({ session }));
  const calls = [callApi(), callApi()];
  await submit({ username: 'alice', password });
  expect(await Promise.all(calls)).toEqual(['alice', 'alice']);
});

test.each<[string, () => void]>([
  ["replaces the page's content", () => document.body.replaceChildren()],
  ['removes the dialog', () => dialogs()[0]!.remove()],
  ['empties the dialog', () => dialogs()[0]!.replaceChildren()],
  ['hides the dialog', () => dialogs()[0]!.removeAttribute('open')],
])('an app that %s loses no call that waits', async (_, replace) => {
  const { session, callApi } = await start();
  onTestFinished(autoShowSignIn({ session }));
  const calls = [callApi()];
  (await input('username')).value = 'alice';
  replace();
  await new Promise((resolve) => setTimeout(resolve));
  calls.push(callApi());
  expect((await input('username')).value).toBe('alice');
  expect(dialogs()).toHaveLength(1);
  expect(dialogs()[0]!.matches(':modal')).toBe(true);
  await submit({ password });
  expect(await Promise.all(calls)).toEqual(['alice', 'alice']);
  expect(dialogs()).toEqual([]);
});

test('an app that removes whatever it does not know does not freeze the page', async () => {
  const { session, callApi } = await start();
  const observer = new MutationObserver(() => dialogs()[0]?.remove());
  observer.observe(document.body, { childList: true });
  onTestFinished(autoShowSignIn({ session }));
  const call = callApi();
  await new Promise((resolve) => setTimeout(resolve, 100));
  observer.disconnect();
  await submit({ username: 'alice', password });
  expect(await call).toBe('alice');
});

test('an element with autoShow that was taken away and put back goes on where it was', async () => {
  const { session, callApi } = await start();
  const element = await mountElement({ session, autoShow: true });
  const call = callApi();
  await input('username');
  element.remove();
  await expect.poll(() => dialogs().length).toBe(0);
  document.body.append(element);
  await submit({ username: 'alice', password });
  expect(await call).toBe('alice');
});

test('the values of options are checked when they are given', async () => {
  const { session } = await start();
  const wrong = { session, usernameKind: 'phone' as never };
  expect(() => autoShowSignIn(wrong)).toThrow('autoShowSignIn: usernameKind must be one of');
  await expect(showSignIn(wrong)).rejects.toThrow('showSignIn: usernameKind must be one of');
  expect(() => autoShowSignIn({ session, providers: ['Google'] })).toThrow('Google needs getToken, or pass hostedUi.');
});

test('nothing that was typed stays in a form that has left the page', async () => {
  const { session } = await start();
  const shown = showSignIn({ session, canCancel: true }).catch(() => {});
  const field = await input('password');
  field.value = password;
  const form = field.closest('sigv4-sign-in')!;
  document.querySelector<HTMLElement>('dialog .sigv4-close')!.click();
  await shown;
  await expect.poll(() => form.querySelector('input')).toBe(null);
});

test("a page that takes the pointer from everything leaves the dialog's", async () => {
  document.body.style.pointerEvents = 'none';
  onTestFinished(() => document.body.removeAttribute('style'));
  const { session } = await start();
  const controller = new AbortController();
  onTestFinished(() => controller.abort());
  void showSignIn({ session, canCancel: true, signal: controller.signal }).catch(() => {});
  await input('username');
  expect(getComputedStyle(document.querySelector('dialog .sigv4-close')!).pointerEvents).toBe('auto');
});

test('what is changed at an element with autoShow is changed in its open dialog', async () => {
  const { session, callApi } = await start();
  const element = await mountElement({ session, autoShow: true, language: 'en' });
  const call = callApi();
  (await input('username')).value = 'alice';
  element.language = 'de';
  await expect.poll(() => document.querySelector('dialog h2')?.textContent).toBe('Anmelden');
  expect((await input('username')).value).toBe('alice');
  await submit({ password });
  expect(await call).toBe('alice');
});

test('an element that goes away as soon as the user is signed in still tells so', async () => {
  const { session } = await start();
  const element = await mountElement({ session });
  const told: unknown[] = [];
  element.addEventListener('sigv4-signed-in', ({ detail }) => told.push(detail));
  session.onStateChange((state) => state === 'signedIn' && element.remove());
  await session.signIn(alice);
  await expect.poll(() => told).toEqual([{ state: 'signedIn', username: 'alice' }]);
});

test('a session without anything to sign in with is refused at once', async () => {
  const { session } = await start();
  const identityPoolId = 'us-east-1:00000000-0000-4000-8000-000000000001';
  const guests = createCognitoSession({ identityPoolId, storage: memoryStorage() });
  onTestFinished(() => guests.close());
  expect(() => autoShowSignIn({ session: guests })).toThrow('There is nothing to sign in with');
  await expect(showSignIn(session as never)).rejects.toThrow('session must come from createCognitoSession.');
});
