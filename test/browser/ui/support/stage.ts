import { createSigV4 } from 'sigv4-interceptor';
import { createCognitoSession, memoryStorage } from 'sigv4-interceptor/cognito';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { createAwsMock, type IdentityPoolOptions, type UserPoolOptions } from 'sigv4-interceptor/mocks';
import { expect, onTestFinished } from 'vitest';

export const password = 'Correct-horse-1';
export const alice = { username: 'alice', password };
const API = 'https://api.example.com';

/** An app's session at the mock's pools, and its API, which guests may not call. */
export const start = async (pool: UserPoolOptions = {}, identityPool: IdentityPoolOptions = {}) => {
  const mock = createAwsMock({
    baseUrl: API,
    userPools: [{ users: [alice], ...pool }],
    identityPools: [{ guests: true, ...identityPool }],
  });
  mock.deny('GET /echo', { user: 'guest' });
  const answer: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const response = await mock.answer(request);
    if (!response) throw new TypeError(`Nobody answers ${request.url}.`);
    return response;
  };
  const { id: userPoolId, clientId: userPoolClientId } = mock.userPool();
  const session = createCognitoSession({
    userPoolId,
    userPoolClientId,
    identityPoolId: mock.identityPool().id,
    storage: memoryStorage(),
    // Sessions of one name share their tabs.
    name: crypto.randomUUID(),
    fetch: answer,
    retry: { retries: 0 },
  });
  onTestFinished(() => session.close());
  const auth = createSigV4({
    credentials: session.credentials,
    region: 'us-east-1',
    service: 'execute-api',
    origins: API,
  });
  const signedFetch = wrapFetch(answer, auth);
  return {
    mock,
    session,
    /** Whom the API takes a signed call for, or the status of its refusal. */
    callApi: async (): Promise<unknown> => {
      const response = await signedFetch(`${API}/echo`);
      return response.ok ? (await response.json()).user : response.status;
    },
  };
};

/** The dialogs that are shown. */
export const dialogs = (): readonly HTMLDialogElement[] => [...document.querySelectorAll('dialog')];

const inDialog = <E extends HTMLElement>(selector: string): E | null =>
  document.querySelector<E>(`dialog[open] ${selector}`);

/** Waits for an input of the dialog. */
export const input = async (name: string): Promise<HTMLInputElement> => {
  await expect.poll(() => inDialog(`input[name="${name}"]`)).not.toBe(null);
  return inDialog<HTMLInputElement>(`input[name="${name}"]`)!;
};

/** Fills the dialog's form in, and submits it. */
export const submit = async (values: Readonly<Record<string, string>>): Promise<void> => {
  for (const [name, value] of Object.entries(values)) (await input(name)).value = value;
  inDialog<HTMLFormElement>('form')!.requestSubmit();
};
