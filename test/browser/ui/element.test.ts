import { generate } from 'lean-qr/nano';
import { html } from 'lit';
import { expect, onTestFinished, test, vi } from 'vitest';
import { SignInElement } from '../../../src/ui.js';
import { qrPath } from '../../../src/ui/element/qr-path.js';
import { createQrCodes } from '../../../src/ui/element/totp.js';
import { mount, mountElement } from './support/mount.js';
import { stepOf } from './support/shown-steps.js';
import { alice, password, start } from './support/stage.js';

test('without a session or a flow there is nothing', async () => {
  const element = await mountElement({});
  expect(element).toBeInstanceOf(SignInElement);
  expect(element.querySelector('*')).toBe(null);
  expect(element.shadowRoot).toBe(null);
});

test('with a session it signs in, and tells its steps and the user', async () => {
  const { session } = await start();
  const told: unknown[] = [];
  const tell = (event: CustomEvent): void => void told.push([event.type, event.detail]);
  for (const type of ['sigv4-step', 'sigv4-signed-in'] as const) {
    document.addEventListener(type, tell as EventListener);
    onTestFinished(() => document.removeEventListener(type, tell as EventListener));
  }
  const element = await mountElement({ session });
  await expect.poll(() => element.querySelector('form')).not.toBe(null);
  element.querySelector<HTMLInputElement>('[name=username]')!.value = 'alice';
  element.querySelector<HTMLInputElement>('[name=password]')!.value = password;
  element.querySelector('form')!.requestSubmit();
  await expect.poll(() => element.querySelector('h2')?.textContent).toBe('Signed in');
  expect(told).toEqual([
    ['sigv4-step', { name: 'loading' }],
    ['sigv4-step', { name: 'signIn' }],
    ['sigv4-step', { name: 'signedIn' }],
    ['sigv4-signed-in', { state: 'signedIn', username: 'alice' }],
  ]);
  expect(element.outerHTML).not.toContain(password);
});

test('its words follow the language, in the page and for screen readers', async () => {
  const { session } = await start();
  const element = await mountElement({ session, language: 'de' });
  await expect.poll(() => element.querySelector('h2')?.textContent).toBe('Anmelden');
  expect(element.querySelector('[lang]')?.getAttribute('lang')).toBe('de');
  const username = element.querySelector<HTMLInputElement>('[name=username]')!;
  username.value = 'ali';
  username.focus();
  element.language = 'fr';
  await expect.poll(() => element.querySelector('[lang]')?.getAttribute('lang')).toBe('fr');
  expect(element.querySelector('[name=username]')).toBe(username);
  expect(username.value).toBe('ali');
  expect(document.activeElement).toBe(username);
  expect(username.labels![0]!.textContent).toBe('Nom d’utilisateur');
});

test('its words can be changed in the middle of a sign-in', async () => {
  const { session, mock } = await start({ users: [{ ...alice, mfa: ['SOFTWARE_TOKEN_MFA'] }] });
  const element = await mountElement({ session });
  const fill = async (name: string, value: string): Promise<void> => {
    await expect.poll(() => element.querySelector(`[name=${name}]`)).not.toBe(null);
    element.querySelector<HTMLInputElement>(`[name=${name}]`)!.value = value;
  };
  await fill('username', 'alice');
  await fill('password', password);
  element.querySelector('form')!.requestSubmit();
  await fill('code', (await mock.userPool().totpCode('alice'))!);
  element.language = 'es';
  element.texts = { 'title.totpMfa': '¡Un código!' };
  await expect.poll(() => element.querySelector('h2')?.textContent).toBe('¡Un código!');
  element.querySelector('form')!.requestSubmit();
  await expect.poll(() => session.state).toBe('signedIn');
});

test('options that say the same leave the flow and what was typed alone', async () => {
  const { session } = await start();
  const tokens = [vi.fn(async () => undefined), vi.fn(async () => undefined)];
  const optionsWith = (getToken: () => Promise<undefined>) => ({
    signUpFields: ['email'],
    providers: [{ name: 'google', getToken }],
  });
  const element = await mountElement({ session, ...optionsWith(tokens[0]!) });
  await expect.poll(() => element.querySelector('form')).not.toBe(null);
  const username = element.querySelector<HTMLInputElement>('[name=username]')!;
  username.value = 'ali';
  Object.assign(element, optionsWith(tokens[1]!));
  await element.updateComplete;
  expect(element.querySelector('[name=username]')).toBe(username);
  expect(username.value).toBe('ali');
  element.querySelector<HTMLElement>('.sigv4-provider')!.click();
  await expect.poll(() => tokens.map(({ mock }) => mock.calls.length)).toEqual([0, 1]);
});

test('an element that is moved keeps its sign-in', async () => {
  const { element, show } = await mount(stepOf('signIn'));
  const other = document.createElement('div');
  document.body.append(other);
  onTestFinished(() => other.remove());
  other.append(element);
  await Promise.resolve();
  await show({ step: stepOf('signedIn') });
  expect(element.querySelector('h2')?.textContent).toBe('Signed in');
});

test('an element that is moved keeps the sign-in that it has begun, and what was typed', async () => {
  const { session } = await start();
  const element = await mountElement({ session });
  await expect.poll(() => element.querySelector('form')).not.toBe(null);
  const username = element.querySelector<HTMLInputElement>('[name=username]')!;
  username.value = 'ali';
  const other = document.createElement('div');
  document.body.append(other);
  onTestFinished(() => other.remove());
  other.append(element);
  await Promise.resolve();
  await element.updateComplete;
  expect(element.querySelector('[name=username]')).toBe(username);
  expect(username.value).toBe('ali');
});

test('an element that is removed leaves the app’s own flow open, and listens to it no more', async () => {
  const shown = await mount(stepOf('signIn'));
  const { element, done } = shown;
  expect(shown.listeners).toBe(1);
  element.remove();
  await Promise.resolve();
  expect([shown.listeners, done]).toEqual([0, []]);
});

test('an element that is removed ends the sign-in that it has begun', async () => {
  const { session, mock } = await start({ users: [{ ...alice, mfa: ['SOFTWARE_TOKEN_MFA'] }] });
  const element = await mountElement({ session });
  await expect.poll(() => element.querySelector('form')).not.toBe(null);
  element.querySelector<HTMLInputElement>('[name=username]')!.value = 'alice';
  element.querySelector<HTMLInputElement>('[name=password]')!.value = password;
  element.querySelector('form')!.requestSubmit();
  await expect.poll(() => element.querySelector('[name=code]')).not.toBe(null);
  element.remove();
  await Promise.resolve();
  const late = session.confirmSignIn({ code: (await mock.userPool().totpCode('alice'))! });
  await expect(late).rejects.toMatchObject({ code: 'invalid-state' });
});

test('the form for a new account can be left out, by an attribute too', async () => {
  const { session } = await start();
  const holder = document.createElement('div');
  document.body.append(holder);
  onTestFinished(() => holder.remove());
  const element = document.createElement('sigv4-sign-in');
  element.setAttribute('disable-sign-up-button', '');
  element.session = session;
  holder.append(element);
  await expect.poll(() => element.querySelector('[data-action=forgotPassword]')).not.toBe(null);
  expect(element.querySelector('[data-action=signUp]')).toBe(null);
  element.removeAttribute('disable-sign-up-button');
  await expect.poll(() => element.querySelector('[data-action=signUp]')).not.toBe(null);
});

test.each([
  ['auto-show', '', 'autoShow', true],
  ['logo', '/logo.svg', 'logo', '/logo.svg'],
  ['background-color', 'gold', 'backgroundColor', 'gold'],
  ['secondary-background-color', 'gold', 'secondaryBackgroundColor', 'gold'],
  ['primary-color', 'gold', 'primaryColor', 'gold'],
  ['can-cancel', '', 'canCancel', true],
  ['disable-sign-up-button', '', 'disableSignUpButton', true],
  ['username-kind', 'email', 'usernameKind', 'email'],
  ['disable-sign-up', '', 'disableSignUp', true],
  ['passkeys', '', 'passkeys', true],
  ['remember-device', '', 'rememberDevice', true],
  ['totp-issuer', 'Tea & Co', 'totpIssuer', 'Tea & Co'],
  ['hosted-ui-mode', 'redirect', 'hostedUiMode', 'redirect'],
  ['language', 'de', 'language', 'de'],
] as const)('the attribute %s="%s" sets %s', (attribute, value, property, set) => {
  const element = document.createElement('sigv4-sign-in');
  element.setAttribute(attribute, value);
  expect(element[property]).toBe(set);
});

test.each([
  ['as long as the tab is open', undefined, 1],
  ['nowhere, where the app wants that', null, 0],
])('the step is kept for a reload %s', async (_, storage, kept) => {
  sessionStorage.clear();
  onTestFinished(() => sessionStorage.clear());
  const { session } = await start({ users: [{ ...alice, attributes: { email: 'alice@example.com' } }] });
  const element = await mountElement({ session, storage });
  await expect.poll(() => element.querySelector('[data-action=forgotPassword]')).not.toBe(null);
  element.querySelector<HTMLInputElement>('[name=username]')!.value = 'alice';
  element.querySelector<HTMLElement>('[data-action=forgotPassword]')!.click();
  await expect.poll(() => element.querySelector('[data-step=forgotPassword]')).not.toBe(null);
  element.querySelector('form')!.requestSubmit();
  await expect.poll(() => element.querySelector('[name=code]')).not.toBe(null);
  expect(Object.keys(sessionStorage).filter((key) => key.endsWith('.ui'))).toHaveLength(kept);
});

test('why the sign-in is shown is told beside the first form alone, until there is something else to tell', async () => {
  const { element, show } = await mount(stepOf('signIn'), { prompt: 'notice.signInNeeded' });
  const told = (): string | undefined => element.querySelector('.sigv4-notice')?.textContent ?? undefined;
  expect(told()).toBe('Sign in to continue.');
  await show({ error: { key: 'error.network', message: 'No network.' } });
  expect(told()).toBe(undefined);
  await show({ error: undefined, notice: { key: 'notice.confirmed', message: 'It is confirmed.' } });
  expect(told()).toBe('It is confirmed.');
  await show({ notice: undefined, step: stepOf('signUp') });
  expect(told()).toBe(undefined);
});

test("an app's own field is made anew for another step", async () => {
  const { input, show } = await mount(stepOf('signIn'), {
    renderField: ({ name }) =>
      name === 'username' ? Object.assign(document.createElement('input'), { name }) : undefined,
  });
  const own = input('username');
  own.value = 'alice';
  await show({ step: stepOf('forgotPassword') });
  expect(input('username')).not.toBe(own);
  expect(input('username').value).toBe('');
});

test('what the app renders takes the place of header, footer and fields, and keeps what was typed', async () => {
  const own = vi.fn(() => {
    const input = document.createElement('input');
    input.name = 'username';
    return input;
  });
  const { input, element, submit, show, done } = await mount(stepOf('signIn'), {
    renderHeader: ({ name }) => `Header of ${name}`,
    renderFooter: () => html`<a href="/terms">Terms</a>`,
    renderField: ({ name }) => (name === 'username' ? own() : undefined),
  });
  expect(element.querySelector('.sigv4-header')?.textContent).toBe('Header of signIn');
  expect(element.querySelector('.sigv4-footer a')?.textContent).toBe('Terms');
  input('username').value = 'alice';
  input('password').value = 'secret';
  await show({ busy: true });
  await show({ busy: false, error: { key: 'error.required', message: 'Fill in this field.', field: 'username' } });
  expect(own).toHaveBeenCalledTimes(1);
  expect(element.querySelector('.sigv4-field .sigv4-error')?.textContent).toBe('Fill in this field.');
  submit();
  expect(done).toEqual([['submit', { username: 'alice', password: 'secret' }]]);
});

test('texts that an app renders are texts, never markup', async () => {
  const { element } = await mount(stepOf('signIn'), { renderHeader: () => '<img src=x>', logo: '"><script>' });
  expect(element.querySelector('.sigv4-header')?.textContent).toBe('<img src=x>');
});

test('colours are set and taken back, and decide what is black and what is white', async () => {
  const { element, find } = await mount(stepOf('signIn'), { primaryColor: '#ffff00', backgroundColor: '#102030' });
  const button = find('.sigv4-button-primary');
  expect(getComputedStyle(button).backgroundColor).toBe('rgb(255, 255, 0)');
  expect(getComputedStyle(button).color).toBe('color(srgb-linear 0 0 0)');
  expect(getComputedStyle(find('.sigv4-card')).backgroundColor).toBe('rgb(16, 32, 48)');
  expect(element.style.colorScheme).toBe('dark');
  element.primaryColor = '#000080';
  element.backgroundColor = undefined;
  await element.updateComplete;
  expect(getComputedStyle(button).color).toBe('color(srgb-linear 1 1 1)');
  expect(getComputedStyle(find('.sigv4-card')).backgroundColor).toBe('rgb(255, 255, 255)');
  expect(element.style.colorScheme).toBe('');
});

test.each([
  ['dark', '#f0f8ff', 'light'],
  ['dark', 'gold', 'light'],
  ['light', '#102030', 'dark'],
])('on a %s page, what browsers draw upon %s is %s', async (page, backgroundColor, scheme) => {
  document.documentElement.style.colorScheme = page;
  onTestFinished(() => document.documentElement.removeAttribute('style'));
  const { element } = await mount(stepOf('totpMfa'), { backgroundColor });
  expect(element.style.colorScheme).toBe(scheme);
});

test("any rule of the app's wins, however little it is about", async () => {
  const { find } = await mount(stepOf('signIn'));
  const style = document.createElement('style');
  style.textContent = 'button { background: rgb(1, 2, 3) } :root { --sigv4-radius: 7px }';
  document.head.prepend(style);
  onTestFinished(() => style.remove());
  expect(getComputedStyle(find('.sigv4-button-primary')).backgroundColor).toBe('rgb(1, 2, 3)');
  expect(getComputedStyle(find('.sigv4-button-primary')).borderRadius).toBe('7px');
});

test('it brings one style sheet to the tree that it stands in, a shadow root as well', async () => {
  await mount(stepOf('signIn'));
  await mount(stepOf('signIn'));
  expect(document.adoptedStyleSheets).toHaveLength(1);
  const holder = document.createElement('div');
  document.body.append(holder);
  onTestFinished(() => holder.remove());
  const { element } = await mount(stepOf('signIn'));
  holder.attachShadow({ mode: 'open' }).append(element);
  expect(holder.shadowRoot!.adoptedStyleSheets).toHaveLength(1);
  expect(getComputedStyle(element.querySelector('.sigv4-card')!).position).toBe('relative');
});

test('its words run as the flow’s do', async () => {
  const { speak, element, find } = await mount(stepOf('signIn'));
  speak({ language: 'ar', direction: 'rtl' });
  await element.updateComplete;
  expect([find('.sigv4-card').dir, find('.sigv4-card').lang]).toEqual(['rtl', 'ar']);
});

test('an authenticator app gets a QR code, a key in groups and a link', async () => {
  const { element, find, input } = await mount(stepOf('setUpTotp'));
  await expect.poll(() => element.querySelector('.sigv4-qr path')?.getAttribute('d')).toMatch(/^M0 0h7v1H0z/);
  expect(find('.sigv4-qr').getAttribute('aria-label')).toBe('QR code for your authenticator app');
  expect(find('.sigv4-code').textContent).toBe('JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP');
  expect(find<HTMLAnchorElement>('a').href).toBe(stepOf('setUpTotp').totp!.uri);
  const writeText = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
  onTestFinished(() => writeText.mockRestore());
  find('.sigv4-copy').click();
  await expect.poll(() => find('.sigv4-copy').textContent?.trim()).toBe('Copied');
  expect(writeText).toHaveBeenCalledWith('JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP');
  expect(find('p[role=status]').textContent).toBe('Copied');
  expect(input('code').autocomplete).toBe('one-time-code');
});

test('a QR code is what it should be, module by module, with a quiet edge of four', async () => {
  const { element, find } = await mount(stepOf('setUpTotp'));
  await expect.poll(() => element.querySelector('.sigv4-qr path')).not.toBe(null);
  const code = generate(stepOf('setUpTotp').totp!.uri);
  const whole = code.size + 8;
  expect(find('.sigv4-qr').getAttribute('viewBox')).toBe(`-4 -4 ${whole} ${whole}`);
  const path = new Path2D(find('.sigv4-qr path').getAttribute('d')!);
  const context = document.createElement('canvas').getContext('2d')!;
  const wrong: number[][] = [];
  for (let y = -4; y < code.size + 4; y++) {
    for (let x = -4; x < code.size + 4; x++) {
      if (context.isPointInPath(path, x + 0.5, y + 0.5) !== Boolean(code.get(x, y))) wrong.push([x, y]);
    }
  }
  expect(wrong).toEqual([]);
});

test('a QR code that comes late does not replace a newer one', async () => {
  const seen: unknown[] = [];
  const qrCode = createQrCodes(() => seen.push(qrCode('newer')));
  qrCode('older');
  qrCode('newer');
  await expect.poll(() => seen.length).toBeGreaterThan(0);
  expect(seen[0]).toEqual(qrPath('newer'));
});

test('a user is not asked again who they are, whatever the flow is asked', async () => {
  const { session } = await start();
  await session.signIn(alice);
  const element = await mountElement({ session });
  await expect.poll(() => element.querySelector('.sigv4-description')?.textContent).toContain('alice');
  element.querySelector<HTMLElement>('[data-action=signOut]')!.click();
  await expect.poll(() => element.querySelector('form')).not.toBe(null);
  expect(session.state).toBe('guest');
});
