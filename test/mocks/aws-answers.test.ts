import { expect, test } from 'vitest';
import { addresses } from './aws-answers/addresses.js';
import { challenges } from './aws-answers/challenges.js';
import { signingUp } from './aws-answers/sign-up.js';
import { members } from './aws-answers/members.js';
import { signingIn } from './aws-answers/sign-in.js';
import { signedIn } from './aws-answers/signed-in.js';
import { IDENTITY_ROWS, signInAlice } from './aws-answers/identity.js';
import { setAnswerStage, USERS } from './aws-answers/stage.js';
import { setIdentityStage } from './cognito/support/identity-stage.js';

const GROUPS = [members, signingUp, ...addresses, ...signingIn, ...challenges, ...signedIn];

test.each(GROUPS)('answers as AWS does: $about', async ({ options, rows }) => {
  const stage = await setAnswerStage(options);
  for (const [asked, ask, code, message] of rows) {
    stage.pool.reset();
    const { status, body } = await ask(stage);
    const answer = { status, code: body.__type ?? '', message: body.message ?? '' };
    const text = message instanceof RegExp ? expect.stringMatching(message) : message;
    expect.soft(answer, asked).toEqual({ status: code ? 400 : 200, code, message: text });
  }
});

test.each(IDENTITY_ROWS)('answers as AWS does: %s', async (_, { identityPool = {}, userPool }, ask, code, message) => {
  const userPools = [{ users: USERS }, ...(userPool ? [userPool] : [])];
  const stage = await setIdentityStage({ identityPools: [identityPool], userPools });
  const { status, body } = await stage.call(...(await ask(stage, await signInAlice(stage))));
  // Ids are random.
  const text = body.message.replace(/(Access to Identity '|Identity pool - )us-east-1:[\da-f-]+/, '$1…');
  expect([status, body.__type, text]).toEqual([400, code, message]);
});

test('knows the source of every answer that it compares', () => {
  const sources = [...GROUPS.flatMap((group) => group.rows), ...IDENTITY_ROWS].map((row) => row.at(-1));
  expect(sources.length).toBeGreaterThanOrEqual(150);
  expect(sources.filter((source) => !source)).toEqual([]);
});
