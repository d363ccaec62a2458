import { expect, test } from 'vitest';
import { addresses } from './aws-answers/addresses.js';
import { challenges } from './aws-answers/challenges.js';
import { signingUp } from './aws-answers/sign-up.js';
import { members } from './aws-answers/members.js';
import { signingIn } from './aws-answers/sign-in.js';
import { signedIn } from './aws-answers/signed-in.js';
import { setAnswerStage } from './aws-answers/stage.js';

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

test('knows the source of every answer that it compares', () => {
  const rows = GROUPS.flatMap((group) => group.rows);
  expect(rows.length).toBeGreaterThanOrEqual(100);
  expect(rows.filter(([, , , , source]) => !source)).toEqual([]);
});
