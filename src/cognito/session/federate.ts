import { randomId } from '../../core/random.js';
import { DEVELOPER } from '../identity-pool/developer.js';
import { loginKeyOf } from '../identity-pool/federation.js';
import type { SessionSignIn, SessionSignInOptions } from './sign-in.js';
import type { FederatedSignInOptions } from './types.js';

/** The parts of a session that sign a user in with another provider's token. */
export interface FederationContext
  extends Pick<SessionSignInOptions, 'store' | 'credentials' | 'providerRenewals'>,
    Pick<SessionSignIn, 'logIn' | 'requireNoUser'> {}

/** {@link SessionSignIn.federate}. */
export const federate = async (
  { store, credentials, providerRenewals, logIn, requireNoUser }: FederationContext,
  provider: string,
  token: string,
  options: FederatedSignInOptions,
  startGeneration: number,
): Promise<void> => {
  const { identityId, customRoleArn, providerRefreshToken, renewProviderToken } = options;
  await requireNoUser(true);
  const key = loginKeyOf(provider);
  if (typeof token !== 'string' || !token) throw new TypeError("federatedSignIn: pass the provider's token, a string.");
  if (key === DEVELOPER && !identityId) {
    throw new TypeError("federatedSignIn: a developer's token needs { identityId }.");
  }
  const login = await credentials.establish({
    kind: 'federated',
    id: randomId(),
    provider: key,
    token,
    identityId,
    customRoleArn,
    providerRefreshToken,
  });
  try {
    await logIn(login, identityId === undefined, startGeneration);
  } catch (error) {
    credentials.forgetUsers(store.record.login?.id);
    throw error;
  }
  providerRenewals.use(renewProviderToken);
};
