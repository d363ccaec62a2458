import { operations as operationsPart } from '#parts/cognito';
import { type Identity, requireSameUser } from '../../core/identity.js';
import { type Abortable, untilAborted } from '../../core/abortable.js';
import type { UserPoolOperations, UserPoolOperationsOptions } from '../user-pool/create-operations.js';

/** The operations, and whether each acts for the user who is signed in. */
const OPERATIONS: Readonly<Record<keyof UserPoolOperations, boolean>> = {
  signUp: false,
  confirmSignUp: false,
  resendSignUpCode: false,
  forgotPassword: false,
  confirmForgotPassword: false,
  changePassword: true,
  deleteUser: true,
  getAttributes: true,
  updateAttributes: true,
  deleteAttributes: true,
  sendAttributeCode: true,
  verifyAttribute: true,
  rememberDevice: true,
  doNotRememberDevice: true,
  forgetDevice: true,
  getDevice: true,
  listDevices: true,
  setUpTotp: true,
  verifyTotp: true,
  setMfaPreference: true,
  getMfaPreference: true,
  registerPasskey: true,
  listPasskeys: true,
  deletePasskey: true,
};

/** Creates the operations of a session, whose code is loaded with the first that is called. */
export const createOperations = (
  options: UserPoolOperationsOptions,
  identity: Pick<Identity, 'currentEpoch'>,
): UserPoolOperations => {
  let operations: UserPoolOperations | undefined;
  const call =
    (name: keyof UserPoolOperations, isOfUser: boolean) =>
    async (...input: readonly object[]): Promise<unknown> => {
      const epoch = identity.currentEpoch();
      // An app may reuse its objects meanwhile.
      const kept = input.map((each) => ({ ...each }));
      const { signal } = Object.assign({}, ...kept) as Abortable;
      const { createUserPoolOperations } = await untilAborted(Promise.resolve(operationsPart()), signal);
      if (isOfUser) requireSameUser(epoch);
      operations ??= createUserPoolOperations(options);
      return (operations[name] as (...input: readonly object[]) => Promise<unknown>)(...kept);
    };
  return Object.fromEntries(
    Object.entries(OPERATIONS).map(([name, isOfUser]) => [name, call(name as keyof UserPoolOperations, isOfUser)]),
  ) as unknown as UserPoolOperations;
};
