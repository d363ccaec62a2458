import type { SignInInput, SignInStep } from 'sigv4-interceptor/cognito';
import { CognitoError, OutcomeUnknownError } from 'sigv4-interceptor/cognito';
import type { UserPoolOptions } from 'sigv4-interceptor/mocks';
import { describe, expect, test } from 'vitest';
import { alice, attributes, password, type Stage, start } from './support/lossy-session.js';

const newPassword = 'Staple-battery-2';
const bob = { username: 'bob', password, attributes: { email: 'bob@example.com' } };

type Act<T = unknown> = (stage: Stage) => Promise<T>;

/** A call and the expectations for it. */
interface Row {
  readonly name: string;
  /** The operation to lose, in the spelling of LossyProxy. */
  readonly operation: string;
  readonly pool?: UserPoolOptions;
  readonly before?: Act;
  readonly act: Act;
  /** Whether the operation has taken effect at the server. */
  readonly isSo: (stage: Stage) => boolean | Promise<boolean>;
  /** The outcome if the call succeeded and its response was lost. */
  readonly said: 'done' | 'outcome-unknown';
  /** Whether the call can simply be repeated. */
  readonly isHarmless?: true;
  /** The call that works after `outcome-unknown`. */
  readonly next?: Act;
}

const signIn =
  (input: Partial<SignInInput> = {}): Act<SignInStep> =>
  ({ session }) =>
    session.signIn({ ...alice, ...input });
const withUser = (more: object): UserPoolOptions => ({ users: [{ ...alice, attributes, ...more }] });
const unverified = withUser({ attributes: { ...attributes, email_verified: 'false' } });
const has =
  (wanted: string) =>
  ({ pool }: Stage): boolean =>
    pool.checkPassword('alice', wanted);
const wasSent =
  (reason: string) =>
  ({ pool }: Stage): boolean =>
    pool.codes.some((sent) => sent.reason === reason);
const isSignedIn = ({ session, pool }: Stage): boolean => session.isSignedIn && pool.signIns.length > 0;
/** Whether the server has signed alice in, even if her session has no tokens. */
const wasLetIn = ({ pool }: Stage): boolean => pool.signIns.length > 0;
const expectSignInEnded: Act = async (stage) => {
  await expect(stage.session.confirmSignIn({ code: '123456' })).rejects.toMatchObject({ code: 'invalid-state' });
  // An authenticator app's code is valid once.
  stage.later(60_000);
};
const canSignIn = async ({ ask, pool }: Stage, username: string): Promise<boolean> =>
  'AuthenticationResult' in
  (await ask('InitiateAuth', {
    AuthFlow: 'USER_PASSWORD_AUTH',
    ClientId: pool.clientId,
    AuthParameters: { USERNAME: username, PASSWORD: password },
  }));
const confirmCode: Act = ({ session, pool }) => session.confirmSignIn({ code: pool.lastCode('alice')! });
const totp = async ({ pool, kept }: Stage): Promise<string> => (await pool.totpCode('alice', kept.secret))!;
const app = withUser({ mfa: ['SOFTWARE_TOKEN_MFA'] });
const signInByApp: Act = async (stage) => {
  await expectSignInEnded(stage);
  await signIn()(stage);
  await stage.session.confirmSignIn({ code: await totp(stage) });
};
const required: UserPoolOptions = { mfa: 'required' };
const beginSetUp: Act = async (stage) => {
  const step = await signIn()(stage);
  if (step.step === 'setUpTotp') stage.kept.secret = step.secret;
};
const answerSetUp: Act = async (stage) => stage.session.confirmSignIn({ code: await totp(stage) });
const tracking: UserPoolOptions = { deviceTracking: 'always' };
const signInTwice: Act = async (stage) => {
  await signIn()(stage);
  await stage.session.signOut();
};
const custom: UserPoolOptions = {
  customChallenge: ({ session }) => {
    const last = session.at(-1);
    if (last?.challengeName !== 'CUSTOM_CHALLENGE') return { parameters: {}, answer: 'blue' };
    return last.challengeResult ? 'allow' : 'deny';
  },
};
const beginSetUpByUser: Act = async (stage) => {
  await signIn()(stage);
  stage.kept.secret = (await stage.session.setUpTotp()).secret;
};
const verifyTotp: Act = async (stage) => stage.session.verifyTotp({ code: await totp(stage) });
const useTotp: Act<boolean> = ({ session }) =>
  session.setMfaPreference({ totp: 'preferred' }).then(
    () => true,
    () => false,
  );
const choosing = { authFlow: 'USER_AUTH', password: undefined } as const;

const ROWS: readonly Row[] = [
  {
    name: 'signUp',
    operation: 'SignUp',
    act: ({ session }) => session.signUp(bob),
    isSo: ({ pool }) => pool.checkPassword('bob', password),
    said: 'outcome-unknown',
    next: ({ session }) => session.resendSignUpCode(bob),
  },
  {
    name: 'confirmSignUp',
    operation: 'ConfirmSignUp',
    before: ({ session }) => session.signUp(bob),
    act: ({ session, pool }) => session.confirmSignUp({ username: 'bob', code: pool.lastCode('bob')! }),
    isSo: (stage) => canSignIn(stage, 'bob'),
    said: 'done',
  },
  {
    name: 'resendSignUpCode',
    operation: 'ResendConfirmationCode',
    before: ({ session }) => session.signUp(bob),
    act: ({ session }) => session.resendSignUpCode(bob),
    isSo: ({ pool }) => pool.codes.length > 1,
    said: 'done',
  },
  {
    name: 'forgotPassword',
    operation: 'ForgotPassword',
    act: ({ session }) => session.forgotPassword(alice),
    isSo: wasSent('ForgotPassword'),
    said: 'done',
  },
  {
    name: 'confirmForgotPassword',
    operation: 'ConfirmForgotPassword',
    before: ({ session }) => session.forgotPassword(alice),
    act: ({ session, pool }) =>
      session.confirmForgotPassword({ username: 'alice', code: pool.lastCode('alice')!, newPassword }),
    isSo: has(newPassword),
    said: 'outcome-unknown',
    next: signIn({ password: newPassword }),
  },
  {
    name: 'changePassword',
    operation: 'ChangePassword',
    before: signIn(),
    act: ({ session }) => session.changePassword({ oldPassword: password, newPassword }),
    isSo: has(newPassword),
    said: 'outcome-unknown',
    next: async (stage) => {
      await stage.session.signOut();
      await signIn({ password: newPassword })(stage);
    },
  },
  {
    name: 'changePassword, the first one',
    operation: 'ChangePassword',
    pool: { users: [{ username: 'alice', attributes }] },
    before: async (stage) => {
      await signIn({ ...choosing, preferredChallenge: 'emailOtp' })(stage);
      await confirmCode(stage);
    },
    act: ({ session }) => session.changePassword({ newPassword }),
    isSo: has(newPassword),
    said: 'outcome-unknown',
    next: async (stage) => {
      await stage.session.signOut();
      await signIn({ password: newPassword })(stage);
    },
  },
  {
    name: 'verifyAttribute',
    operation: 'VerifyUserAttribute',
    pool: unverified,
    before: async (stage) => {
      await signIn()(stage);
      await stage.session.sendAttributeCode({ name: 'email' });
    },
    act: ({ session, pool }) => session.verifyAttribute({ name: 'email', code: pool.lastCode('alice')! }),
    isSo: async ({ account }) => (await account()).attributes.email_verified === 'true',
    said: 'outcome-unknown',
    next: async ({ session }) => expect(await session.getAttributes()).toMatchObject({ email_verified: 'true' }),
  },
  {
    name: 'sendAttributeCode',
    operation: 'GetUserAttributeVerificationCode',
    before: signIn(),
    act: ({ session }) => session.sendAttributeCode({ name: 'email' }),
    isSo: wasSent('verify email'),
    said: 'done',
  },
  {
    name: 'updateAttributes',
    operation: 'UpdateUserAttributes',
    before: signIn(),
    act: ({ session }) => session.updateAttributes({ attributes: { name: 'Alice' } }),
    isSo: async ({ account }) => (await account()).attributes.name === 'Alice',
    said: 'done',
    isHarmless: true,
  },
  {
    name: 'deleteAttributes',
    operation: 'DeleteUserAttributes',
    before: signIn(),
    act: ({ session }) => session.deleteAttributes({ names: ['phone_number'] }),
    isSo: async ({ account }) => !('phone_number' in (await account()).attributes),
    said: 'done',
    isHarmless: true,
  },
  {
    name: 'deleteUser',
    operation: 'DeleteUser',
    before: signIn(),
    act: ({ session }) => session.deleteUser(),
    isSo: ({ session, pool }) => !session.isSignedIn && !pool.checkPassword('alice', password),
    said: 'done',
  },
  {
    name: 'setUpTotp',
    operation: 'AssociateSoftwareToken',
    before: signIn(),
    act: async (stage) => {
      stage.kept.secret = (await stage.session.setUpTotp()).secret;
    },
    isSo: async (stage) => {
      await verifyTotp(stage);
      return useTotp(stage);
    },
    said: 'done',
    isHarmless: true,
  },
  {
    name: 'verifyTotp',
    operation: 'VerifySoftwareToken',
    before: beginSetUpByUser,
    act: verifyTotp,
    isSo: useTotp,
    said: 'outcome-unknown',
    next: async (stage) => {
      stage.kept.secret = (await stage.session.setUpTotp()).secret;
      await verifyTotp(stage);
    },
  },
  {
    name: 'setMfaPreference',
    operation: 'SetUserMFAPreference',
    before: signIn(),
    act: ({ session }) => session.setMfaPreference({ email: 'preferred' }),
    isSo: async ({ account }) => (await account()).mfa.includes('EMAIL_OTP'),
    said: 'done',
    isHarmless: true,
  },
  {
    name: 'registerPasskey',
    operation: 'CompleteWebAuthnRegistration',
    before: signIn(),
    act: ({ session }) => session.registerPasskey(),
    isSo: async ({ account }) => (await account()).passkeys.length === 1,
    said: 'done',
  },
  {
    name: 'deletePasskey',
    operation: 'DeleteWebAuthnCredential',
    before: async (stage) => {
      await signIn()(stage);
      await stage.session.registerPasskey();
    },
    act: async ({ session }) => session.deletePasskey({ id: (await session.listPasskeys())[0]!.id }),
    isSo: async ({ account }) => (await account()).passkeys.length === 0,
    said: 'done',
  },
  {
    name: 'doNotRememberDevice',
    operation: 'UpdateDeviceStatus',
    pool: tracking,
    before: signIn(),
    act: ({ session }) => session.doNotRememberDevice(),
    isSo: async ({ account }) => (await account()).devices.length === 0,
    said: 'done',
    isHarmless: true,
  },
  {
    name: 'forgetDevice',
    operation: 'ForgetDevice',
    pool: tracking,
    before: signIn(),
    act: ({ session }) => session.forgetDevice(),
    isSo: async ({ account }) => (await account()).devices.length === 0,
    said: 'done',
  },
  {
    name: 'signIn by SRP, its beginning',
    operation: 'InitiateAuth',
    act: signIn(),
    isSo: isSignedIn,
    said: 'done',
    isHarmless: true,
  },
  {
    name: 'signIn by SRP, its proof',
    operation: 'RespondToAuthChallenge PASSWORD_VERIFIER',
    act: signIn(),
    isSo: isSignedIn,
    said: 'done',
  },
  {
    name: 'signIn by SRP within USER_AUTH',
    operation: 'RespondToAuthChallenge PASSWORD_VERIFIER',
    act: signIn({ authFlow: 'USER_AUTH' }),
    isSo: isSignedIn,
    said: 'done',
  },
  {
    name: 'signIn by the password itself',
    operation: 'InitiateAuth',
    act: signIn({ authFlow: 'USER_PASSWORD_AUTH' }),
    isSo: isSignedIn,
    said: 'done',
    isHarmless: true,
  },
  {
    name: 'signIn of a known device, its beginning',
    operation: 'RespondToAuthChallenge DEVICE_SRP_AUTH',
    pool: tracking,
    before: signInTwice,
    act: signIn(),
    isSo: isSignedIn,
    said: 'done',
  },
  {
    name: 'signIn of a known device, its proof',
    operation: 'RespondToAuthChallenge DEVICE_PASSWORD_VERIFIER',
    pool: tracking,
    before: signInTwice,
    act: signIn(),
    isSo: isSignedIn,
    said: 'done',
  },
  {
    name: 'signIn by a passkey',
    operation: 'RespondToAuthChallenge WEB_AUTHN',
    before: async (stage) => {
      await signIn()(stage);
      await stage.session.registerPasskey();
      await stage.session.signOut();
    },
    act: signIn({ ...choosing, preferredChallenge: 'webAuthn' }),
    isSo: isSignedIn,
    said: 'done',
  },
  {
    name: 'signIn that leads to setting up a second factor',
    operation: 'AssociateSoftwareToken',
    pool: required,
    act: beginSetUp,
    isSo: async (stage) => {
      await answerSetUp(stage);
      return isSignedIn(stage);
    },
    said: 'done',
  },
  {
    name: 'confirmSignIn: a code sent by SMS',
    operation: 'RespondToAuthChallenge SMS_MFA',
    pool: withUser({ mfa: ['SMS_MFA'] }),
    before: signIn(),
    act: confirmCode,
    isSo: wasLetIn,
    said: 'outcome-unknown',
    next: async (stage) => {
      await expectSignInEnded(stage);
      await signIn()(stage);
      await confirmCode(stage);
    },
  },
  {
    name: 'confirmSignIn: a code sent by e-mail instead of a password',
    operation: 'RespondToAuthChallenge EMAIL_OTP',
    before: signIn({ ...choosing, preferredChallenge: 'emailOtp' }),
    act: confirmCode,
    isSo: wasLetIn,
    said: 'outcome-unknown',
    next: async (stage) => {
      await expectSignInEnded(stage);
      await signIn()(stage);
    },
  },
  {
    name: 'confirmSignIn: a code of an authenticator app',
    operation: 'RespondToAuthChallenge SOFTWARE_TOKEN_MFA',
    pool: app,
    before: signIn(),
    act: async (stage) => stage.session.confirmSignIn({ code: await totp(stage) }),
    isSo: wasLetIn,
    said: 'outcome-unknown',
    next: signInByApp,
  },
  {
    name: 'confirmSignIn: the choice of a second factor',
    operation: 'RespondToAuthChallenge SELECT_MFA_TYPE',
    pool: withUser({ mfa: ['SMS_MFA', 'EMAIL_OTP'] }),
    before: signIn(),
    act: ({ session }) => session.confirmSignIn({ choice: 'smsMfa' }),
    isSo: wasSent('SMS_MFA'),
    said: 'outcome-unknown',
    next: async (stage) => {
      await expectSignInEnded(stage);
      await signIn()(stage);
    },
  },
  {
    name: 'confirmSignIn: a new password',
    operation: 'RespondToAuthChallenge NEW_PASSWORD_REQUIRED',
    pool: withUser({ status: 'FORCE_CHANGE_PASSWORD' }),
    before: signIn(),
    act: ({ session }) => session.confirmSignIn({ newPassword }),
    isSo: (stage) => has(newPassword)(stage) && isSignedIn(stage),
    said: 'done',
  },
  {
    name: 'confirmSignIn: the choice of a password, with it',
    operation: 'RespondToAuthChallenge SELECT_CHALLENGE',
    before: signIn(choosing),
    act: ({ session }) => session.confirmSignIn({ choice: 'password', password }),
    isSo: isSignedIn,
    said: 'done',
  },
  {
    name: 'confirmSignIn: the choice of SRP, its proof',
    operation: 'RespondToAuthChallenge PASSWORD_VERIFIER',
    before: signIn(choosing),
    act: ({ session }) => session.confirmSignIn({ choice: 'passwordSrp', password }),
    isSo: isSignedIn,
    said: 'done',
  },
  {
    name: 'confirmSignIn: the choice of a code by e-mail',
    operation: 'RespondToAuthChallenge SELECT_CHALLENGE',
    before: signIn(choosing),
    act: async (stage) => {
      expect(await stage.session.confirmSignIn({ choice: 'emailOtp' })).toMatchObject({ step: 'emailOtp' });
      await confirmCode(stage);
    },
    isSo: isSignedIn,
    said: 'done',
  },
  {
    name: 'confirmSignIn: the first code of a new authenticator app',
    operation: 'VerifySoftwareToken',
    pool: required,
    before: beginSetUp,
    act: answerSetUp,
    // The app is verified, but only the next call signs alice in.
    isSo: ({ proxy }) => proxy.received.includes('VerifySoftwareToken'),
    said: 'outcome-unknown',
    next: async (stage) => {
      await expectSignInEnded(stage);
      await beginSetUp(stage);
      await answerSetUp(stage);
    },
  },
  {
    name: 'confirmSignIn: the end of setting up an authenticator app',
    operation: 'RespondToAuthChallenge MFA_SETUP',
    pool: required,
    before: beginSetUp,
    act: answerSetUp,
    isSo: wasLetIn,
    said: 'outcome-unknown',
    next: signInByApp,
  },
  {
    name: 'confirmSignIn: an answer to a custom challenge',
    operation: 'RespondToAuthChallenge CUSTOM_CHALLENGE',
    pool: custom,
    before: signIn({ authFlow: 'CUSTOM_AUTH' }),
    act: ({ session }) => session.confirmSignIn({ answer: 'blue' }),
    isSo: wasLetIn,
    said: 'outcome-unknown',
    next: async (stage) => {
      await expectSignInEnded(stage);
      await signIn({ authFlow: 'CUSTOM_AUTH' })(stage);
      await stage.session.confirmSignIn({ answer: 'blue' });
    },
  },
];

const NAMED = ROWS.map((row) => [row.name, row] as const);
const outcome = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: unknown) => error,
  );

test.each(NAMED)('%s: a call that did not arrive is made again, and nothing is said', async (_, row) => {
  const stage = await start(row.pool);
  await row.before?.(stage);
  stage.proxy.lose(row.operation, 'request reset');
  expect(await outcome(row.act(stage))).toBe('done');
  expect(stage.proxy.lost).toBe(1);
  expect(await row.isSo(stage)).toBe(true);
});

describe.each(['answer reset', 'answer 502'] as const)('%s', (loss) => {
  test.each(NAMED)('%s: no refusal is shown for what was done', async (_, row) => {
    const stage = await start(row.pool);
    await row.before?.(stage);
    stage.proxy.lose(row.operation, loss);
    const said = await outcome(row.act(stage));
    expect(stage.proxy.lost).toBe(1);
    expect(await row.isSo(stage)).toBe(true);
    if (row.said === 'done') return void expect(said).toBe('done');
    expect(said).toBeInstanceOf(OutcomeUnknownError);
    expect(said).toMatchObject({
      name: 'OutcomeUnknownError',
      code: 'outcome-unknown',
      cause: expect.any(CognitoError),
      message: expect.stringContaining('it is unknown whether this succeeded'),
      advice: expect.stringMatching(/^\S.*\.$/),
    });
    await row.next?.(stage);
  });
});

test.each(NAMED)('%s: if no response arrives, the error says that the call may have succeeded', async (_, row) => {
  const stage = await start(row.pool);
  await row.before?.(stage);
  stage.proxy.lose(row.operation, 'answer reset', 4);
  const said = await outcome(row.act(stage));
  expect(stage.proxy.lost).toBe(4);
  expect(said).toMatchObject({ name: 'NetworkError', code: 'network' });
  const mayBeDone = expect.stringContaining('may have succeeded');
  expect(said).toMatchObject({
    advice: row.isHarmless ? expect.not.stringContaining('may have succeeded') : mayBeDone,
  });
});

/** A call that the server rejects, and whose first response is lost. */
interface Refused {
  readonly name: string;
  readonly operation: string;
  readonly pool?: UserPoolOptions;
  readonly before?: Act;
  readonly act: Act;
  /** The expected code: the rejection's if it is certain, else `outcome-unknown`. */
  readonly code: string;
  /** The call that works next. */
  readonly next?: Act;
}

const beginMfa: Refused = {
  name: 'confirmSignIn: a wrong code, which leaves the step',
  operation: 'RespondToAuthChallenge SMS_MFA',
  pool: withUser({ mfa: ['SMS_MFA'] }),
  before: signIn(),
  act: ({ session }) => session.confirmSignIn({ code: 'wrong' }),
  code: 'outcome-unknown',
  next: confirmCode,
};

const REFUSED: readonly Refused[] = [
  {
    name: 'signUp: a weak password',
    operation: 'SignUp',
    act: ({ session }) => session.signUp({ ...bob, password: 'weak' }),
    code: 'InvalidPasswordException',
  },
  {
    name: 'signUp: a name that another person has',
    operation: 'SignUp',
    act: ({ session }) => session.signUp(alice),
    code: 'outcome-unknown',
  },
  {
    name: 'confirmSignUp: a wrong code',
    operation: 'ConfirmSignUp',
    before: ({ session }) => session.signUp(bob),
    act: ({ session }) => session.confirmSignUp({ username: 'bob', code: 'wrong' }),
    code: 'outcome-unknown',
  },
  {
    name: 'resendSignUpCode: confirmed already',
    operation: 'ResendConfirmationCode',
    act: ({ session }) => session.resendSignUpCode(alice),
    code: 'InvalidParameterException',
  },
  {
    name: 'confirmForgotPassword: a weak password',
    operation: 'ConfirmForgotPassword',
    before: ({ session }) => session.forgotPassword(alice),
    act: ({ session, pool }) =>
      session.confirmForgotPassword({ username: 'alice', code: pool.lastCode('alice')!, newPassword: 'weak' }),
    code: 'InvalidPasswordException',
  },
  {
    name: 'changePassword: a wrong old one',
    operation: 'ChangePassword',
    before: signIn(),
    act: ({ session }) => session.changePassword({ oldPassword: 'wrong', newPassword }),
    code: 'outcome-unknown',
  },
  {
    name: 'verifyAttribute: a wrong code for an address that is not verified',
    operation: 'VerifyUserAttribute',
    pool: unverified,
    before: async (stage) => {
      await signIn()(stage);
      await stage.session.sendAttributeCode({ name: 'email' });
    },
    act: ({ session }) => session.verifyAttribute({ name: 'email', code: 'wrong' }),
    code: 'CodeMismatchException',
  },
  {
    name: 'verifyAttribute: a wrong code for an address that was verified before',
    operation: 'VerifyUserAttribute',
    before: async (stage) => {
      await signIn()(stage);
      await stage.session.sendAttributeCode({ name: 'email' });
    },
    act: ({ session }) => session.verifyAttribute({ name: 'email', code: 'wrong' }),
    code: 'outcome-unknown',
  },
  {
    name: 'deleteUser: tokens that were revoked',
    operation: 'DeleteUser',
    before: async (stage) => {
      await signIn()(stage);
      stage.pool.revokeTokens('alice');
    },
    act: ({ session }) => session.deleteUser(),
    code: 'outcome-unknown',
  },
  {
    name: 'verifyTotp: a wrong code',
    operation: 'VerifySoftwareToken',
    before: beginSetUpByUser,
    act: ({ session }) => session.verifyTotp({ code: '000000' }),
    code: 'outcome-unknown',
    next: verifyTotp,
  },
  {
    name: 'registerPasskey: for another relying party',
    operation: 'CompleteWebAuthnRegistration',
    pool: { relyingPartyId: 'example.com' },
    before: signIn(),
    act: ({ session }) => session.registerPasskey(),
    code: 'outcome-unknown',
  },
  {
    name: 'signIn by SRP: a wrong password',
    operation: 'RespondToAuthChallenge PASSWORD_VERIFIER',
    act: signIn({ password: 'wrong' }),
    code: 'NotAuthorizedException',
  },
  {
    name: 'signIn by SRP: not confirmed',
    operation: 'InitiateAuth',
    pool: withUser({ status: 'UNCONFIRMED' }),
    act: signIn(),
    code: 'UserNotConfirmedException',
  },
  beginMfa,
  {
    name: 'confirmSignIn: a weak new password, which leaves the step',
    operation: 'RespondToAuthChallenge NEW_PASSWORD_REQUIRED',
    pool: withUser({ status: 'FORCE_CHANGE_PASSWORD' }),
    before: signIn(),
    act: ({ session }) => session.confirmSignIn({ newPassword: 'weak' }),
    code: 'InvalidPasswordException',
    next: ({ session }) => session.confirmSignIn({ newPassword }),
  },
  {
    name: 'confirmSignIn: the choice of a password, which is wrong',
    operation: 'RespondToAuthChallenge SELECT_CHALLENGE',
    before: signIn(choosing),
    act: ({ session }) => session.confirmSignIn({ choice: 'password', password: 'wrong' }),
    code: 'NotAuthorizedException',
    next: expectSignInEnded,
  },
];

test.each(REFUSED.map((row) => [row.name, row] as const))(
  '%s: refused, the answer lost, and refused again is never a success',
  async (_, { operation, pool, before, act, code, next }) => {
    const stage = await start(pool);
    await before?.(stage);
    const known = stage.session.isSignedIn;
    stage.proxy.lose(operation, 'answer reset');
    expect(await outcome(act(stage))).toMatchObject({ code });
    expect(stage.proxy.lost).toBe(1);
    expect(stage.session.isSignedIn).toBe(known);
    await next?.(stage);
  },
);

test('a step whose response was lost says so when it is answered again, until a new response arrives', async () => {
  const { pool, session, proxy, later } = await start(beginMfa.pool);
  await session.signIn(alice);
  const answer = () => outcome(session.confirmSignIn({ code: 'wrong' }));
  proxy.lose('RespondToAuthChallenge SMS_MFA', 'answer reset', 4);
  expect(await answer()).toMatchObject({ code: 'network' });
  expect(await answer()).toMatchObject({ code: 'outcome-unknown' });
  // Five wrong codes arrived, which lock the user out for a second.
  later(1_000);
  expect(await answer()).toMatchObject({ code: 'CodeMismatchException' });
  later(2_000);
  expect(await session.confirmSignIn({ code: pool.lastCode('alice')! })).toMatchObject({ step: 'done' });
});

test('a new password that was not taken is not known to be refused, and the old one signs in', async () => {
  const { session, proxy, later, pool } = await start(withUser({ status: 'FORCE_CHANGE_PASSWORD' }));
  await session.signIn(alice);
  proxy.lose('RespondToAuthChallenge NEW_PASSWORD_REQUIRED', 'request reset', 4);
  expect(await outcome(session.confirmSignIn({ newPassword }))).toMatchObject({ code: 'network' });
  later(10 * 60_000);
  const said = await outcome(session.confirmSignIn({ newPassword }));
  expect(said).toMatchObject({ code: 'outcome-unknown', cause: { message: expect.stringContaining('session') } });
  expect(pool.checkPassword('alice', newPassword)).toBe(false);
  await expect(session.confirmSignIn({ newPassword })).rejects.toMatchObject({ code: 'invalid-state' });
  expect(await session.signIn(alice)).toMatchObject({ step: 'newPasswordRequired' });
});

test('another sign-in ends one that is starting again', async () => {
  const { session, proxy } = await start(withUser({ status: 'FORCE_CHANGE_PASSWORD' }));
  await session.signIn(alice);
  proxy.lose('RespondToAuthChallenge NEW_PASSWORD_REQUIRED', 'answer reset');
  const { arrived, release } = proxy.hold('InitiateAuth');
  const first = outcome(session.confirmSignIn({ newPassword }));
  await arrived;
  const second = session.signIn({ ...alice, password: newPassword });
  expect(await first).toMatchObject({ code: 'sign-in-cancelled' });
  release();
  expect(await second).toMatchObject({ step: 'done' });
});

test('a sign-in with the session of a sign-up asks for another factor if the session is used up', async () => {
  const { session, pool, proxy } = await start();
  const { session: signedUp } = await session.signUp(bob);
  const { session: confirmed } = await session.confirmSignUp({
    username: 'bob',
    code: pool.lastCode('bob')!,
    ...(signedUp && { session: signedUp }),
  });
  proxy.lose('InitiateAuth', 'answer reset');
  const step = await session.signIn({
    username: 'bob',
    authFlow: 'USER_AUTH',
    ...(confirmed && { session: confirmed }),
  });
  expect(step).toMatchObject({ step: 'selectChallenge' });
  expect(await session.confirmSignIn({ choice: 'password', password })).toMatchObject({ step: 'done' });
});

test('a wrong password whose rejection was lost is tried only once more', async () => {
  const { session, proxy } = await start();
  proxy.lose('RespondToAuthChallenge PASSWORD_VERIFIER', 'answer reset', 2);
  expect(await outcome(session.signIn({ ...alice, password: 'wrong' }))).toMatchObject({
    name: 'NotAuthorizedException',
  });
  expect(proxy.received.filter((operation) => operation === 'InitiateAuth')).toHaveLength(2);
});

test('a global sign-out whose response was lost is not reported as refused', async () => {
  const { session, proxy, pool } = await start();
  await session.signIn(alice);
  proxy.lose('GlobalSignOut', 'answer reset');
  const { unconfirmed } = await session.signOut({ global: true });
  expect(pool.signIns).toEqual([]);
  expect(unconfirmed).toMatchObject([
    { operation: 'GlobalSignOut', error: { code: 'outcome-unknown' }, retrying: false },
  ]);
});

test('a revocation whose response was lost is confirmed when it is repeated', async () => {
  const { session, proxy, pool } = await start();
  await session.signIn(alice);
  proxy.lose('RevokeToken', 'answer reset');
  expect(await session.signOut({ revoke: true })).toEqual({ unconfirmed: [] });
  expect(pool.signIns).toEqual([]);
});
