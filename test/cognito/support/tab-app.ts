import { createCognitoSession, type SessionState } from '../../../src/cognito.js';
import { wrapFetch } from '../../../src/fetch.js';
import { createSigV4 } from '../../../src/index.js';

/** The settings of a tab, passed in the page's URL. */
export interface TabSettings {
  readonly userPool: string;
  readonly identityPool: string;
  readonly api: string;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly identityPoolId: string;
}

const settings: TabSettings = JSON.parse(new URL(location.href).searchParams.get('settings') ?? '{}');
let ahead = 0;
const session = createCognitoSession({
  userPoolId: settings.userPoolId,
  userPoolClientId: settings.clientId,
  identityPoolId: settings.identityPoolId,
  endpoints: { userPool: settings.userPool, identityPool: settings.identityPool },
  clock: { offset: 0, now: () => Date.now() + ahead },
});
const auth = createSigV4({
  credentials: session.credentials,
  region: 'us-east-1',
  service: 'execute-api',
  origins: new URL(settings.api).origin,
});
const call = wrapFetch(fetch, auth);

/** The outcome of a call: nothing, or the code of its error. */
const outcome = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'done';
  } catch (error) {
    const { code, name } = error as { code?: string; name: string };
    return code ?? name;
  }
};
/** How often each outcome occurred. */
const tally = async (calls: Promise<string>[]): Promise<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const result of await Promise.all(calls)) counts[result] = (counts[result] ?? 0) + 1;
  return counts;
};
const repeat = (times: number, work: () => Promise<unknown>) =>
  tally(Array.from({ length: times }, () => outcome(work())));

let waitBegun: Promise<number> = new Promise(() => {});
let held: Promise<string> = Promise.resolve('none');

const tab = {
  advance: (time: number): void => {
    ahead = time;
  },
  initialize: () => session.initialize(),
  signIn: (username: string) => outcome(session.signIn({ username, password: 'Correct-horse-1' })),
  signOut: () => outcome(session.signOut()),
  release: () => session.releaseSignInWait(),
  state: (): [SessionState, string | undefined] => [session.state, session.username],
  tokens: (times: number) => repeat(times, () => session.getTokens()),
  calls: (times: number) =>
    repeat(times, async () => {
      const { status } = await call(`${settings.api}/items`);
      if (status !== 200) throw Object.assign(new Error(), { code: String(status) });
    }),
  /** Begins a call that will wait for a sign-in, and resolves when it does. */
  hold: (): Promise<number> => {
    waitBegun = new Promise((resolve) => session.onWaitingForSignIn(resolve));
    held = outcome(session.getTokens());
    return waitBegun;
  },
  held: () => held,
};
export type Tab = typeof tab;
Object.assign(globalThis, { tab });
