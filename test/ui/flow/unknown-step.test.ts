import { expect, test, vi } from 'vitest';
import { internalsOf } from '../../../src/ui/flow/settings.js';
import { formOf, type StageOptions, start } from './support/stage.js';

const challenge: StageOptions = {
  pool: {
    customChallenge: ({ session }) =>
      session.at(-1)?.challengeResult ? 'allow' : { parameters: { riddle: '?' }, answer: '424242' },
  },
  session: { authFlow: 'CUSTOM_AUTH_WITHOUT_SRP' },
};

/** A newer session with a step that the flow does not know. On the wire it is a custom challenge. */
const startWith = async (step: object) => {
  const stage = await start(challenge);
  const internals = internalsOf(stage.session);
  const { signIn } = internals;
  vi.spyOn(internals, 'signIn').mockImplementation(async (...given) => {
    // The same object, by which the session recognises the step when it is answered.
    const asked = (await signIn(...given)) as { parameters?: unknown };
    delete asked.parameters;
    return Object.assign(asked, step) as never;
  });
  const confirm = vi.spyOn(internals, 'confirmSignIn');
  await stage.flow.submit({ username: 'alice' });
  return { ...stage, given: () => confirm.mock.calls.map(([input]) => input) };
};

test('a step that is not known shows a form, and what is given counts under every name', async () => {
  const { flow, given, caller } = await startWith({ step: 'voiceMfa' });
  expect(flow.step).toMatchObject({ name: 'voiceMfa', title: 'One more step', submit: 'Continue', username: 'alice' });
  expect(formOf(flow)).toEqual(['answer text off required']);
  expect(flow.step.actions).toEqual([{ name: 'back', label: 'Back to sign-in' }]);
  await flow.submit({});
  expect(flow.error).toMatchObject({ key: 'error.required', field: 'answer' });
  await flow.submit({ answer: '424242' });
  expect(given()).toEqual([{ code: '424242', answer: '424242' }]);
  expect(flow.step.name).toBe('signedIn');
  expect(await caller()).toBe('alice');
});

test('an unknown step with the destination of a code asks for a code', async () => {
  const { flow } = await startWith({ step: 'pigeonMfa', delivery: { medium: 'PIGEON', destination: 't***r' } });
  expect(flow.step).toMatchObject({ description: 'We sent a code to t***r.', delivery: { medium: 'PIGEON' } });
  expect(formOf(flow)).toEqual(['code text one-time-code numeric required']);
  await flow.submit({ code: '424 242' });
  expect(flow.step.name).toBe('signedIn');
});

test('an unknown step with options shows them, with their texts if there are any', async () => {
  const { flow, given } = await startWith({ step: 'selectPet', options: ['424242', 'smsMfa'] });
  expect(flow.step).toMatchObject({ title: 'One more step', fields: [], submit: undefined });
  expect(flow.step.choices).toEqual([
    { name: '424242', label: '424242' },
    { name: 'smsMfa', label: 'Code by text message' },
  ]);
  await flow.submit({ choice: '424242' });
  expect(given()).toEqual([{ choice: '424242', code: '424242', answer: '424242' }]);
  expect(flow.step.name).toBe('signedIn');
});

test.each([[{}], [{ options: [] }], [{ options: [1, 2] }], [{ options: 'none' }], [{ delivery: undefined }]])(
  'an unknown step that has %o is never empty',
  async (more) => {
    const { flow } = await startWith({ step: 'toString', ...more });
    expect(formOf(flow)).toHaveLength(1);
    expect(flow.step.title).toBe('One more step');
  },
);
