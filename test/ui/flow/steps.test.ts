import { expect, test, vi } from 'vitest';
import { internalsOf } from '../../../src/ui/flow/settings.js';
import { alice, attributes, formOf, password, type Stage, type StageOptions, start } from './support/stage.js';

const CODE = 'code text one-time-code numeric required';
const PASSWORD = 'password password current-password required';
const NEW_PASSWORD = 'newPassword password new-password required';
const OWNER = 'username text username required readonly';
const REMEMBER = 'rememberDevice checkbox off';

interface Case {
  readonly step: string;
  readonly options?: StageOptions;
  /** The calls that lead there from the first form. Default: a right password. */
  readonly go?: (stage: Stage) => unknown;
  readonly form?: readonly string[];
  readonly choices?: readonly string[];
  readonly actions?: readonly string[];
  readonly submit?: string;
  readonly more?: object;
}

const enter = ({ flow }: Stage) => flow.submit({ username: 'alice', password });
const byName = ({ flow }: Stage) => flow.submit({ username: 'alice' });
const signUp = async ({ flow }: Stage) => {
  await flow.act('signUp');
  await flow.submit({ username: 'carol', password, email: 'carol@example.com' });
};
const withMfa = (...mfa: ('SMS_MFA' | 'SOFTWARE_TOKEN_MFA' | 'EMAIL_OTP')[]): StageOptions => ({
  pool: { users: [{ ...alice, mfa }] },
  flow: { rememberDevice: true },
});
const choosing: StageOptions = { session: { authFlow: 'USER_AUTH' } };
const riddle: StageOptions = {
  pool: { customChallenge: () => ({ parameters: { riddle: 'What has keys, but no locks?' }, answer: 'a piano' }) },
  session: { authFlow: 'CUSTOM_AUTH_WITHOUT_SRP' },
};

const CASES: readonly Case[] = [
  {
    step: 'signIn',
    go: () => {},
    form: ['username text username required', PASSWORD],
    actions: ['forgotPassword', 'signUp'],
    submit: 'Sign in',
    more: { title: 'Sign in' },
  },
  {
    step: 'signIn',
    options: { ...choosing, flow: { usernameKind: 'email' } },
    go: () => {},
    form: ['username email username+webauthn required'],
    actions: ['passkey', 'forgotPassword', 'signUp'],
    submit: 'Continue',
  },
  {
    step: 'signIn',
    options: { ...riddle, flow: { usernameKind: 'phone_number', disableSignUp: true } },
    go: () => {},
    form: ['username tel username required'],
    actions: ['forgotPassword'],
    submit: 'Continue',
  },
  {
    step: 'signUp',
    options: {
      flow: {
        signUpFields: [
          'address',
          'birthdate',
          'email',
          'family_name',
          'gender',
          'given_name',
          'locale',
          'middle_name',
          'name',
          'nickname',
          'phone_number',
          'picture',
          'preferred_username',
          'profile',
          'website',
          'zoneinfo',
          { name: 'custom:team', label: 'Your team', required: false },
          'custom:desk',
        ],
        passwordPolicy: { minimumLength: 10, numbers: true },
      },
    },
    go: ({ flow }) => flow.act('signUp', { username: ' carol ' }),
    form: [
      'username text username required',
      'password password new-password required',
      'address text street-address required',
      'birthdate date bday required',
      'email email email required',
      'family_name text family-name required',
      'gender text sex required',
      'given_name text given-name required',
      'locale text language required',
      'middle_name text additional-name required',
      'name text name required',
      'nickname text nickname required',
      'phone_number tel tel required',
      'picture url photo required',
      'preferred_username text nickname required',
      'profile url url required',
      'website url url required',
      'zoneinfo text off required',
      'custom:team text off',
      'custom:desk text off required',
    ],
    actions: ['back'],
    submit: 'Create account',
    more: { username: 'carol' },
  },
  {
    step: 'signUp',
    options: { ...choosing, flow: { usernameKind: 'email' } },
    go: ({ flow }) => flow.act('signUp'),
    form: ['username email username required', 'password password new-password'],
    actions: ['back'],
    submit: 'Create account',
  },
  {
    step: 'confirmSignUp',
    go: signUp,
    form: [CODE],
    actions: ['resend', 'back'],
    submit: 'Confirm',
    more: { username: 'carol', description: 'We sent a code to c***@e***.', delivery: { destination: 'c***@e***' } },
  },
  {
    step: 'forgotPassword',
    go: ({ flow }) => flow.act('forgotPassword', { username: 'alice' }),
    form: ['username text username required'],
    actions: ['back'],
    submit: 'Send code',
    more: { fields: [{ value: 'alice' }] },
  },
  {
    step: 'confirmForgotPassword',
    go: async ({ flow }) => {
      await flow.act('forgotPassword');
      await flow.submit({ username: 'alice' });
    },
    form: [OWNER, CODE, NEW_PASSWORD],
    actions: ['resend', 'back'],
    submit: 'Set password',
    more: { description: 'If an account exists, we sent a code to a***@e***.', fields: [{ value: 'alice' }, {}, {}] },
  },
  {
    step: 'selectChallenge',
    options: choosing,
    go: byName,
    choices: ['passwordSrp', 'emailOtp', 'smsOtp'],
    actions: ['back'],
  },
  {
    step: 'password',
    options: choosing,
    go: async (stage) => {
      await byName(stage);
      await stage.flow.submit({ choice: 'passwordSrp' });
    },
    form: [OWNER, PASSWORD],
    actions: ['forgotPassword', 'back'],
    submit: 'Sign in',
    more: { fields: [{ value: 'alice' }, {}] },
  },
  {
    step: 'password',
    options: { ...choosing, pool: { users: [{ username: 'alice', password }] } },
    go: byName,
    form: [OWNER, PASSWORD],
    actions: ['forgotPassword', 'back'],
    submit: 'Sign in',
  },
  {
    step: 'smsMfa',
    options: withMfa('SMS_MFA'),
    form: [CODE, REMEMBER],
    actions: ['back'],
    submit: 'Confirm',
    more: { description: 'We sent a code to +*******4567.' },
  },
  {
    step: 'emailOtp',
    options: withMfa('EMAIL_OTP'),
    form: [CODE, REMEMBER],
    actions: ['back'],
    submit: 'Confirm',
    more: { description: 'We sent a code to a***@e***.' },
  },
  {
    step: 'smsOtp',
    options: { ...choosing, flow: { rememberDevice: true } },
    go: async (stage) => {
      await byName(stage);
      await stage.flow.submit({ choice: 'smsOtp' });
    },
    form: [CODE],
    actions: ['back'],
    submit: 'Confirm',
  },
  {
    step: 'totpMfa',
    options: withMfa('SOFTWARE_TOKEN_MFA'),
    form: [CODE, REMEMBER],
    actions: ['back'],
    submit: 'Confirm',
    more: { description: 'Open your authenticator app to see the code.' },
  },
  {
    step: 'selectMfaType',
    options: withMfa('SMS_MFA', 'SOFTWARE_TOKEN_MFA'),
    choices: ['smsMfa', 'totpMfa'],
    actions: ['back'],
    more: { description: undefined },
  },
  {
    step: 'selectMfaType',
    options: { pool: { mfa: 'required', mfaSetup: ['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'] } },
    choices: ['setUpTotp', 'setUpEmail'],
    actions: ['back'],
    more: { description: expect.stringContaining('two-step') },
  },
  {
    step: 'setUpTotp',
    options: { pool: { mfa: 'required' }, flow: { totpIssuer: 'Tea & Co', rememberDevice: true } },
    form: [CODE, REMEMBER],
    actions: ['back'],
    submit: 'Confirm',
    more: {
      totp: {
        secret: expect.stringMatching(/^[A-Z2-7]{32,}$/),
        uri: expect.stringMatching(/^otpauth:\/\/totp\/Tea%20%26%20Co:alice\?secret=[A-Z2-7]+&issuer=Tea%20%26%20Co$/),
      },
    },
  },
  {
    step: 'setUpEmail',
    options: { pool: { mfa: 'required', mfaSetup: ['EMAIL_OTP'] } },
    form: ['email email email required'],
    actions: ['back'],
    submit: 'Send code',
  },
  {
    step: 'newPasswordRequired',
    options: {
      pool: {
        users: [{ ...alice, status: 'FORCE_CHANGE_PASSWORD', attributes: {} }],
        requiredAttributes: ['given_name', 'phone_number'],
      },
    },
    form: [OWNER, NEW_PASSWORD, 'given_name text given-name required', 'phone_number tel tel required'],
    actions: ['back'],
    submit: 'Set password',
    more: { fields: [{ value: 'alice' }, {}, {}, {}] },
  },
  {
    step: 'customChallenge',
    options: riddle,
    go: byName,
    form: ['answer text off required'],
    actions: ['back'],
    submit: 'Continue',
    more: { parameters: { riddle: 'What has keys, but no locks?' } },
  },
  {
    step: 'signedIn',
    actions: ['signOut'],
    more: { username: 'alice', description: 'You are signed in as alice.' },
  },
  {
    step: 'signedIn',
    options: {
      pool: { signInWith: 'email', users: [{ username: attributes.email, password }] },
      flow: { usernameKind: 'email', passkeys: true },
    },
    go: ({ flow }) => flow.submit({ username: ' alice@example.com', password }),
    actions: ['addPasskey', 'signOut'],
    more: {
      username: expect.stringMatching(/^[0-9a-f-]{36}$/),
      description: 'You are signed in as alice@example.com.',
    },
  },
];

test.each(CASES)('$step asks for $form $choices', async ({ step, options, go = enter, ...expected }) => {
  const stage = await start(options);
  await go(stage);
  const { flow } = stage;
  expect(flow.error).toBe(undefined);
  expect(flow.step.name).toBe(step);
  expect({
    form: formOf(flow),
    choices: flow.step.choices?.map(({ name }) => name),
    actions: flow.step.actions.map(({ name }) => name),
    submit: flow.step.submit,
  }).toEqual({
    form: expected.form ?? [],
    choices: expected.choices,
    actions: expected.actions,
    submit: expected.submit,
  });
  expect(flow.step).toMatchObject(expected.more ?? {});
});

test('every label, title and button is in words, and none of them is the name of a text', async () => {
  for (const { options, go = enter } of CASES) {
    const stage = await start(options);
    await go(stage);
    const { title, submit, fields, choices = [], actions } = stage.flow.step;
    const words = [title, submit ?? 'none', ...[...fields, ...choices, ...actions].map(({ label }) => label)];
    expect(words.filter((word) => !/^[\w' -?]+$/.test(word) || /^\w+\.\w+/.test(word))).toEqual([]);
  }
});

test('a field of a phone number says how to write it, and that of a new password what it needs', async () => {
  const { flow } = await start({
    flow: { usernameKind: 'phone_number', passwordPolicy: { minimumLength: 10, numbers: true } },
  });
  expect(flow.step.fields[0]!.hint).toMatch(/country code/);
  await flow.act('signUp');
  expect(flow.step.fields[1]!.hint).toBe('Use at least 10 characters, including a number.');
});

test('an attribute of a phone number says how to write it, and a custom one has its name without the prefix', async () => {
  const { flow } = await start({ flow: { signUpFields: ['phone_number', 'custom:desk'] } });
  await flow.act('signUp');
  const [phone, desk] = flow.step.fields.slice(2);
  expect(phone!.hint).toMatch(/country code/);
  expect(desk).toMatchObject({ label: 'desk' });
  expect(desk!.hint).toBe(undefined);
});

test('the known attributes of a user who needs a new password are filled in', async () => {
  const { flow, session } = await start({
    pool: { users: [{ ...alice, status: 'FORCE_CHANGE_PASSWORD' }], requiredAttributes: ['given_name', 'nickname'] },
  });
  const internals = internalsOf(session);
  const { signIn } = internals;
  vi.spyOn(internals, 'signIn').mockImplementation(
    async (...given) => Object.assign(await signIn(...given), { attributes: { given_name: 'Alice' } }) as never,
  );
  await flow.submit({ username: 'alice', password });
  expect(flow.step.fields.map(({ name, value }) => [name, value]).slice(2)).toEqual([
    ['given_name', 'Alice'],
    ['nickname', undefined],
  ]);
});

test('the label of back says where it leads', async () => {
  const { flow } = await start();
  await flow.act('forgotPassword');
  expect(flow.step.actions.at(-1)).toEqual({ name: 'back', label: 'Back to sign-in' });
  await flow.submit({ username: 'alice' });
  expect(flow.step.actions.at(-1)).toEqual({ name: 'back', label: 'Back' });
});

test('a snapshot is frozen to the ground, and stays the same until something changes', async () => {
  const { flow } = await start({ pool: { mfa: 'required' } });
  const before = flow.getSnapshot();
  expect(flow.getSnapshot()).toBe(before);
  flow.back();
  expect(flow.getSnapshot()).toBe(before);
  await flow.submit({ username: 'alice', password });
  const { step } = flow.getSnapshot();
  for (const part of [
    flow.getSnapshot(),
    step,
    step.totp,
    step.fields,
    step.fields[0],
    step.actions,
    step.actions[0],
  ]) {
    expect(Object.isFrozen(part)).toBe(true);
  }
  expect(before.step.name).toBe('signIn');
});

test('a form that stays is the very same step, so that what was typed is left alone', async () => {
  const { flow } = await start();
  const { step } = flow;
  await flow.submit({ username: 'alice', password: 'wrong' });
  expect(flow.error?.key).toBe('error.wrongPassword');
  expect(flow.step).toBe(step);
});

test('begins at loading, which is what a server renders', async () => {
  const { flow } = await start();
  expect(flow.getServerSnapshot()).toMatchObject({ step: { name: 'loading', fields: [], actions: [] }, busy: false });
  expect(flow.getServerSnapshot()).toBe(flow.getServerSnapshot());
});

test('without a user pool only the providers are shown', async () => {
  const { flow } = await start({
    session: { userPoolId: undefined, userPoolClientId: undefined, authFlow: undefined } as never,
    flow: { providers: [{ name: 'google', getToken: async () => undefined }] },
  });
  expect(flow.step).toMatchObject({ name: 'signIn', fields: [], submit: undefined, actions: [] });
  expect(flow.step.providers).toEqual([{ name: 'google', label: 'Continue with Google', logo: undefined }]);
});

test('own words go before the package’s, and errors are in them, too', async () => {
  const { flow } = await start({ flow: { texts: { 'title.signIn': 'Ahoy!', 'error.required': 'Arr, what?' } } });
  expect(flow.step.title).toBe('Ahoy!');
  expect(flow.text('action.close')).toBe('Close');
  await flow.submit({});
  expect(flow.error).toMatchObject({ key: 'error.required', message: 'Arr, what?', field: 'username' });
});

test('the language is there before the first form is', async () => {
  const { flow } = await start({ flow: { language: 'de' } });
  expect(flow.step.title).toBe('Anmelden');
});

test('refuses an option that it does not know', async () => {
  const { session } = await start();
  const { createSignInFlow } = await import('../../../src/ui/flow.js');
  expect(() => createSignInFlow(session, { passkey: true } as never)).toThrow('Did you mean passkeys?');
  expect(() => createSignInFlow({} as never)).toThrow('createCognitoSession');
  expect(() => createSignInFlow(session, { providers: ['Google'] })).toThrow('Google needs getToken');
});
