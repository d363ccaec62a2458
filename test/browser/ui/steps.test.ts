import { expect, onTestFinished, test } from 'vitest';
import type { FlowStep } from '../../../src/ui/flow/types.js';
import { violationsOf } from './support/axe.js';
import { mount } from './support/mount.js';
import { STEPS, stepOf } from './support/shown-steps.js';

const inputsOf = (element: Element): readonly string[] =>
  [...element.querySelectorAll('input')].map((input) =>
    [
      input.labels?.[0]?.textContent,
      input.name,
      input.type,
      input.autocomplete,
      input.inputMode,
      input.required && 'required',
      input.readOnly && `readonly ${input.value}`,
    ]
      .filter(Boolean)
      .join(' | '),
  );

const USERNAME = 'Username | username | text | username';
const ABOUT = 'Username | username | text | username | required | readonly alice';
const CODE = 'Code | code | text | one-time-code | numeric | required';
const REMEMBER = 'Remember this device | rememberDevice | checkbox | off';
const ANSWER = 'Answer | answer | text | off | required';

test.each<[string, readonly string[]]>([
  ['loading', []],
  [
    'signIn',
    [
      'Username | username | text | username webauthn | required',
      'Password | password | password | current-password | required',
    ],
  ],
  [
    'signUp',
    [
      `${USERNAME} | required`,
      'Email address | email | email | email | required',
      'Website (optional) | website | url | url',
      'Password | password | password | new-password | required',
    ],
  ],
  ['confirmSignUp', [ABOUT, CODE]],
  ['forgotPassword', [`${USERNAME} | required`]],
  ['confirmForgotPassword', [ABOUT, CODE, 'New password | newPassword | password | new-password | required']],
  ['selectChallenge', []],
  ['password', [ABOUT, 'Password | password | password | current-password | required']],
  ['smsMfa', [CODE, REMEMBER]],
  ['smsOtp', [CODE]],
  ['emailOtp', [CODE]],
  ['totpMfa', [CODE, REMEMBER]],
  ['selectMfaType', []],
  ['setUpTotp', [CODE]],
  ['setUpEmail', ['Email address | email | email | email | required']],
  ['newPasswordRequired', [ABOUT, 'New password | newPassword | password | new-password | required']],
  ['customChallenge', [ANSWER]],
  ['webAuthn', []],
  ['somethingNew', [ANSWER]],
  ['signedIn', []],
])('%s has the inputs that it asks for, as password managers know them', async (name, inputs) => {
  const { element } = await mount(stepOf(name));
  expect(inputsOf(element)).toEqual(inputs);
  expect(element.querySelectorAll('input[maxlength], form[novalidate]')).toHaveLength(0);
});

test('there is a case for each step', () => {
  expect(STEPS).toHaveLength(20);
});

const settled = async (step: FlowStep, element: Element): Promise<void> => {
  if (step.totp) await expect.poll(() => element.querySelector('.sigv4-qr path')).not.toBe(null);
};

const LOOKS = {
  light: {},
  dark: {},
  'light in its own colours': {
    primaryColor: 'gold',
    secondaryBackgroundColor: '#232f3e',
    logo: 'data:image/svg+xml,',
  },
  'dark in its own colours': { backgroundColor: '#203a43', primaryColor: 'rebeccapurple' },
};

test.each(
  STEPS.flatMap((step) =>
    Object.entries(LOOKS).map(([look, properties]) => ({ name: step.name, look, properties, step })),
  ),
)('axe finds nothing at $name, $look', async ({ step, look, properties }) => {
  document.documentElement.style.colorScheme = look.split(' ')[0]!;
  onTestFinished(() => document.documentElement.removeAttribute('style'));
  const { element, show } = await mount(step, { canCancel: true, ...properties });
  await settled(step, element);
  expect(await violationsOf(element)).toEqual([]);
  await show({
    error: { key: 'error.unexpected', message: 'Something went wrong.', field: step.fields.at(-1)?.name },
    notice: { key: 'notice.codeSent', message: 'The code was sent again.' },
  });
  expect(await violationsOf(element)).toEqual([]);
});
