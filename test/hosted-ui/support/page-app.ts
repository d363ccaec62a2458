import { createCognitoSession } from '../../../src/cognito.js';
import { createHostedUi, type HostedUiOptions } from '../../../src/hosted-ui.js';

/** The page's configuration. */
export interface PageSettings {
  readonly clientId: string;
  readonly identityPool: string;
  readonly ui: Omit<HostedUiOptions, 'session'>;
}

const { settings } = globalThis as unknown as { settings: PageSettings };
const session = createCognitoSession({
  userPoolId: 'us-east-1_Abc123',
  userPoolClientId: settings.clientId,
  identityPoolId: 'us-east-1:11111111-2222-3333-4444-555555555555',
  endpoints: { identityPool: settings.identityPool },
});
const ui = createHostedUi({ session, ...settings.ui });

const show = (): void => {
  document.querySelector('#state')!.textContent = session.state;
};
session.onStateChange(show);
const failed = (error: { code?: string }): void => {
  document.querySelector('#error')!.textContent = error.code ?? String(error);
};
const on = (id: string, act: () => Promise<unknown>): void => {
  document.querySelector(id)!.addEventListener('click', () => {
    document.querySelector('#error')!.textContent = '';
    act().catch(failed);
  });
};
on('#sign-in', () => ui.signIn());
on('#popup', () => ui.signIn({ mode: 'popup' }));
on('#sign-out', () => ui.signOut());

await ui.handleAuthResponse().catch(failed);
await session.initialize();
show();
Object.assign(globalThis, {
  app: { credentials: () => session.credentials(), principal: () => session.credentials.principal() },
});
