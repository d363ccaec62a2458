import type { CognitoSession } from '../../cognito/session/types.js';
import { createSignInFlow } from '../flow/create-sign-in-flow.js';
import type { SignInFlowOptions } from '../flow/options.js';
import type { FlowWords, SignInFlow } from '../flow/types.js';
import { sameOption } from './options.js';

/** What a flow is to be made of, or the flow itself. */
export interface FlowWish {
  readonly session: CognitoSession | undefined;
  readonly flow: SignInFlow | undefined;
  readonly options: SignInFlowOptions;
}

const wordsOf = ({ options: { language, texts } }: FlowWish): FlowWords => ({
  ...(language && { language }),
  ...(texts && { texts }),
});

/** Whether the flow can stay: it can say the same in other words. */
const isSameFlow = (one: FlowWish, other: FlowWish): boolean => {
  const settings = ({ options }: FlowWish) => ({ ...options, language: undefined, texts: undefined });
  return one.flow === other.flow && one.session === other.session && sameOption(settings(one), settings(other));
};

/** Keeps the flow that an element shows: the app's own, or one that is made here, and made anew when what it is made of changes. */
export const createFlowSource = (changed: () => void) => {
  let wish: FlowWish | undefined;
  let flow: SignInFlow | undefined;
  let leave = (): void => {};

  /** Providers whose `getToken` is looked up when it is called, since frameworks write another at each rendering. */
  const liveProviders = ({ providers }: SignInFlowOptions): Pick<SignInFlowOptions, 'providers'> =>
    providers
      ? {
          providers: providers.map((provider, index) => {
            if (typeof provider === 'string' || !provider.getToken) return provider;
            const getToken = async (): Promise<string | undefined> => {
              const present = wish?.options.providers?.[index];
              return typeof present === 'object' ? present.getToken?.() : undefined;
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
    /** Makes another flow, where this wish is another one than before. */
    update: (next: FlowWish): void => {
      const before = wish;
      wish = next;
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
