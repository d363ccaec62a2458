import {
  AuthError,
  CredentialsError,
  IdentityChangedError,
  IdentityUnknownError,
  isAuthError,
  ReauthenticationError,
  RedirectError,
  UnsignableRequestError,
} from 'sigv4-interceptor';
import { expect, test } from 'vitest';
import { nameErrors, serviceErrorCode } from '../../src/core/errors.js';

test.each<[AuthError, string, string]>([
  [new AuthError('network', 'm'), 'AuthError', 'network'],
  [new CredentialsError('credentials-unavailable', 'm'), 'CredentialsError', 'credentials-unavailable'],
  [new ReauthenticationError('excessive-reauthentication', 'm'), 'ReauthenticationError', 'excessive-reauthentication'],
  [new IdentityChangedError(), 'IdentityChangedError', 'identity-changed'],
  [new IdentityUnknownError(), 'IdentityUnknownError', 'identity-unknown'],
  [new UnsignableRequestError('malformed-url', 'm'), 'UnsignableRequestError', 'malformed-url'],
  [new RedirectError('redirect-refused', 'm'), 'RedirectError', 'redirect-refused'],
])('%s has a name and a code, and is recognised everywhere', (error, name, code) => {
  expect(error).toMatchObject({ name, code });
  expect(error).toBeInstanceOf(AuthError);
  expect([isAuthError(error), Object.keys(error)]).toEqual([true, ['code']]);
  expect(String(error)).toMatch(new RegExp(`^${name}: .`));
});

test('the messages of identity errors say what to do', () => {
  expect(new IdentityChangedError().message).toMatch(/user changed.*was not sent\. Retry it/);
  expect(new IdentityUnknownError().message).toMatch(/not whose credentials.*Add principal\(\)/);
});

test.each([undefined, null, 'AuthError', new Error('e'), { code: 'network' }, 1, () => {}])(
  '%o is no AuthError',
  (value) => {
    expect(isAuthError(value)).toBe(false);
  },
);

test('an AuthError of another copy of this package is recognised', () => {
  const foreign = Object.create({ [Symbol.for('sigv4-interceptor.error')]: true });
  expect(isAuthError(foreign)).toBe(true);
});

test('the name of an error can be overridden', () => {
  class Own extends AuthError {}
  nameErrors({ Own });
  class Other extends Own {}
  nameErrors({ Other });
  expect([new Own('network', 'm').name, new Other('network', 'm').name]).toEqual(['Own', 'Other']);
  Own.prototype.name = 'Renamed';
  expect(new Own('network', 'm').name).toBe('Renamed');
  nameErrors({ Own });
  expect(new Own('network', 'm').name).toBe('Own');
});

test.each([
  ['NotAuthorizedException', 'NotAuthorizedException'],
  ['A', 'A'],
  ['A'.repeat(64), 'A'.repeat(64)],
  ['A'.repeat(65), undefined],
  ['InvalidIdentityToken.Malformed', 'InvalidIdentityToken.Malformed'],
  ['notAuthorized', undefined],
  ['xNotAuthorized', undefined],
  ['Not authorized', undefined],
  ['Token=secret', undefined],
  ['', undefined],
  [undefined, undefined],
])('a service’s code in %j is %j', (text, code) => {
  expect(serviceErrorCode(text)).toBe(code);
});

test('an error has advice only if there is some', () => {
  expect(new AuthError('network', 'lost', { advice: 'Look at the cable.' }).advice).toBe('Look at the cable.');
  expect('advice' in new AuthError('network', 'lost')).toBe(false);
});
