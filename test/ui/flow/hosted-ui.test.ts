import { createSigV4 } from 'sigv4-interceptor';
import { createCognitoSession } from 'sigv4-interceptor/cognito';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { createHostedUi } from 'sigv4-interceptor/hosted-ui';
import { createAwsMock } from 'sigv4-interceptor/mocks';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createSignInFlow, type SignInFlowOptions } from '../../../src/ui/flow.js';
import { arrival } from './support/stage.js';

const alice = { username: 'alice', password: 'Correct-horse-1' };
const APP = 'http://localhost:4000/callback';

/** An app whose user may sign in on the mock's page, in a popup that `visit` handles. */
const start = async (
  visit: (page: string, popup: { closed: boolean }) => void = () => {},
  options: SignInFlowOptions = {},
) => {
  const mock = createAwsMock({ userPools: [{ users: [alice] }], identityPools: [{}], hostedUi: {} });
  const { url, urls, close } = await mock.listen({ port: 0 });
  onTestFinished(close);
  const session = createCognitoSession({
    userPoolId: mock.userPool().id,
    userPoolClientId: mock.userPool().clientId,
    identityPoolId: mock.identityPool().id,
    endpoints: { userPool: urls['cognito-idp']!, identityPool: urls['cognito-identity']! },
    guest: false,
  });
  let opened = 0;
  let isBlocked = false;
  const pages: string[] = [];
  const open = () => {
    opened += 1;
    if (isBlocked) return null;
    const popup = {
      closed: false,
      location: {
        set href(page: string) {
          visit(page, popup);
        },
      },
      close: () => {},
    };
    return popup;
  };
  const hostedUi = createHostedUi({
    session,
    domain: urls['hosted-ui']!,
    redirectSignIn: [APP],
    open,
    navigate: (page) => void pages.push(page),
  });
  const newFlow = () => {
    const made = createSignInFlow(session, { hostedUi, providers: ['Google'], storage: null, ...options });
    onTestFinished(made.close);
    return made;
  };
  return {
    mock,
    session,
    hostedUi,
    newFlow,
    pages,
    block: () => {
      isBlocked = true;
    },
    opened: () => opened,
    caller: async (): Promise<string> => {
      const scope = { region: 'us-east-1', service: 'execute-api', origins: new URL(url).origin };
      const signed = wrapFetch(fetch, createSigV4({ credentials: session.credentials, ...scope }));
      return ((await (await signed(`${url}/echo`)).json()) as { user: string }).user;
    },
  };
};

test('signs in by a popup, which is opened within the click', async () => {
  const app = await start(async (page) => {
    const channel = new BroadcastChannel('sigv4-interceptor.oauth');
    channel.postMessage({ url: await app.mock.signInAtHostedUi(page, alice) });
    channel.close();
  });
  const flow = app.newFlow();
  await arrival(flow);
  expect(flow.step.providers).toEqual([{ name: 'Google', label: 'Continue with Google', logo: undefined }]);
  const done = flow.signInWith('Google');
  expect(app.opened()).toBe(1);
  await done;
  expect(flow.error).toBe(undefined);
  expect(flow.step).toMatchObject({ name: 'signedIn', username: 'alice' });
  expect(await app.caller()).toBe('alice');
});

test('a popup that is blocked, and one that the user closes, leave the form', async () => {
  const app = await start((_, popup) => {
    popup.closed = true;
  });
  const flow = app.newFlow();
  await arrival(flow);
  await flow.signInWith('Google');
  expect(flow.step.name).toBe('signIn');
  expect(flow.error?.key).toBe('error.providerCancelled');
  app.block();
  await flow.signInWith('Google');
  expect(flow.error?.key).toBe('error.popupBlocked');
});

test('a user who signs in with the form meanwhile need not close the popup', async () => {
  const app = await start();
  const flow = app.newFlow();
  await arrival(flow);
  const waiting = flow.signInWith('Google');
  expect(flow.busy).toBe(true);
  await app.session.signIn(alice);
  expect(flow.step.name).toBe('signedIn');
  expect(flow.busy).toBe(false);
  void waiting;
});

/** A page at a URL. */
const visitPage = (href: string): void => {
  vi.stubGlobal('location', new URL(href));
  vi.stubGlobal('history', { replaceState: () => {} });
  onTestFinished(() => void vi.unstubAllGlobals());
};

test('continues after a redirect with the response in the page’s URL', async () => {
  const app = await start(undefined, { hostedUiMode: 'redirect' });
  const flow = app.newFlow();
  await arrival(flow);
  await flow.signInWith('Google');
  expect(flow.step.name).toBe('signIn');
  expect(new URL(app.pages[0]!).searchParams.get('identity_provider')).toBe('Google');
  flow.close();
  visitPage(await app.mock.signInAtHostedUi(app.pages[0]!, alice));
  const next = app.newFlow();
  await arrival(next);
  expect(next.step).toMatchObject({ name: 'signedIn', username: 'alice' });
  expect(await app.caller()).toBe('alice');
});

test('a refusal by the provider is not shown to a user who is already signed in', async () => {
  const app = await start(undefined, { hostedUiMode: 'redirect' });
  await app.session.signIn(alice);
  const page = new URL(await app.hostedUi.getSignInUrl());
  visitPage(`${APP}?error=access_denied&state=${page.searchParams.get('state')}`);
  const flow = app.newFlow();
  await arrival(flow);
  expect([flow.step.name, flow.error]).toEqual(['signedIn', undefined]);
});

test('a refusal by the provider is shown beside the form', async () => {
  const app = await start(undefined, { hostedUiMode: 'redirect' });
  const page = new URL(await app.hostedUi.getSignInUrl());
  visitPage(`${APP}?error=access_denied&state=${page.searchParams.get('state')}`);
  const flow = app.newFlow();
  await arrival(flow);
  expect(flow.step.name).toBe('signIn');
  expect(flow.error?.key).toBe('error.providerCancelled');
  expect(flow.step.name).toBe('signIn');
});
