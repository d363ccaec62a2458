import type { SessionInternals } from '../../cognito/session/internals.js';
import type { CognitoSession } from '../../cognito/session/types.js';
import { claimsOf } from '../../token/jwt.js';
import type { UsernameKind } from './options.js';
import { type FlowOutcome, type Place, signInPlace } from './place.js';

/** Returns the address that the session's user signs in with, in pools where users do not type the user name itself. */
const addressOf = ({ store }: SessionInternals, kind: UsernameKind): string | undefined => {
  const { login } = store.record;
  const address = kind !== 'username' && login?.kind === 'userPool' ? claimsOf(login.idToken)[kind] : undefined;
  return typeof address === 'string' ? address : undefined;
};

/** Returns the place that the session's state requires. Undefined if the flow may stay where it is. */
export const placeBySession = (
  session: Pick<CognitoSession, 'state' | 'username'>,
  internals: SessionInternals,
  kind: UsernameKind,
  { name, username, address: current }: Place,
): FlowOutcome | undefined => {
  const address = addressOf(internals, kind);
  if (session.state === 'signedIn') {
    const isThere = name === 'signedIn' && username === session.username && current === address;
    return isThere ? undefined : { place: { name: 'signedIn', username: session.username, address } };
  }
  if (name !== 'signedIn' && name !== 'loading') return undefined;
  return session.state.endsWith('Invalid')
    ? { place: signInPlace(address ?? session.username), notice: 'notice.sessionEnded' }
    : { place: signInPlace() };
};
