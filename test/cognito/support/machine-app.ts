import { pathToFileURL } from 'node:url';
import { type CognitoSession, createCognitoSession, type SessionStorage } from '../../../src/cognito.js';

/** The settings of a machine. */
export interface MachineSettings {
  /** The module of the recipe's storage. */
  readonly storage: string;
  readonly userPool: string;
  readonly userPoolId: string;
  readonly clientId: string;
}

/** Where a renewal can be held: before the call to Cognito, after the response, or before it is stored. */
export type Place = 'asking' | 'answered' | 'writing';

const settings: MachineSettings = JSON.parse(process.argv[2]!);
const { redisStorage }: { redisStorage(): SessionStorage } = await import(pathToFileURL(settings.storage).href);
const problems: string[] = [];
let ahead = 0;
const held: (() => void)[] = [];

/** Notifies the test and waits for it. */
const hold = (): Promise<void> =>
  new Promise((resolve) => {
    held.push(resolve);
    process.send!({ held: true });
  });

/** Runs work in a session, as a server does for a request. */
const inSession = async <T>(name: string, work: (session: CognitoSession) => Promise<T>, place?: Place): Promise<T> => {
  const storage = redisStorage();
  const session = createCognitoSession({
    name,
    userPoolId: settings.userPoolId,
    userPoolClientId: settings.clientId,
    authFlow: 'USER_PASSWORD_AUTH',
    endpoints: { userPool: settings.userPool },
    waitForSignIn: false,
    clock: { offset: 0, now: () => Date.now() + ahead },
    storage: {
      ...storage,
      compareAndSet: async (...change) => {
        if (place === 'writing') await hold();
        return storage.compareAndSet!(...change);
      },
    },
    fetch: async (...call) => {
      if (place === 'asking') await hold();
      const answer = await fetch(...call);
      if (place === 'answered') await hold();
      return answer;
    },
    onStorageError: (error) => problems.push(String(error)),
  });
  try {
    return await work(session);
  } finally {
    session.close();
  }
};

/** Identifies a token by the end of its signature. */
const tokenOf = async (session: CognitoSession): Promise<string> => (await session.getTokens()).accessToken.slice(-16);
const failure = (error: unknown): string => String((error as { code?: string }).code ?? error);

const machine = {
  advance: async (time: number): Promise<void> => {
    ahead = time;
  },
  signIn: (name: string, username: string, password: string): Promise<string> =>
    inSession(name, async (session) => (await session.signIn({ username, password })).step),
  /** Gets tokens for all sessions at once. Returns the error's code for each that fails. */
  tokens: (names: readonly string[]): Promise<string[]> =>
    Promise.all(names.map((name) => inSession(name, tokenOf).catch(failure))),
  /** Gets tokens for one session, held at a point until `goOn`. */
  heldTokens: (name: string, place: Place): Promise<string> => inSession(name, tokenOf, place).catch(failure),
  goOn: async (): Promise<void> => {
    for (const resolve of held) resolve();
  },
  problems: async (): Promise<readonly string[]> => problems,
};
export type Machine = typeof machine;

process.on('message', async ({ id, method, input }: { id: number; method: keyof Machine; input: never[] }) => {
  const result = await (machine[method] as (...given: never[]) => Promise<unknown>)(...input).catch(failure);
  process.send!({ id, result });
});
process.on('disconnect', () => process.exit());
