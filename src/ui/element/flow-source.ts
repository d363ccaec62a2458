import type { CognitoSession } from '../../cognito/session/types.js';
import { createSignInFlow } from '../flow/create-sign-in-flow.js';
import type { SignInFlowOptions } from '../flow/options.js';
import type { FlowWords, SignInFlow } from '../flow/types.js';
import { sameOption } from './options.js';

/** What an element creates its flow from, or the app's own flow. */
export interface FlowInput {
  readonly session: CognitoSession | undefined;
  readonly flow: SignInFlow | undefined;
  readonly options: SignInFlowOptions;
}

const wordsOf = ({ options: { language, texts } }: FlowInput): FlowWords => ({
  ...(language && { language }),
  ...(texts && { texts }),
});

/** Whether the flow can stay. A change of the language or the texts needs no new flow. */
const isSameFlow = (one: FlowInput, other: FlowInput): boolean => {
  const settings = ({ options }: FlowInput) => ({ ...options, language: undefined, texts: undefined });
  return one.flow === other.flow && one.session === other.session && sameOption(settings(one), settings(other));
};

/** Holds the flow that an element shows: the app's own, or one created here and replaced when its options change. */
export const createFlowSource = (changed: () => void) => {
  let input: FlowInput | undefined;
  let flow: SignInFlow | undefined;
  let leave = (): void => {};

  /** Providers that look up `getToken` when it is called, because frameworks pass a new function on each render. */
  const liveProviders = ({ providers }: SignInFlowOptions): Pick<SignInFlowOptions, 'providers'> =>
    providers
      ? {
          providers: providers.map((provider, index) => {
            if (typeof provider === 'string' || !provider.getToken) return provider;
            const getToken = async (): Promise<string | undefined> => {
              const current = input?.options.providers?.[index];
              return typeof current === 'object' ? current.getToken?.() : undefined;
            };
            return { ...provider, getToken };
          }),
        }
      : {};

  const end = (): void => {
    leave();
    leave = () => {};
    flow = undefined;
  };

  return {
    get flow(): SignInFlow | undefined {
      return flow;
    },
    /** Creates another flow if its input has changed. */
    update: (next: FlowInput): void => {
      const before = input;
      input = next;
      if (flow && before && isSameFlow(before, next)) {
        if (!next.flow && !sameOption(wordsOf(before), wordsOf(next))) void flow.speak(wordsOf(next));
        return;
      }
      end();
      const { session, options } = next;
      const own =
        !next.flow && session ? createSignInFlow(session, { ...options, ...liveProviders(options) }) : undefined;
      flow = next.flow ?? own;
      const unsubscribe = flow?.subscribe(changed);
      leave = () => {
        unsubscribe?.();
        own?.close();
      };
    },
    end,
  };
};
