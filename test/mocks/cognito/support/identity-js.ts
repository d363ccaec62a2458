import {
  AuthenticationDetails,
  CognitoUser,
  CognitoUserPool,
  type CognitoUserSession,
  type IAuthenticationCallback,
} from 'amazon-cognito-identity-js';
import type { PoolStage } from './pool-stage.js';

/** One browser's storage, in the library's form. */
export const createMemory = () => {
  const entries = new Map<string, string>();
  return {
    entries,
    getItem: (name: string) => entries.get(name) ?? null,
    setItem: (name: string, value: string) => void entries.set(name, value),
    removeItem: (name: string) => void entries.delete(name),
    clear: () => entries.clear(),
  };
};

/** The official library in one browser. */
export const createBrowser = ({ pool, endpoint }: PoolStage) => {
  const Storage = createMemory();
  const userPool = new CognitoUserPool({ UserPoolId: pool.id, ClientId: pool.clientId, endpoint, Storage });
  return {
    storage: Storage,
    userPool,
    user: (Username: string) => new CognitoUser({ Username, Pool: userPool, Storage }),
  };
};

/** The result of a library call, or its challenge. */
export type Outcome =
  | { readonly step: 'done'; readonly session: CognitoUserSession; readonly confirmDevice?: boolean }
  | { readonly step: string; readonly parameters: unknown };

/** Converts the library's callbacks to a promise. */
export const outcome = (start: (callbacks: IAuthenticationCallback) => void): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const asks = (step: string) => (name: unknown, parameters?: unknown) =>
      resolve({ step, parameters: parameters ?? name });
    start({
      onSuccess: (session, confirmDevice) =>
        resolve({ step: 'done', session, ...(confirmDevice === undefined ? {} : { confirmDevice }) }),
      onFailure: reject,
      mfaRequired: asks('smsMfa'),
      totpRequired: asks('totpMfa'),
      mfaSetup: asks('mfaSetup'),
      selectMFAType: asks('selectMfaType'),
      customChallenge: asks('customChallenge'),
      newPasswordRequired: (userAttributes, requiredAttributes) =>
        resolve({ step: 'newPassword', parameters: { userAttributes, requiredAttributes } }),
    });
  });

/** Signs in by SRP. */
export const signIn = (user: CognitoUser, Password: string): Promise<Outcome> =>
  outcome((callbacks) =>
    user.authenticateUser(new AuthenticationDetails({ Username: user.getUsername(), Password }), callbacks),
  );

/** A method with a Node-style callback, as a promise. */
export const call = <Result>(
  start: (callback: (error: Error | undefined | null, result?: Result) => void) => void,
): Promise<Result> =>
  new Promise((resolve, reject) => {
    start((error, result) => (error ? reject(error) : resolve(result as Result)));
  });

/** A method with `onSuccess` and `onFailure`, as a promise. */
export const callbacks = <Result>(
  start: (callbacks: { onSuccess: (result: Result) => void; onFailure: (error: Error) => void }) => void,
): Promise<Result> => new Promise((onSuccess, onFailure) => start({ onSuccess, onFailure }));
