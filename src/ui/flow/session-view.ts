import type { SessionInternals } from '../../cognito/session/internals.js';
import type { CognitoSession } from '../../cognito/session/types.js';
import { claimsOf } from '../../token/jwt.js';
import type { UsernameKind } from './options.js';
import { type Outcome, type Place, signInPlace } from './place.js';

/** What the user whom the session knows signs in with, where that is an address: the user name is then one that nobody typed. */
const addressOf = ({ store }: SessionInternals, kind: UsernameKind): string | undefined => {
  const { login } = store.record;
  const address = kind !== 'username' && login?.kind === 'userPool' ? claimsOf(login.idToken)[kind] : undefined;
  return typeof address === 'string' ? address : undefined;
};

/** Where a flow has to be because of who is signed in now; nothing where it may stay. */
export const placeBySession = (
  session: Pick<CognitoSession, 'state' | 'username'>,
  internals: SessionInternals,
  kind: UsernameKind,
  { name, username, address: shown }: Place,
): Outcome | undefined => {
  const address = addressOf(internals, kind);
  if (session.state === 'signedIn') {
    const isThere = name === 'signedIn' && username === session.username && shown === address;
    return isThere ? undefined : { place: { name: 'signedIn', username: session.username, address } };
  }
  if (name !== 'signedIn' && name !== 'loading') return undefined;
  return session.state.endsWith('Invalid')
    ? { place: signInPlace(address ?? session.username), notice: 'notice.sessionEnded' }
    : { place: signInPlace() };
};
