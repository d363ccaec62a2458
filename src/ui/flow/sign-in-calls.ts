import type {
  ConfirmSignInInput,
  FirstFactor,
  SignInInput,
  SignInStep,
} from '../../cognito/user-pool/sign-in/types.js';
import type { TransitionOptions, Turn } from './transition-types.js';
import { firstFactors, isPassword, type FlowOutcome, type Place } from './place.js';

/** The session's calls of a sign-in. They reject with what the session throws. */
export interface SignInCalls {
  /** Begins a sign-in. */
  signIn(input: SignInInput, turn: Turn): Promise<FlowOutcome>;
  /** Begins a sign-in with a first factor. */
  signInBy(turn: Turn, username: string, factor: FirstFactor, password?: string): Promise<FlowOutcome>;
  /** Answers the session's current step. */
  answer(place: Place, input: ConfirmSignInInput, turn: Turn): Promise<FlowOutcome>;
}

/** Creates the {@link SignInCalls} of a session. */
export const createSignInCalls = ({
  session,
  internals,
  metadata,
}: Pick<TransitionOptions, 'session' | 'internals' | 'metadata'>): SignInCalls => {
  const follow = async (asked: SignInStep, { username, remember }: Place): Promise<FlowOutcome> => {
    if (asked.step === 'done') {
      const failed = remember && (await session.rememberDevice().catch(() => true));
      return {
        place: { name: 'signedIn', username: asked.username },
        notice: failed ? 'notice.deviceNotRemembered' : undefined,
      };
    }
    const delivery = 'delivery' in asked ? asked.delivery : undefined;
    const place: Place = { name: asked.step, username, asked, remember, delivery };
    if (asked.step !== 'selectChallenge') return { place };
    const [only, ...others] = firstFactors(asked.options);
    // A password as the only option needs no choice.
    return { place: others.length === 0 && isPassword(only) ? { name: 'password', username, factor: only } : place };
  };

  const signIn: SignInCalls['signIn'] = async (input, { begun, signal }) =>
    follow(await internals.signIn({ ...input, ...metadata }, await begun, signal), {
      name: 'signIn',
      username: input.username,
    });

  return {
    signIn,
    // Always a new sign-in, because a wrong password or a declined passkey uses up the session that offers the choice.
    signInBy: (turn, username, preferredChallenge, password) =>
      signIn({ username, password, authFlow: 'USER_AUTH', preferredChallenge }, turn),
    answer: async (place, input, { signal }) =>
      follow(await internals.confirmSignIn({ ...input, ...metadata }, place.asked, signal), place),
  };
};
