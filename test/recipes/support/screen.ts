import type { CognitoSession } from 'sigv4-interceptor/cognito';
import { expect, onTestFinished, vi } from 'vitest';
import { type App, startApp } from '../app.js';

export const ALICE = { username: 'alice', password: 'Correct-horse-1' };

/** An app made of the recipes, its session, and how many components listen to it. */
export const startScreen = async (): Promise<{
  readonly app: App;
  readonly session: CognitoSession;
  readonly listening: () => number;
}> => {
  const app = await startApp([{ flavour: 'rest', service: 'execute-api', baseUrl: 'https://api.example.com' }]);
  const { session } = await app.load<{ session: CognitoSession }>('src/auth.ts');
  const { subscribe } = session;
  let listening = 0;
  vi.spyOn(session, 'subscribe').mockImplementation((listener) => {
    const stop = subscribe(listener);
    listening += 1;
    return () => {
      listening -= 1;
      stop();
    };
  });
  onTestFinished(async () => {
    vi.restoreAllMocks();
    await session.signOut();
    session.close();
  });
  return { app, session, listening: () => listening };
};

/** All that can happen to a session, and that the screen shows it: its text begins with the state and the user's name. */
export const tellStory = async ({ mock }: App, session: CognitoSession, shown: () => string): Promise<void> => {
  const shows = (text: string) => expect.poll(() => shown().replace(/\s+/g, ' ').trim()).toMatch(text);
  await session.credentials();
  await shows('guest');
  await session.signIn(ALICE);
  await shows('signedIn alice');
  mock.revokeTokens('alice');
  await session.getTokens({ forceRefresh: true, waitForSignIn: false }).catch(() => {});
  await shows('signedOutUserPoolsTokenInvalid alice');
  await session.signIn(ALICE);
  await shows('signedIn alice');
  await session.signOut();
  await expect.poll(shown).toMatch(/^\s*(guest|signedOut)\s*$/);
};

/** A new element on the page. */
export const newElement = (html = ''): HTMLElement => {
  const element = document.body.appendChild(document.createElement('div'));
  element.innerHTML = html;
  onTestFinished(() => element.remove());
  return element;
};

/** What is written to the console as a warning or an error. */
export const watchConsole = (): unknown[][] => {
  const said: unknown[][] = [];
  for (const method of ['warn', 'error'] as const) {
    vi.spyOn(console, method).mockImplementation((...values) => void said.push(values));
  }
  return said;
};
