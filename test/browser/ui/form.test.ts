import { expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { createCountdown } from '../../../src/ui/element/countdown.js';
import { mount } from './support/mount.js';
import { stepOf } from './support/shown-steps.js';

const wrong = { key: 'error.wrongPassword', message: 'Incorrect sign-in details.' } as const;

test('what stands in the inputs is submitted, also where no event told of it', async () => {
  const { input, submit, done } = await mount(stepOf('signIn'));
  input('username').value = 'alice';
  input('password').value = ' filled in ';
  submit();
  expect(done).toEqual([['submit', { username: 'alice', password: ' filled in ' }]]);
});

test('what is typed does not get into an address, even where nobody takes the form', async () => {
  const { find } = await mount(stepOf('signIn'));
  expect(find<HTMLFormElement>('form').method).toBe('post');
});

test('names, passwords and codes are left as they are typed', async () => {
  const { input, show } = await mount(stepOf('signUp'));
  const verbatim = (name: string) => [input(name).autocapitalize, input(name).spellcheck];
  expect(['username', 'password'].map(verbatim)).toEqual([
    ['none', false],
    ['none', false],
  ]);
  await show({ step: stepOf('smsOtp') });
  expect(verbatim('code')).toEqual(['none', false]);
  await show({ step: stepOf('customChallenge') });
  expect(verbatim('answer')).toEqual(['', true]);
});

test('what a step is about is read out with the first field that can be filled in, and with no other', async () => {
  const { find, element } = await mount(stepOf('confirmForgotPassword'));
  const about = [...element.querySelectorAll('input')].filter((input) =>
    input.getAttribute('aria-describedby')?.split(' ').includes(find('.sigv4-description').id),
  );
  expect(about.map(({ name }) => name)).toEqual(['code']);
});

test('there is an "or" only between a form and other ways', async () => {
  const { element, show } = await mount(stepOf('signIn'));
  expect(element.querySelector('.sigv4-or')).not.toBe(null);
  await show({ step: { ...stepOf('signIn'), fields: [], submit: undefined } });
  expect(element.querySelector('.sigv4-provider')).not.toBe(null);
  expect(element.querySelector('.sigv4-or')).toBe(null);
});

test('a check box is submitted as a boolean', async () => {
  const { input, submit, done } = await mount(stepOf('totpMfa'));
  input('code').value = '123456';
  submit();
  input('rememberDevice').checked = true;
  submit();
  expect(done.map(([, values]) => values)).toEqual([
    { code: '123456', rememberDevice: false },
    { code: '123456', rememberDevice: true },
  ]);
});

test('Enter submits, and the browser refuses what is not filled in', async () => {
  const { input, done } = await mount(stepOf('signIn'));
  await userEvent.type(input('username'), 'alice{Enter}');
  expect(done).toEqual([]);
  await userEvent.type(input('password'), 'secret{Enter}');
  expect(done).toEqual([['submit', { username: 'alice', password: 'secret' }]]);
});

test('while something is under way, the button keeps its focus and submits nothing', async () => {
  const { input, button, show, done, find } = await mount(stepOf('signIn'));
  input('username').value = 'alice';
  input('password').value = 'secret';
  button('Sign in').focus();
  await show({ busy: true });
  expect(button('Sign in').ariaDisabled).toBe('true');
  expect(find('form').getAttribute('aria-busy')).toBe('true');
  // Not by the driver, which waits for buttons that are disabled.
  for (const label of ['Sign in', 'Continue with Google', 'Create an account']) button(label).click();
  expect(done).toEqual([]);
  expect(document.activeElement).toBe(button('Sign in'));
  expect(find('p[role="status"]').textContent).toBe('Please wait…');
});

test('going back is possible while something is under way', async () => {
  const { button, show, done } = await mount(stepOf('totpMfa'));
  await show({ busy: true });
  await userEvent.click(button('Back'));
  expect(done).toEqual([['act', 'back', { code: '', rememberDevice: false }]]);
});

test('a choice is submitted by its button', async () => {
  const { button, done } = await mount(stepOf('selectChallenge'));
  await userEvent.click(button('Code by email'));
  expect(done).toEqual([['submit', { choice: 'emailOtp' }]]);
});

test('providers and actions are told, with the user name that was typed', async () => {
  const { input, button, done } = await mount(stepOf('signIn'));
  input('username').value = 'alice';
  await userEvent.click(button('Continue with Apple'));
  await userEvent.click(button('Sign in with a passkey'));
  expect(done).toEqual([
    ['signInWith', 'SignInWithApple'],
    ['act', 'passkey', { username: 'alice', password: '' }],
  ]);
});

test('an error of the form is announced, gets the focus, and leaves the very inputs with what was typed', async () => {
  const { input, submit, show, find } = await mount(stepOf('signIn'));
  const [username, password] = [input('username'), input('password')];
  username.value = 'alice';
  password.value = 'typo';
  submit();
  await show({ busy: true });
  await show({ busy: false, error: wrong });
  expect(find('[role="alert"]').textContent).toBe(wrong.message);
  expect(document.activeElement).toBe(find('.sigv4-alert'));
  expect([input('username'), input('password')]).toEqual([username, password]);
  expect([username.value, password.value]).toEqual(['alice', 'typo']);
});

test('an error of a field is tied to it, which gets the focus; a code is selected', async () => {
  const { input, submit, show, element } = await mount(stepOf('totpMfa'));
  input('code').value = '123456';
  submit();
  await show({ error: { key: 'error.wrongTotp', message: 'This code is not correct.', field: 'code' } });
  const { ariaInvalid, id } = input('code');
  expect(ariaInvalid).toBe('true');
  expect(document.activeElement).toBe(input('code'));
  expect(getSelection()?.toString()).toBe('123456');
  const error = element.querySelector(`#${input('code').getAttribute('aria-errormessage')}`)!;
  expect(error.textContent).toBe('This code is not correct.');
  expect(input('code').getAttribute('aria-describedby')?.split(' ')).toContain(error.id);
  expect(element.querySelector('.sigv4-alert')?.textContent).toBe('');
  expect(id).toMatch(/^sigv4-\d+-code$/);
  await show({ error: undefined });
  expect(input('code').hasAttribute('aria-invalid')).toBe(false);
});

test('notices are told politely, in a region that was there before', async () => {
  const { show, find } = await mount(stepOf('confirmSignUp'));
  const region = find('.sigv4-status');
  expect(region.role).toBe('status');
  await show({ notice: { key: 'notice.codeSent', message: 'The code was sent again.' } });
  expect(find('.sigv4-status')).toBe(region);
  expect(region.textContent).toBe('The code was sent again.');
});

test('a password can be shown, keeps what was typed, and is hidden again when it is submitted', async () => {
  const { input, button, submit, element } = await mount(stepOf('signIn'));
  input('username').value = 'alice';
  await userEvent.type(input('password'), 'secret');
  const eye = (): SVGPathElement => button('Show password').querySelector('path')!;
  const open = eye().getTotalLength();
  await userEvent.click(button('Show password'));
  expect(input('password').type).toBe('text');
  expect(button('Show password').ariaPressed).toBe('true');
  expect(eye().getTotalLength()).toBeGreaterThan(open);
  expect(input('password').value).toBe('secret');
  submit();
  await element.updateComplete;
  expect(input('password').type).toBe('password');
  expect(button('Show password').ariaPressed).toBe('false');
});

test('the next step gets the focus: its first empty field, else its heading', async () => {
  const { input, submit, show, find, button } = await mount(stepOf('signIn'));
  input('username').value = 'alice';
  input('password').value = 'secret';
  submit();
  await show({ step: stepOf('confirmSignUp') });
  expect(document.activeElement).toBe(input('code'));
  await show({ step: stepOf('selectChallenge') });
  expect(document.activeElement).toBe(find('h2'));
  await userEvent.click(button('Password'));
  await show({ step: stepOf('password') });
  expect(document.activeElement).toBe(input('password'));
});

test.each([
  ['alice', '', 'password'],
  ['', 'secret', 'username'],
  ['', '', 'username'],
  ['alice', 'secret', 'username'],
])('of a form with "%s" and "%s" the focus gets to %s', async (name, secret, focused) => {
  const { element, input } = await mount(stepOf('signIn'));
  input('username').value = name;
  input('password').value = secret;
  element.focus();
  expect(document.activeElement).toBe(input(focused));
});

test('an error that was there before leaves the focus where the user has moved it', async () => {
  const { input, submit, show } = await mount(stepOf('signIn'));
  input('username').value = 'alice';
  input('password').value = 'typo';
  submit();
  await show({ error: { ...wrong, field: 'password' } });
  expect(document.activeElement).toBe(input('password'));
  input('username').focus();
  await show({});
  expect(document.activeElement).toBe(input('username'));
});

test('what is to be scanned is not covered by the keyboard of a phone', async () => {
  const { element, button, show, submit } = await mount(stepOf('signIn'));
  button('Sign in').focus();
  submit();
  await show({ step: stepOf('setUpTotp') });
  expect(document.activeElement).toBe(element.querySelector('h2'));
});

test('the first step, and steps that come while the user is elsewhere, leave the focus alone', async () => {
  const elsewhere = document.createElement('input');
  document.body.append(elsewhere);
  const { show } = await mount(stepOf('loading'));
  await show({ step: stepOf('signIn') });
  expect(document.activeElement).toBe(document.body);
  elsewhere.focus();
  await show({ step: stepOf('signedIn') });
  expect(document.activeElement).toBe(elsewhere);
  elsewhere.remove();
});

test('Tab goes through the form in its order', async () => {
  const { input, button } = await mount(stepOf('signIn'), { canCancel: true });
  const order = [
    button('Close'),
    input('username'),
    input('password'),
    button('Show password'),
    button('Sign in'),
    button('Forgot your password?'),
    button('Create an account'),
    button('Continue with Google'),
    button('Continue with Apple'),
    button('Sign in with a passkey'),
  ];
  for (const next of order) {
    await userEvent.tab();
    expect(document.activeElement).toBe(next);
  }
});

test('another question begins with an empty answer', async () => {
  const shown = await mount(stepOf('customChallenge'));
  shown.flow.submit = async () =>
    shown.show({ step: { ...stepOf('customChallenge'), description: 'And its captain?' } });
  shown.input('answer').value = 'Pequod';
  shown.submit();
  await expect.poll(() => shown.input('answer').value).toBe('');
  await shown.element.updateComplete;
  expect(document.activeElement).toBe(shown.input('answer'));
});

test('a code can be sent again when the wait is over, which counts down', async () => {
  vi.useFakeTimers({ now: 1_000_000, toFake: ['Date', 'setTimeout', 'clearTimeout'] });
  try {
    const step = stepOf('confirmSignUp');
    const waiting = { ...step, actions: [{ ...step.actions[0]!, notBefore: 1_030_000 }, step.actions[1]!] };
    const { button, element, done } = await mount(waiting);
    const resend = button('Send the code again in 30\u00a0s');
    expect(resend.ariaDisabled).toBe('true');
    resend.click();
    vi.advanceTimersByTime(1000);
    await element.updateComplete;
    expect(resend.textContent?.trim()).toBe('Send the code again in 29\u00a0s');
    expect(vi.getTimerCount()).toBe(1);
    for (let second = 1; second < 30; second++) {
      vi.advanceTimersByTime(1000);
      await element.updateComplete;
    }
    expect(resend.textContent?.trim()).toBe('Send the code again');
    expect(resend.hasAttribute('aria-disabled')).toBe(false);
    expect(done).toEqual([]);
    resend.click();
    expect(done).toEqual([['act', 'resend', { username: 'alice', code: '' }]]);
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test('a countdown has one timer, however often it is shown, which ticks once a second', () => {
  vi.useFakeTimers({ now: 1_000_000, toFake: ['Date', 'setTimeout', 'clearTimeout'] });
  try {
    const ticks: number[] = [];
    const tick = (): void => {
      ticks.push(Date.now() - 1_000_000);
      for (let shown = 0; shown < 3; shown++) countdown.secondsUntil(1_003_500);
    };
    const countdown = createCountdown(tick, Date.now);
    expect([1_003_500, 1_003_500, 1_003_500].map(countdown.secondsUntil)).toEqual([4, 4, 4]);
    expect(vi.getTimerCount()).toBe(1);
    vi.advanceTimersByTime(60_000);
    expect(ticks).toEqual([500, 1500, 2500, 3500]);
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
