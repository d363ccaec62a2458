import { createSigV4 } from 'sigv4-interceptor';
import { createCognitoSession, memoryStorage } from 'sigv4-interceptor/cognito';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { createAwsMock } from 'sigv4-interceptor/mocks';
import { expect, onTestFinished, test } from 'vitest';
import { autoShowSignIn } from '../../src/ui.js';

const password = 'Correct-horse-1';

/** Runs the ready-made sign-in in the page of an app's tests. Lit is its build for Node there. */
export const runSignIn = (): void => {
  test('a refused call opens the sign-in, and is answered', async () => {
    const mock = createAwsMock({
      userPools: [{ users: [{ username: 'alice', password }] }],
      identityPools: [{ guests: true }],
    });
    mock.deny('GET /echo', { user: 'guest' });
    const answer: typeof fetch = async (...given) => (await mock.answer(new Request(...given))) as Response;
    const { id: userPoolId, clientId: userPoolClientId } = mock.userPool();
    const session = createCognitoSession({
      userPoolId,
      userPoolClientId,
      identityPoolId: mock.identityPool().id,
      storage: memoryStorage(),
      fetch: answer,
    });
    onTestFinished(() => session.close());
    const auth = createSigV4({ credentials: session.credentials, region: 'us-east-1', service: 'execute-api' });
    onTestFinished(autoShowSignIn({ session, language: 'en' }));
    const call = wrapFetch(answer, auth)(`${mock.baseUrl}/echo`);
    const find = <E extends Element>(selector: string): E | null =>
      document.querySelector<E>(`dialog[open] ${selector}`);
    await expect.poll(() => find('h2')?.textContent).toBe('Sign in');
    find<HTMLInputElement>('[name=username]')!.value = 'alice';
    find<HTMLInputElement>('[name=password]')!.value = password;
    find<HTMLButtonElement>('.sigv4-button-primary')!.click();
    expect((await (await call).json()).user).toBe('alice');
    await expect.poll(() => document.querySelector('dialog')).toBe(null);
  });
};
