import type {
  ConfirmSignInInput,
  FirstFactor,
  SignInInput,
  SignInStep,
} from '../../cognito/user-pool/sign-in/types.js';
import type { JourneyOptions, Turn } from './journey-types.js';
import { firstFactors, isPassword, type Outcome, type Place } from './place.js';

/** The session's side of a sign-in. All reject with what the session throws. */
export interface Entering {
  /** Begins a sign-in. */
  enter(input: SignInInput, turn: Turn): Promise<Outcome>;
  /** Begins one by a first factor. */
  enterBy(turn: Turn, username: string, factor: FirstFactor, password?: string): Promise<Outcome>;
  /** Answers what the session asks. */
  answer(place: Place, input: ConfirmSignInInput, turn: Turn): Promise<Outcome>;
}

/** Makes the {@link Entering} of a session. */
export const createEntering = ({
  session,
  internals,
  metadata,
}: Pick<JourneyOptions, 'session' | 'internals' | 'metadata'>): Entering => {
  const follow = async (asked: SignInStep, { username, remember }: Place): Promise<Outcome> => {
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
    // A choice of one is none.
    return { place: others.length === 0 && isPassword(only) ? { name: 'password', username, factor: only } : place };
  };

  const enter: Entering['enter'] = async (input, { begun, signal }) =>
    follow(await internals.signIn({ ...input, ...metadata }, await begun, signal), {
      name: 'signIn',
      username: input.username,
    });

  return {
    enter,
    // From the beginning, also where the session offers the choice: a wrong password and a declined passkey spend that.
    enterBy: (turn, username, preferredChallenge, password) =>
      enter({ username, password, authFlow: 'USER_AUTH', preferredChallenge }, turn),
    answer: async (place, input, { signal }) =>
      follow(await internals.confirmSignIn({ ...input, ...metadata }, place.asked, signal), place),
  };
};
