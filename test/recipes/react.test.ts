// @vitest-environment jsdom
import { createElement as h, type ReactNode, StrictMode, startTransition, useLayoutEffect, useState } from 'react';
import { createRoot, hydrateRoot, type Root } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import type { SessionSnapshot } from 'sigv4-interceptor/cognito';
import { expect, onTestFinished, test } from 'vitest';
import { ALICE, newElement, startScreen, tellStory, watchConsole } from './support/screen.js';

/** The recipe in an app: who is here. */
const start = async () => {
  const { app, session, listening } = await startScreen();
  const { useSession } = await app.load<{ useSession(): SessionSnapshot }>('src/use-session.ts');
  const { SignInGate } = await app.load<{ SignInGate(props: { children: ReactNode }): ReactNode }>(
    'src/sign-in-gate.tsx',
  );
  const Who = () => {
    const { state, username } = useSession();
    return h('p', null, `${state} ${username ?? ''}`);
  };
  return { app, session, listening, Who, SignInGate };
};

const render = (element: ReactNode): { readonly page: HTMLElement; readonly root: Root } => {
  const page = newElement();
  const root = createRoot(page);
  root.render(element);
  onTestFinished(() => root.unmount());
  return { page, root };
};

test('shows all that happens to the session, and listens no more when it has gone from the page', async () => {
  const said = watchConsole();
  const { app, session, listening, Who } = await start();
  const { page, root } = render(h(StrictMode, null, h(Who)));
  await expect.poll(() => page.textContent).toMatch(/^(guest|signedOut)/);
  await tellStory(app, session, () => page.textContent!);
  // StrictMode has subscribed twice.
  expect(session.subscribe).toHaveBeenCalledTimes(2);
  expect(listening()).toBe(1);
  root.unmount();
  expect(listening()).toBe(0);
  expect(said).toEqual([]);
});

test('all of a page shows the same, also where the user signs out while React is rendering it', async () => {
  const { session, Who } = await start();
  await session.signIn(ALICE);
  const commits: string[][] = [];
  let show = (_: boolean): void => {};
  let rendered = 0;
  /** Lets React pause, as it does for what takes long, and meanwhile the user sign out. */
  const Slow = () => {
    if (++rendered === 5) void session.signOut();
    for (const begin = performance.now(); performance.now() < begin + 10; );
    return h(Who);
  };
  const page = newElement();
  const Page = () => {
    const [isShown, setShown] = useState(false);
    show = setShown;
    useLayoutEffect(() => {
      commits.push([...page.querySelectorAll('p')].map(({ textContent }) => textContent!));
    });
    return isShown && Array.from({ length: 10 }, (_, key) => h(Slow, { key }));
  };
  const root = createRoot(page);
  onTestFinished(() => root.unmount());
  root.render(h(Page));
  await expect.poll(() => commits).toEqual([[]]);
  startTransition(() => show(true));
  await expect.poll(() => page.textContent).toMatch(/^((guest|signedOut) ){10}$/);
  expect(commits.filter((shown) => new Set(shown).size > 1)).toEqual([]);
});

test('a gate asks for a sign-in, and keeps the page while a user who is known signs in again', async () => {
  const { app, session, SignInGate } = await start();
  const { page } = render(h(SignInGate, null, h('textarea')));
  await expect.poll(() => page.querySelector('form')).not.toBeNull();
  const submit = (password: string): void => {
    const [username, field] = page.querySelectorAll('input');
    username!.value ||= ALICE.username;
    field!.value = password;
    page.querySelector('form')!.requestSubmit();
  };

  submit('Wrong-horse-1');
  await expect.poll(() => page.querySelector('[role=alert]')?.textContent).toMatch(/Incorrect username or password/);
  submit(ALICE.password);
  await expect.poll(() => page.querySelector('textarea')).not.toBeNull();
  expect(page.querySelector('form')).toBeNull();

  const typed = page.querySelector('textarea')!;
  typed.value = 'a long letter';
  app.mock.revokeTokens('alice');
  const waiting = session.getTokens({ forceRefresh: true });
  await expect.poll(() => page.querySelector('form')).not.toBeNull();
  submit(ALICE.password);
  await waiting;
  await expect.poll(() => page.querySelector('form')).toBeNull();
  expect(page.querySelector('textarea')).toBe(typed);

  await session.signOut();
  await expect.poll(() => page.querySelector('textarea')).toBeNull();
  await session.signIn({ ...ALICE, username: 'bob' });
  await expect.poll(() => page.querySelector('textarea')?.value).toBe('');
});

test('a user who signs in over the sign-in of another that has expired gets a page of their own', async () => {
  const { app, session, SignInGate } = await start();
  const { page } = render(h(SignInGate, null, h('textarea')));
  await session.signIn(ALICE);
  await expect.poll(() => page.querySelector('textarea')).not.toBeNull();
  page.querySelector('textarea')!.value = "alice's letter";
  app.mock.revokeTokens('alice');
  await session.getTokens({ forceRefresh: true, waitForSignIn: false }).catch(() => {});
  await session.signIn({ ...ALICE, username: 'bob' });
  await expect.poll(() => page.querySelector('textarea')?.value).toBe('');
});

test('a server renders the unknown state, and a page whose session is known already hydrates without a warning', async () => {
  const said = watchConsole();
  const { session, listening, Who, SignInGate } = await start();
  await session.signIn(ALICE);
  const content = h(StrictMode, null, h(Who), h(SignInGate, null, h('b', null, 'letters')));
  const html = renderToString(content);
  expect(html).toBe('<p>unknown </p><p role="status">Loading…</p>');
  expect(listening()).toBe(0);

  const page = newElement(html);
  const errors: unknown[] = [];
  const root = hydrateRoot(page, content, { onRecoverableError: (error) => errors.push(error) });
  onTestFinished(() => root.unmount());
  await expect.poll(() => page.innerHTML).toBe('<p>signedIn alice</p><b>letters</b>');
  expect([errors, said]).toEqual([[], []]);
});
