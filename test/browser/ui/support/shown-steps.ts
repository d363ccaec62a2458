import type { FlowField, FlowStep, FlowStepName } from '../../../../src/ui/flow/types.js';

const username: FlowField = {
  name: 'username',
  label: 'Username',
  type: 'text',
  autocomplete: 'username webauthn',
  required: true,
};
const about: FlowField = { ...username, autocomplete: 'username', readOnly: true, value: 'alice' };
const password: FlowField = {
  name: 'password',
  label: 'Password',
  type: 'password',
  autocomplete: 'current-password',
  required: true,
};
const newPassword: FlowField = {
  name: 'newPassword',
  label: 'New password',
  hint: 'Use at least 8 characters, including a number.',
  type: 'password',
  autocomplete: 'new-password',
  required: true,
};
const email: FlowField = {
  name: 'email',
  label: 'Email address',
  type: 'email',
  autocomplete: 'email',
  required: true,
};
const code: FlowField = {
  name: 'code',
  label: 'Code',
  type: 'text',
  inputMode: 'numeric',
  autocomplete: 'one-time-code',
  required: true,
};
const remember: FlowField = {
  name: 'rememberDevice',
  label: 'Remember this device',
  type: 'checkbox',
  autocomplete: 'off',
  required: false,
};
const back = { name: 'back', label: 'Back' } as const;
const resend = { name: 'resend', label: 'Send the code again' } as const;
const sent = 'We sent a code to a***@e***.';
const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';

/** A step of each kind, and one that this version does not know. The compiler asks for a new step. */
const SHOWN: Readonly<Record<FlowStepName | 'somethingNew', Omit<FlowStep, 'name'>>> = {
  loading: { title: '', fields: [], actions: [] },
  signIn: {
    title: 'Sign in',
    fields: [username, password],
    submit: 'Sign in',
    providers: [
      { name: 'Google', label: 'Continue with Google' },
      { name: 'SignInWithApple', label: 'Continue with Apple' },
    ],
    actions: [
      { name: 'passkey', label: 'Sign in with a passkey' },
      { name: 'forgotPassword', label: 'Forgot your password?' },
      { name: 'signUp', label: 'Create an account' },
    ],
  },
  signUp: {
    title: 'Create an account',
    fields: [
      { ...username, autocomplete: 'username' },
      email,
      { ...email, name: 'website', label: 'Website', type: 'url', autocomplete: 'url', required: false },
      { ...newPassword, name: 'password', label: 'Password' },
    ],
    submit: 'Create account',
    actions: [back],
  },
  confirmSignUp: {
    title: 'Confirm your account',
    description: sent,
    fields: [about, code],
    submit: 'Confirm',
    actions: [resend, back],
  },
  forgotPassword: {
    title: 'Reset your password',
    description: 'We will send you a code that lets you set a new password.',
    fields: [{ ...username, autocomplete: 'username' }],
    submit: 'Send code',
    actions: [back],
  },
  confirmForgotPassword: {
    title: 'Set a new password',
    description: sent,
    fields: [about, code, newPassword],
    submit: 'Set password',
    actions: [resend, back],
  },
  selectChallenge: {
    title: 'Choose how to sign in',
    fields: [],
    choices: [
      { name: 'password', label: 'Password' },
      { name: 'emailOtp', label: 'Code by email' },
      { name: 'webAuthn', label: 'Passkey' },
    ],
    actions: [back],
  },
  password: {
    title: 'Enter your password',
    fields: [about, password],
    submit: 'Continue',
    actions: [back],
  },
  smsMfa: {
    title: 'Enter the code from your text message',
    description: 'We sent a code to +*******1234.',
    fields: [code, remember],
    submit: 'Confirm',
    actions: [back],
  },
  smsOtp: {
    title: 'Enter the code from your text message',
    description: 'We sent a code to +*******1234.',
    fields: [code],
    submit: 'Confirm',
    actions: [back],
  },
  emailOtp: {
    title: 'Enter the code from your email',
    description: sent,
    fields: [code],
    submit: 'Confirm',
    actions: [back],
  },
  totpMfa: {
    title: 'Enter the code from your authenticator app',
    description: 'Open your authenticator app to see the code.',
    fields: [code, remember],
    submit: 'Confirm',
    actions: [back],
  },
  selectMfaType: {
    title: 'Choose a verification method',
    fields: [],
    choices: [
      { name: 'smsMfa', label: 'Code by text message' },
      { name: 'totpMfa', label: 'Authenticator app' },
    ],
    actions: [back],
  },
  setUpTotp: {
    title: 'Set up an authenticator app',
    description:
      'Scan this QR code with your authenticator app, or enter the key by hand. Then enter the code the app shows.',
    fields: [code],
    totp: { secret, uri: `otpauth://totp/Example%20App:alice?secret=${secret}&issuer=Example%20App` },
    submit: 'Confirm',
    actions: [back],
  },
  setUpEmail: {
    title: 'Add your email address',
    description: 'We will send your sign-in codes to this address.',
    fields: [email],
    submit: 'Continue',
    actions: [back],
  },
  newPasswordRequired: {
    title: 'Choose a new password',
    description: 'Your current password is temporary. Choose a new one to continue.',
    fields: [about, newPassword],
    submit: 'Set password',
    actions: [back],
  },
  customChallenge: {
    title: 'One more step',
    description: 'What is the name of the ship?',
    fields: [{ name: 'answer', label: 'Answer', type: 'text', autocomplete: 'off', required: true }],
    submit: 'Continue',
    actions: [back],
  },
  webAuthn: {
    title: 'Use your passkey',
    description: 'This browser cannot use passkeys here. Go back and choose another way to sign in.',
    fields: [],
    actions: [back],
  },
  somethingNew: {
    title: 'One more step',
    fields: [{ name: 'answer', label: 'Answer', type: 'text', autocomplete: 'off', required: true }],
    choices: [{ name: 'later', label: 'Later' }],
    submit: 'Continue',
    actions: [back],
  },
  signedIn: {
    title: 'Signed in',
    description: 'You are signed in as alice.',
    fields: [],
    username: 'alice',
    actions: [
      { name: 'addPasskey', label: 'Add a passkey' },
      { name: 'signOut', label: 'Sign out' },
    ],
  },
};

/** The steps, as a flow gives them. */
export const STEPS: readonly FlowStep[] = Object.entries(SHOWN).map(([name, step]) => ({ name, ...step }));

/** The step of that name. */
export const stepOf = (name: string): FlowStep => STEPS.find((step) => step.name === name)!;
