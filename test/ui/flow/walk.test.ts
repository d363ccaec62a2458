import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FlowActionName, FlowValues } from '../../../src/ui/flow.js';
import { alice, password, type Stage, type StageOptions, start } from './support/stage.js';

const SECRETS = [password, 'Better-horse-2', 'Wrong-horse-3'];

const POOLS: readonly StageOptions[] = [
  {},
  { pool: { users: [{ ...alice, mfa: ['SMS_MFA', 'EMAIL_OTP', 'SOFTWARE_TOKEN_MFA'] }], deviceTracking: 'opt-in' } },
  { pool: { mfa: 'required', mfaSetup: ['SOFTWARE_TOKEN_MFA', 'EMAIL_OTP'] } },
  { session: { authFlow: 'USER_AUTH' } },
  { pool: { users: [{ ...alice, status: 'UNCONFIRMED' }] } },
  { pool: { users: [{ ...alice, status: 'RESET_REQUIRED' }], preventUserExistenceErrors: false } },
  { pool: { users: [{ ...alice, status: 'FORCE_CHANGE_PASSWORD' }], requiredAttributes: ['given_name', 'email'] } },
  {
    pool: {
      customChallenge: ({ session }) => {
        if (session.at(-1)?.challengeResult) return 'allow';
        return session.length > 1 ? 'deny' : { parameters: {}, answer: 'a piano' };
      },
    },
    session: { authFlow: 'CUSTOM_AUTH_WITHOUT_SRP' },
  },
];

const ACTIONS: readonly FlowActionName[] = [
  'signUp',
  'forgotPassword',
  'passkey',
  'resend',
  'back',
  'addPasskey',
  'signOut',
];

/** Mostly the right value, else another value or none. */
const mostly = <T>(right: T, ...others: readonly T[]): fc.Arbitrary<T | undefined> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant(right) },
    { weight: 1, arbitrary: fc.constantFrom(...others, undefined) },
  );

const values = fc.record({
  username: mostly('alice', 'carol', 'zelda', '  '),
  password: mostly(password, ...SECRETS, 'short'),
  newPassword: mostly('Better-horse-2', ...SECRETS, 'short'),
  email: mostly('carol@example.com', 'carol'),
  phone_number: mostly('+353 86 1234567', '086'),
  given_name: mostly('Alice'),
  code: mostly('right', '000000'),
  answer: mostly('a piano', 'a lock'),
  choice: fc.nat({ max: 3 }).map(String),
  rememberDevice: fc.boolean(),
});

type Move = (stage: Stage) => Promise<unknown> | unknown;

/** The drawn values, with the code that was sent and an existing choice. */
const meant = async ({ flow, pool, mock }: Stage, drawn: FlowValues): Promise<FlowValues> => {
  const { step } = flow;
  const { username = 'alice', totp, choices } = step;
  const isTotp = /totp/i.test(step.name);
  const right = isTotp ? await pool.totpCode('alice', totp?.secret).catch(() => '') : mock.lastCode(username);
  return {
    ...drawn,
    ...(drawn.code === 'right' && { code: right || '1' }),
    ...(choices && { choice: choices[Number(drawn.choice)]?.name ?? 'none' }),
  };
};

const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 6,
    arbitrary: values.map(
      (drawn): Move =>
        async (stage) =>
          stage.flow.submit(await meant(stage, drawn)),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(fc.constantFrom(...ACTIONS), values).map(
      ([action, drawn]): Move =>
        ({ flow }) =>
          flow.act(action, drawn),
    ),
  },
  // Does not wait for earlier work.
  {
    weight: 1,
    arbitrary: values.map(
      (drawn): Move =>
        ({ flow }) =>
          void flow.submit(drawn),
    ),
  },
  { weight: 1, arbitrary: fc.constant<Move>(({ flow }) => flow.back()) },
  {
    weight: 1,
    arbitrary: fc.nat({ max: 400_000 }).map(
      (time): Move =>
        ({ later }) =>
          later(time),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(/./, /Confirm|Respond/, undefined).map(
      (lost): Move =>
        ({ way }) =>
          way.lose(lost),
    ),
  },
  { weight: 1, arbitrary: fc.constant<Move>(({ session }) => session.signOut()) },
);

/** The invariants that hold at every moment. */
const expectSound = ({ flow, session, mock, page }: Stage): void => {
  const snapshot = flow.getSnapshot();
  const { step, error, notice, busy } = snapshot;
  const ways = step.fields.length + (step.choices?.length ?? 0) + step.actions.length;
  expect(ways, step.name).toBeGreaterThan(0);
  expect(step.title).not.toBe('');
  if (step.fields.length > 0) expect(step.submit, step.name).toMatch(/\w/);
  for (const told of [error, notice]) expect(told?.message ?? 'fine').toMatch(/^[A-Z].*[.]$|^fine$/s);
  expect([...step.fields.map(({ name }) => name), undefined]).toContain(error?.field);
  if (!busy) expect(step.name === 'signedIn').toBe(session.state === 'signedIn');
  const codes = mock.userPool().codes.map(({ code }) => code);
  const all = JSON.stringify([snapshot, [...page.entries]], (_, value) =>
    value instanceof Error ? `${value.message} ${JSON.stringify({ ...value })}` : value,
  );
  for (const secret of [...SECRETS, ...codes]) expect(all).not.toContain(secret);
};

test('whatever a user does in whatever order, there is a way on, and nothing secret is shown', async () => {
  const ends = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...POOLS),
      fc.array(move, { minLength: 5, maxLength: 30 }),
      async (options, moves) => {
        const stage = await start({ ...options, flow: { rememberDevice: true } });
        const failures: unknown[] = [];
        const unsubscribe = stage.flow.subscribe(() => {
          try {
            expectSound(stage);
          } catch (failure) {
            failures.push(failure);
          }
        });
        for (const make of moves) {
          await make(stage);
          expectSound(stage);
          ends.add(stage.flow.step.name);
        }
        unsubscribe();
        if (failures.length > 0) throw failures[0];
        stage.flow.close();
        stage.session.close();
      },
    ),
    { numRuns: 60, seed: 20261122 },
  );
  // A walk that never leaves the first form would prove nothing.
  expect([...ends]).toEqual(
    expect.arrayContaining(['signedIn', 'confirmSignUp', 'confirmForgotPassword', 'selectMfaType', 'setUpTotp']),
  );
  expect(ends.size).toBeGreaterThan(12);
});
