import { createSigV4 } from 'sigv4-interceptor';
import {
  type CognitoSession,
  type CognitoSessionOptions,
  createCognitoSession,
  memoryStorage,
} from 'sigv4-interceptor/cognito';
import { wrapFetch } from 'sigv4-interceptor/fetch';
import { createAwsMock, type IdentityPoolOptions, type UserPoolOptions } from 'sigv4-interceptor/mocks';
import { onTestFinished } from 'vitest';
import { createSignInFlow, type SignInFlow, type SignInFlowOptions } from '../../../../src/ui/flow.js';

export const password = 'Correct-horse-1';
export const attributes = { email: 'alice@example.com', phone_number: '+353861234567' };
export const alice = { username: 'alice', password, attributes };

/** A storage like `sessionStorage` that tests can inspect. */
export const pageStorage = () => {
  const entries = new Map<string, string>();
  return {
    entries,
    getItem: (key: string) => entries.get(key) ?? null,
    setItem: (key: string, value: string) => void entries.set(key, value),
    removeItem: (key: string) => void entries.delete(key),
  };
};

/** A fetch to the mock that can lose or hold back calls to Cognito. */
const createWay = (answer: (request: Request) => Promise<Response | undefined>) => {
  const sent: string[] = [];
  const refused = new Map<string, readonly [code: string, message: string]>();
  let lost: RegExp | undefined;
  let held: { readonly operation: string; readonly arrive: () => void; readonly released: Promise<void> } | undefined;
  const way: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const operation = request.headers.get('x-amz-target')?.split('.')[1] ?? '';
    if (lost?.test(operation)) throw new TypeError('fetch failed');
    sent.push(operation);
    const refusal = refused.get(operation);
    if (refusal && refused.delete(operation)) {
      const [__type, message] = refusal;
      return Response.json({ __type, message }, { status: 400 });
    }
    if (held?.operation === operation) {
      const { arrive, released } = held;
      held = undefined;
      arrive();
      await new Promise<void>((resolve, reject) => {
        void released.then(resolve);
        request.signal.addEventListener('abort', () => reject(request.signal.reason));
      });
    }
    const response = await answer(request);
    if (!response) throw new TypeError(`Nobody answers ${request.url}.`);
    return response;
  };
  return {
    fetch: way,
    /** How often an operation was sent. */
    count: (operation: string): number => sent.filter((one) => one === operation).length,
    /** Loses all calls of matching operations. Undefined: none. */
    lose: (operations: RegExp | undefined): void => {
      lost = operations;
    },
    /** Refuses the next call of an operation with an error that the mock does not produce itself. */
    refuse: (operation: string, code: string, message: string): void => {
      refused.set(operation, [code, message]);
    },
    /** Holds back the next call of an operation. */
    hold: (operation: string) => {
      let release = (): void => {};
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      const arrived = new Promise<void>((resolve) => {
        held = { operation, arrive: resolve, released };
      });
      return { arrived, release };
    },
  };
};

export interface StageOptions {
  readonly pool?: UserPoolOptions;
  readonly identityPool?: IdentityPoolOptions;
  readonly session?: Partial<CognitoSessionOptions> & { readonly authFlow?: string };
  readonly flow?: SignInFlowOptions;
}

/** An app's session with the mock's pools, and a flow. */
export const start = async ({ pool, identityPool, session: own, flow: flowOptions }: StageOptions = {}) => {
  let ahead = 0;
  const now = (): number => Date.now() + ahead;
  const mock = createAwsMock({
    now,
    userPools: [{ users: [alice], ...pool }],
    identityPools: [{ guests: true, ...identityPool }],
  });
  const way = createWay((request) => mock.answer(request));
  const { id: userPoolId, clientId: userPoolClientId } = mock.userPool();
  const kept = memoryStorage();
  const page = pageStorage();

  const newSession = (): CognitoSession => {
    const session = createCognitoSession({
      userPoolId,
      userPoolClientId,
      identityPoolId: mock.identityPool().id,
      authFlow: 'USER_PASSWORD_AUTH',
      storage: kept,
      fetch: way.fetch,
      clock: { now, offset: 0 },
      retry: { retries: 0 },
      ...own,
    } as CognitoSessionOptions);
    onTestFinished(() => session.close());
    return session;
  };
  const session = newSession();

  const newFlow = async (options: SignInFlowOptions = {}, of = session): Promise<SignInFlow> => {
    const flow = createSignInFlow(of, { storage: page, language: 'en', ...flowOptions, ...options });
    onTestFinished(flow.close);
    await arrival(flow);
    return flow;
  };
  const flow = await newFlow();

  return {
    mock,
    pool: mock.userPool(),
    way,
    page,
    session,
    newSession,
    flow,
    newFlow,
    /** Moves the clock forward. */
    later: (milliseconds: number): void => {
      ahead += milliseconds;
    },
    /** The last code sent to a user. */
    code: (username = 'alice'): string => mock.lastCode(username)!,
    /** The user that the API recognises in a signed call. */
    caller: async (): Promise<string> => {
      const auth = createSigV4({ credentials: session.credentials, region: 'us-east-1', service: 'execute-api' });
      const response = await wrapFetch(way.fetch, auth)(`${mock.baseUrl}/echo`);
      return ((await response.json()) as { user: string }).user;
    },
  };
};

export type Stage = Awaited<ReturnType<typeof start>>;

/** Resolves when a flow has left `loading`. */
export const arrival = (flow: SignInFlow): Promise<void> =>
  new Promise((resolve) => {
    const stop = flow.subscribe(() => {
      if (flow.step.name === 'loading') return;
      stop();
      resolve();
    });
  });

/** The parts of a step that make up its form. */
export const formOf = ({ step }: SignInFlow): readonly string[] =>
  step.fields.map(
    ({ name, type, autocomplete, required, readOnly, inputMode }) =>
      `${name} ${type} ${autocomplete.replaceAll(' ', '+')}${inputMode ? ` ${inputMode}` : ''}${required ? ' required' : ''}${readOnly ? ' readonly' : ''}`,
  );
