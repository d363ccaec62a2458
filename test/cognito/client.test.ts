import type { ServerResponse } from 'node:http';
import { type Clock, isAuthError } from 'sigv4-interceptor';
import { expect, test } from 'vitest';
import {
  createServiceClient,
  type ServiceClient,
  type ServiceClientOptions,
} from '../../src/cognito/service/client.js';
import { CognitoError, NetworkError, OutcomeUnknownError } from '../../src/cognito/errors.js';
import { type Operation, SESSION_OPERATIONS } from '../../src/cognito/service/results.js';
import { POOL_OPERATIONS } from '../../src/cognito/user-pool/operation-table.js';
import { startServer } from '../journey/support.js';

const HOUR = 3_600_000;

const clientOf = (endpoint: string, options: Partial<ServiceClientOptions> = {}): ServiceClient => {
  const client = createServiceClient({
    endpoint,
    target: 'AWSCognitoIdentityProviderService',
    fetch,
    clock: { now: () => Date.now(), offset: 0 },
    retry: { minTimeout: 0 },
    ...options,
  });
  const operations = {
    results: { ...SESSION_OPERATIONS.results, ...POOL_OPERATIONS.results },
    rules: { ...SESSION_OPERATIONS.rules, ...POOL_OPERATIONS.rules },
    advice: POOL_OPERATIONS.advice!,
  };
  return { call: (operation, input, options) => client.call(operation, input, { operations, ...options }) };
};

const answer = (response: ServerResponse, status: number, body: string | object, headers: object = {}): void => {
  response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
};

const refuse = (response: ServerResponse, type: string, message?: string, status = 400): void =>
  answer(response, status, { __type: type, message });

const never = (): Promise<void> => new Promise(() => {});

const failure = async (promise: Promise<unknown>): Promise<Error & Record<string, unknown>> =>
  promise.then(
    () => expect.fail('it succeeded'),
    (error) => error,
  );

test('posts the input as JSON 1.1 to the operation, and returns the response', async () => {
  const { url, arrivals } = await startServer((_, response) => answer(response, 200, { ChallengeName: 'SMS_MFA' }));
  expect(await clientOf(url).call('InitiateAuth', { AuthFlow: 'USER_AUTH', ClientId: 'c' })).toEqual({
    ChallengeName: 'SMS_MFA',
  });
  expect(arrivals).toHaveLength(1);
  expect(arrivals[0]).toMatchObject({
    method: 'POST',
    url: '/',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
      'cache-control': 'no-store',
    },
  });
  expect(arrivals[0]!.headers.authorization).toBeUndefined();
  expect(JSON.parse(arrivals[0]!.body.toString())).toEqual({ AuthFlow: 'USER_AUTH', ClientId: 'c' });
});

test.each([
  ['com.amazonaws.cognito#NotAuthorizedException', 'NotAuthorizedException'],
  ['UserNotFoundException:http://internal.amazon.com/coral#x', 'UserNotFoundException'],
  ['CodeMismatchException,http://internal.amazon.com/coral', 'CodeMismatchException'],
])('an error of type %s is a %s', async (type, code) => {
  const { url } = await startServer((_, response) => refuse(response, type, 'No.'));
  const error = await failure(clientOf(url).call('InitiateAuth', {}));
  expect(error).toBeInstanceOf(CognitoError);
  expect(isAuthError(error)).toBe(true);
  expect(error).toMatchObject({ name: code, code, status: 400, operation: 'InitiateAuth' });
  expect([error.message, error.advice]).toEqual(['No.', expect.stringMatching(/^[A-Z].*\.$/)]);
  expect(`${error}`).toMatch(new RegExp(`^${code}: No\\.`));
});

test('reads an error that is only in the headers', async () => {
  const { url } = await startServer((_, response) =>
    answer(response, 400, '', {
      'x-amzn-errortype': 'UserNotConfirmedException:',
      'x-amzn-errormessage': 'User is not confirmed',
    }),
  );
  const error = await failure(clientOf(url).call('InitiateAuth', {}));
  expect(error).toMatchObject({
    code: 'UserNotConfirmedException',
    message: 'User is not confirmed',
    advice: 'Call confirmSignUp.',
  });
});

test('an error without a message names the operation', async () => {
  const { url } = await startServer((_, response) => refuse(response, 'SomethingNewException'));
  expect((await failure(clientOf(url).call('SignUp', {}))).message).toBe('SignUp was rejected');
});

test.each([
  'NotAuthorizedException',
  'CodeMismatchException',
  'LimitExceededException',
  'TooManyFailedAttemptsException',
  'PasswordResetRequiredException',
])('%s is never tried again', async (code) => {
  const { url, arrivals } = await startServer((_, response) => refuse(response, code, 'No.'));
  await failure(clientOf(url).call('InitiateAuth', {}));
  expect(arrivals).toHaveLength(1);
});

test.each([
  ['throttling', 'TooManyRequestsException', 400],
  ['throttling by another name', 'ThrottlingException', 400],
  ['an internal error', 'InternalErrorException', 500],
])('%s is tried again until it passes', async (_, code, status) => {
  const { url, arrivals } = await startServer((_, response, count) =>
    count < 3 ? refuse(response, code, 'Later.', status) : answer(response, 200, { ok: true }),
  );
  expect(await clientOf(url).call('GlobalSignOut', {})).toEqual({ ok: true });
  expect(arrivals).toHaveLength(3);
});

test('throttling that does not pass is an error after four attempts', async () => {
  const { url, arrivals } = await startServer((_, response) => refuse(response, 'TooManyRequestsException', 'Slow.'));
  expect(await failure(clientOf(url).call('GlobalSignOut', {}))).toMatchObject({ code: 'TooManyRequestsException' });
  expect(arrivals).toHaveLength(4);
});

test('a broken connection is tried again, and is a network error when it stays broken', async () => {
  const { url, arrivals } = await startServer((_, response) => void response.destroy());
  const error = await failure(clientOf(url).call('InitiateAuth', { AuthParameters: { PASSWORD: 'correct horse' } }));
  expect(error).toBeInstanceOf(NetworkError);
  expect(error).toMatchObject({ name: 'NetworkError', code: 'network', status: 0, operation: 'InitiateAuth' });
  expect(error.advice).toContain(new URL(url).host);
  expect(error.cause).toBeInstanceOf(TypeError);
  expect(arrivals).toHaveLength(4);
});

test('a body that breaks off is a network error', async () => {
  const { url } = await startServer((_, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('{"Sess', () => response.destroy());
  });
  expect(await failure(clientOf(url).call('GlobalSignOut', {}))).toMatchObject({ code: 'network' });
});

test('a server that does not answer in time is a network error', async () => {
  const { url } = await startServer(never);
  const error = await failure(clientOf(url, { timeout: 50, retry: { retries: 0 } }).call('GlobalSignOut', {}));
  expect(error).toMatchObject({ code: 'network', cause: { name: 'TimeoutError' } });
  expect(error.advice).toContain('no response within 0.05 s');
});

test("the caller's abort ends the call with its reason, also between attempts", async () => {
  const reason = new Error('left the page');
  const inFlight = new AbortController();
  const silent = await startServer(() => {
    inFlight.abort(reason);
    return never();
  });
  expect(await failure(clientOf(silent.url).call('GlobalSignOut', {}, { signal: inFlight.signal }))).toBe(reason);
  expect(silent.arrivals).toHaveLength(1);

  const between = new AbortController();
  const busy = await startServer((_, response) => refuse(response, 'TooManyRequestsException', 'Slow.'));
  const retry = { minTimeout: 60_000, onFailedAttempt: () => between.abort(reason) };
  expect(await failure(clientOf(busy.url, { retry }).call('GlobalSignOut', {}, { signal: between.signal }))).toBe(
    reason,
  );
  expect(busy.arrivals).toHaveLength(1);
});

test.each([
  ['an HTML page with 200', 200, '<html>Log in to the airport</html>', 'text/html', 1],
  ['an HTML page with 502', 502, '<html>Bad gateway</html>', 'text/html', 4],
  ['an HTML page with 403', 403, '<html>Blocked</html>', 'text/html', 1],
  ['JSON that is no object', 200, '[]', 'application/json', 1],
  ['JSON that breaks off', 200, '{"Session":', 'application/json', 1],
  ['an error without a type', 400, '{"message":"no"}', 'application/json', 1],
])('%s is no answer', async (_, status, body, type, attempts) => {
  const { url, arrivals } = await startServer((_, response) =>
    answer(response, status, body, { 'content-type': type }),
  );
  const error = await failure(clientOf(url).call('InitiateAuth', {}));
  expect(error).toBeInstanceOf(NetworkError);
  expect(error).toMatchObject({ code: 'unexpected-answer', status });
  expect(error.advice).toContain(`status ${status} with ${type}`);
  expect(error.message + error.advice).not.toContain('airport');
  expect(arrivals).toHaveLength(attempts);
});

test('an empty body is a result of the operations that have none, and of no other', async () => {
  const { url } = await startServer((_, response) => answer(response, 200, ''));
  expect(await clientOf(url).call('DeleteUser', {})).toEqual({});
  expect(await clientOf(url).call('ForgetDevice', {})).toEqual({});
  const error = await failure(clientOf(url).call('InitiateAuth', {}));
  expect(error).toMatchObject({ code: 'unexpected-answer' });
  expect(error.advice).toContain('an empty body');
});

test("an empty body without the service's headers is a result of an emulator's, which is http, and of status 200", async () => {
  let status = 200;
  const { url } = await startServer((_, response) => void response.writeHead(status).end());
  expect(await clientOf(url).call('DeleteUser', {})).toEqual({});
  status = 204;
  expect(await failure(clientOf(url).call('DeleteUser', {}))).toMatchObject({ code: 'unexpected-answer', status });
});

test('accepts an empty or a complete result of ConfirmDevice', async () => {
  let body: object = {};
  const { url } = await startServer((_, response) =>
    answer(response, 200, body, { 'content-type': 'application/json' }),
  );
  const confirm = () => clientOf(url).call('ConfirmDevice', {});
  expect(await confirm()).toEqual({});
  body = { UserConfirmationNecessary: false };
  expect(await confirm()).toEqual(body);
  body = { redirect: 'http://portal.example.com/' };
  expect(await failure(confirm())).toMatchObject({ code: 'unexpected-answer' });
});

test('a redirect is not followed, so that no password goes elsewhere', async () => {
  const elsewhere = await startServer((_, response) => answer(response, 200, {}));
  const { url } = await startServer((_, response) => answer(response, 307, '', { location: elsewhere.url }));
  expect(await failure(clientOf(url).call('InitiateAuth', {}))).toMatchObject({
    code: 'unexpected-answer',
    status: 307,
  });
  expect(elsewhere.arrivals).toHaveLength(0);
});

test('no error shows what the input held, however Cognito echoes it', async () => {
  const secrets = ['correct horse', 'opaque-session-string', 'e1e1e1e1e1', '123456', 'refresh.token.value'];
  const [PASSWORD, Session, SECRET_HASH, code, RefreshToken] = secrets;
  const { url } = await startServer((_, response) =>
    refuse(
      response,
      'InvalidParameterException',
      `2 validation errors: Value '${Session}' at 'session' failed; Value '${code}' at 'userCode' failed; ` +
        `${PASSWORD} ${SECRET_HASH} ${RefreshToken} for alice; USER_SRP_AUTH is not enabled`,
    ),
  );
  const input = {
    AuthFlow: 'USER_SRP_AUTH',
    Session,
    RefreshToken,
    AuthParameters: { USERNAME: 'alice', PASSWORD, SECRET_HASH },
    UserCode: code,
    UserAttributes: [{ Name: 'email', Value: 'alice@example.com' }],
  };
  const error = await failure(clientOf(url).call('InitiateAuth', input));
  const shown = `${error} ${error.stack} ${JSON.stringify(error)}`;
  for (const secret of secrets) expect(shown).not.toContain(secret);
  expect(error.message).toContain("Value at 'userCode' failed");
  expect(error.message).toContain('for alice; USER_SRP_AUTH is not enabled');
});

const servedAt = async (time: () => number | string, status = 200) => {
  const { url } = await startServer((_, response) => {
    response.sendDate = false;
    const date = time();
    answer(
      response,
      status,
      { __type: 'NotAuthorizedException' },
      {
        date: typeof date === 'string' ? date : new Date(date).toUTCString(),
      },
    );
  });
  return url;
};

test.each([
  ['an answer', 200],
  ['a refusal', 400],
])('%s corrects a clock that is off by hours', async (_, status) => {
  const clock: Clock = { now: () => 1_700_000_000_000, offset: 0 };
  const client = clientOf(await servedAt(() => 1_700_000_000_000 + 5 * HOUR, status), { clock });
  await client.call('GlobalSignOut', {}).catch(() => {});
  expect(clock.offset).toBe(5 * HOUR);
});

test('the midpoint of the round trip counts', async () => {
  let time = 1_700_000_000_000;
  const clock: Clock = { now: () => time, offset: 0 };
  const url = await servedAt(() => {
    time += 20_000;
    return 1_700_000_000_000 + HOUR;
  });
  await clientOf(url, { clock }).call('GlobalSignOut', {});
  expect(clock.offset).toBe(HOUR - 10_000);
});

test('a clock that is off by less than services mind stays as it is', async () => {
  const clock: Clock = { now: () => 1_700_000_000_000, offset: 0 };
  await clientOf(await servedAt(() => 1_700_000_000_000 + 200_000), { clock }).call('GlobalSignOut', {});
  expect(clock.offset).toBe(0);
});

test('a correction is refined by an answer that knows better, and left alone by one that does not', async () => {
  let time = 1_700_000_000_000;
  let answersAt = 1_700_000_000_000 + HOUR;
  let takes = 0;
  const clock: Clock = { now: () => time, offset: HOUR - 30_000 };
  const url = await servedAt(() => {
    time += takes;
    return answersAt;
  });
  const client = clientOf(url, { clock });
  await client.call('GlobalSignOut', {});
  expect(clock.offset).toBe(HOUR);

  takes = 60_000;
  answersAt = time + HOUR + 55_000;
  await client.call('GlobalSignOut', {});
  expect(clock.offset).toBe(HOUR);

  takes = 0;
  answersAt = time;
  await client.call('GlobalSignOut', {});
  expect(clock.offset).toBe(0);
});

test.each(['', 'yesterday'])('a Date of %j teaches nothing', async (date) => {
  const clock: Clock = { now: () => 1_700_000_000_000, offset: 7 };
  await clientOf(await servedAt(() => date), { clock }).call('GlobalSignOut', {});
  expect(clock.offset).toBe(7);
});

test('fetch is called on its own, as browsers demand', async () => {
  const { url } = await startServer((_, response) => answer(response, 200, {}));
  const seen: unknown[] = [];
  const own = function (this: unknown, ...parameters: Parameters<typeof fetch>) {
    seen.push(this);
    return fetch(...parameters);
  };
  await clientOf(url, { fetch: own }).call('GlobalSignOut', {});
  expect(seen).toEqual([undefined]);
});

/** Starts a server that answers the first call with `first` and all later ones with `then`. */
const firstThen = async (first: (response: ServerResponse) => void, then: (response: ServerResponse) => void) =>
  (await startServer((_, response, count) => (count === 1 ? first(response) : then(response)))).url;

const exists = (response: ServerResponse): void => refuse(response, 'UsernameExistsException', 'User already exists');

test.each<[string, (response: ServerResponse) => void]>([
  ['a broken connection', (response) => void response.destroy()],
  ['an error of the service', (response) => refuse(response, 'InternalErrorException', 'Sorry.', 500)],
  ['a page of a proxy', (response) => answer(response, 502, '<html>', { 'content-type': 'text/html' })],
])('after %s a refusal may be due to the repetition', async (_, lose) => {
  const error = await failure(clientOf(await firstThen(lose, exists)).call('SignUp', {}));
  expect(error).toBeInstanceOf(OutcomeUnknownError);
  expect(error).toMatchObject({
    name: 'OutcomeUnknownError',
    code: 'outcome-unknown',
    operation: 'SignUp',
    status: 400,
    cause: { code: 'UsernameExistsException', message: 'User already exists' },
  });
  expect(error.message).not.toContain('exists');
});

test('after a call that took too long a refusal may be due to the repetition', async () => {
  const url = await firstThen((response) => answer(response, 200, { UserSub: 'sub' }), exists);
  let calls = 0;
  const client = clientOf(url, {
    fetch: async (...call) => {
      const response = await fetch(...call);
      calls += 1;
      if (calls === 1) throw new DOMException('Too late.', 'TimeoutError');
      return response;
    },
  });
  expect(await failure(client.call('SignUp', {}))).toMatchObject({ code: 'outcome-unknown' });
});

test.each<[string, (response: ServerResponse) => void]>([
  ['throttling', (response) => refuse(response, 'TooManyRequestsException', 'Slow.')],
  ['throttling with a status of the server', (response) => refuse(response, 'ThrottlingException', 'Slow.', 503)],
  ['the 429 of a proxy', (response) => answer(response, 429, '<html>', { 'content-type': 'text/html' })],
])('after %s, which did nothing, a refusal is what it is', async (_, throttle) => {
  const error = await failure(clientOf(await firstThen(throttle, exists)).call('SignUp', {}));
  expect(error).toMatchObject({ code: 'UsernameExistsException' });
});

test('after a lost response, throttling leaves the outcome of the first call unknown, unless a repetition is harmless', async () => {
  const slow = (response: ServerResponse): void => refuse(response, 'TooManyRequestsException', 'Slow.');
  const url = () => firstThen((response) => void response.destroy(), slow);
  expect(await failure(clientOf(await url()).call('SignUp', {}))).toMatchObject({
    code: 'outcome-unknown',
    cause: { code: 'TooManyRequestsException' },
  });
  const others = await failure(clientOf(await url()).call('UpdateUserAttributes', {}));
  expect(others).toMatchObject({ code: 'TooManyRequestsException', advice: 'Wait, then try again.' });
});

test.each<[string, Operation]>([
  ['InvalidParameterException', 'ForgotPassword'],
  ['InvalidPasswordException', 'ChangePassword'],
  ['AliasExistsException', 'ConfirmSignUp'],
  ['ResourceNotFoundException', 'SignUp'],
  ['UserNotFoundException', 'ConfirmSignUp'],
  ['SoftwareTokenMFANotFoundException', 'VerifySoftwareToken'],
  ['UserNotConfirmedException', 'ConfirmForgotPassword'],
  ['PasswordResetRequiredException', 'RespondToAuthChallenge'],
  ['WebAuthnRelyingPartyMismatchException', 'CompleteWebAuthnRegistration'],
  ['UnknownOperationException', 'CompleteWebAuthnRegistration'],
  ['SerializationException', 'SignUp'],
  ['ValidationException', 'SignUp'],
])('a lost answer does not cast doubt on %s: %s would have been refused before', async (code, operation) => {
  const url = await firstThen(
    (response) => void response.destroy(),
    (response) => refuse(response, code, 'No.'),
  );
  expect(await failure(clientOf(url).call(operation, {}))).toMatchObject({ name: code, code, message: 'No.' });
});

test.each<[Operation, string, string]>([
  ['ChangePassword', 'InvalidParameterException', 'Missing required parameter PreviousPassword'],
  ['ChangePassword', 'PasswordHistoryPolicyViolationException', 'Used before.'],
  ['ConfirmSignUp', 'NotAuthorizedException', 'User cannot be confirmed. Current status is ARCHIVED'],
  ['ConfirmSignUp', 'ExpiredCodeException', 'Invalid code provided, please request a code again.'],
  ['ForgotPassword', 'LimitExceededException', 'Attempt limit exceeded, please try after some time.'],
  ['CompleteWebAuthnRegistration', 'WebAuthnChallengeNotFoundException', 'No challenge.'],
])('a lost answer casts doubt on what %s is refused with: %s', async (operation, code, message) => {
  const url = await firstThen(
    (response) => void response.destroy(),
    (response) => refuse(response, code, message),
  );
  expect(await failure(clientOf(url).call(operation, {}))).toMatchObject({ code: 'outcome-unknown', cause: { code } });
});

test.each<[Operation, string, string]>([
  ['ConfirmSignUp', 'NotAuthorizedException', 'User cannot be confirmed. Current status is CONFIRMED'],
  ['DeleteUser', 'UserNotFoundException', 'User does not exist.'],
  ['ForgetDevice', 'ResourceNotFoundException', 'Device does not exist.'],
  ['DeleteWebAuthnCredential', 'ResourceNotFoundException', 'No such credential.'],
])(
  'after a lost answer the refusal of %s with %s shows that it was done, and without one it does not',
  async (operation, code, message) => {
    const no = (response: ServerResponse): void => refuse(response, code, message);
    const lost = await firstThen((response) => void response.destroy(), no);
    expect(await clientOf(lost).call(operation, {})).toEqual({});
    expect(await failure(clientOf(await firstThen(no, no)).call(operation, {}))).toMatchObject({ code, message });
  },
);

test('a device that is forgotten is another thing than a user pool that is not there', async () => {
  const url = await firstThen(
    (response) => void response.destroy(),
    (response) => refuse(response, 'ResourceNotFoundException', 'User pool client c does not exist.'),
  );
  const error = await failure(clientOf(url).call('ForgetDevice', {}));
  expect(error).toMatchObject({ code: 'ResourceNotFoundException' });
});

test.each(['InitiateAuth', 'AssociateSoftwareToken'] as const)(
  '%s can be repeated unless it uses a session up',
  async (operation) => {
    const url = () =>
      firstThen(
        (response) => void response.destroy(),
        (response) => refuse(response, 'NotAuthorizedException', 'No.'),
      );
    const without = await failure(clientOf(await url()).call(operation, {}));
    expect(without).toMatchObject({ code: 'NotAuthorizedException' });
    const by = await failure(clientOf(await url()).call(operation, { Session: 'session' }));
    expect(by).toMatchObject({ code: 'outcome-unknown', advice: expect.stringContaining('signIn') });
  },
);

test('if no response arrives at all, the advice adds the possible causes', async () => {
  const { url } = await startServer((_, response) => void response.destroy());
  const error = await failure(clientOf(url).call('ChangePassword', {}));
  expect(error).toMatchObject({ code: 'network' });
  expect(error.advice).toMatch(/see `cause`\. The operation may have succeeded anyway\. Try to sign in with the new/);
  const page = await startServer((_, response) => refuse(response, 'InternalErrorException', 'Sorry.', 500));
  const broken = await failure(clientOf(page.url).call('ChangePassword', {}));
  expect(broken).toMatchObject({ code: 'InternalErrorException' });
  expect(broken.advice).toMatch(/^The operation may have succeeded anyway\. Try/);
});

test("what a caller's abort ends stays its reason after a lost answer", async () => {
  const controller = new AbortController();
  const { url } = await startServer((_, response) => void response.destroy());
  const retry = { minTimeout: 60_000, onFailedAttempt: () => controller.abort(new Error('left the page')) };
  const call = clientOf(url, { retry }).call('SignUp', {}, { signal: controller.signal });
  expect(await failure(call)).toMatchObject({ message: 'left the page' });
});

test.each<[Operation, RegExp]>([
  ['SignUp', /resendSignUpCode or signIn\. The user name may belong to another user/],
  ['ConfirmSignUp', /sign in.*resendSignUpCode/],
  ['ResendConfirmationCode', /look for it first/],
  ['ForgotPassword', /look for it first/],
  ['GetUserAttributeVerificationCode', /look for it first/],
  ['ConfirmForgotPassword', /the new password.*forgotPassword/],
  ['ChangePassword', /the new password, then with the old/],
  ['VerifyUserAttribute', /getAttributes/],
  ['DeleteUser', /sign in/],
  ['RespondToAuthChallenge', /signIn again, with the new password if you set one/],
  ['VerifySoftwareToken', /setUpTotp.*signIn/],
  ['CompleteWebAuthnRegistration', /listPasskeys/],
  ['DeleteWebAuthnCredential', /listPasskeys/],
  ['ForgetDevice', /listDevices/],
  ['GlobalSignOut', /signOut\(\{ global: true \}\)/],
])('after a lost answer of %s the advice is what finds out, or makes sure', async (operation, advice) => {
  const url = await firstThen(
    (response) => void response.destroy(),
    (response) => refuse(response, 'LimitExceededException', 'No.'),
  );
  const error = await failure(clientOf(url).call(operation, {}));
  expect(error).toMatchObject({ code: 'outcome-unknown', advice: expect.stringMatching(advice) });
});
