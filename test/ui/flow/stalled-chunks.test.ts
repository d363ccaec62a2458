// A network that answers Cognito's calls may still stall a chunk.
import { CognitoError } from 'sigv4-interceptor/cognito';
import { expect, onTestFinished, test, vi } from 'vitest';
import { explainError } from '../../../src/ui/flow/errors.js';
import { start } from './support/stage.js';

const never = new Promise<never>(() => {});
vi.mock('../../../src/ui/texts/de.js', () => never);
vi.mock('../../../src/ui/flow/refusals.js', () => never);

test('a language that does not load leaves the form in English', async () => {
  const { newFlow } = await start();
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const begun = newFlow({ language: 'de' });
  await vi.advanceTimersByTimeAsync(3000);
  const flow = await begun;
  expect([flow.language, flow.step.title, flow.busy]).toEqual(['en', 'Sign in', false]);
});

test('an explanation that does not come is done without', async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const details = { operation: 'InitiateAuth', status: 400 };
  const error = new CognitoError('NotAuthorizedException', 'Incorrect username or password.', details);
  const explained = explainError(error, { step: 'signIn', usernameKind: 'username', fields: [] });
  await vi.advanceTimersByTimeAsync(3000);
  expect(await explained).toEqual({ key: 'error.invalid' });
});
