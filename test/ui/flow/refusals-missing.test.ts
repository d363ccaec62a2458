// The chunk with the explanations of refusals may be missing, after a new deployment or without a network.
import { AuthError } from 'sigv4-interceptor';
import { CognitoError, NetworkError } from 'sigv4-interceptor/cognito';
import { expect, test, vi } from 'vitest';
import { explainError } from '../../../src/ui/flow/errors.js';

vi.mock(import('../../../src/ui/flow/refusals.js'), () => {
  throw new TypeError('Failed to fetch dynamically imported module.');
});

const context = { step: 'signIn', usernameKind: 'username', fields: ['username', 'password'] } as const;
const details = { operation: 'InitiateAuth', status: 400 };

test.each([
  [
    'a refusal',
    new CognitoError('NotAuthorizedException', 'Incorrect username or password.', details),
    'error.invalid',
  ],
  ['throttling', new CognitoError('Throttled', 'Slow down.', { ...details, status: 429 }), 'error.throttled'],
  ['an outage', new CognitoError('InternalErrorException', 'No.', { ...details, status: 500 }), 'error.unavailable'],
  ['other code that is missing, too', new AuthError('part-not-loaded', 'No.'), 'error.reload'],
  ['a network that is gone', new NetworkError('network', 'No.', { ...details, status: 0 }), 'error.network'],
])('%s is told nevertheless', async (_, error, key) => {
  expect(await explainError(error, context)).toMatchObject({ key });
});
