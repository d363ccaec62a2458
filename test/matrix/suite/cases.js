import { answerCases } from './cases/answers.js';
import { callCases } from './cases/calls.js';
import { signInCases } from './cases/sign-in.js';
import { signingCases } from './cases/signing.js';

/** Every case of a place, by name: those of each client, and those without one. */
export const casesFor = (clientNames) => [
  ...clientNames.flatMap((client) =>
    [...callCases, ...answerCases].map(({ name, run }) => ({ name: `${client}: ${name}`, client, run })),
  ),
  ...[...signingCases, ...signInCases].map(({ name, run }) => ({ name, client: 'fetch', run })),
];
