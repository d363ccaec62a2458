import { operations as operationsPart } from '#parts/cognito';
import { type Identity, requireSameUser } from '../../core/identity.js';
import type { OptionNames } from '../../core/options.js';
import type { UserPoolOperations, UserPoolOperationsOptions } from '../user-pool/create-operations.js';

const OPERATIONS: OptionNames<UserPoolOperations> = {
  signUp: 0,
  confirmSignUp: 0,
  resendSignUpCode: 0,
  forgotPassword: 0,
  confirmForgotPassword: 0,
  changePassword: 0,
  deleteUser: 0,
  getAttributes: 0,
  updateAttributes: 0,
  deleteAttributes: 0,
  sendAttributeCode: 0,
  verifyAttribute: 0,
  rememberDevice: 0,
  doNotRememberDevice: 0,
  forgetDevice: 0,
  getDevice: 0,
  listDevices: 0,
  setUpTotp: 0,
  verifyTotp: 0,
  setMfaPreference: 0,
  getMfaPreference: 0,
  registerPasskey: 0,
  listPasskeys: 0,
  deletePasskey: 0,
};

/** Creates the operations of a session, whose code is loaded with the first that is called. */
export const createOperations = (
  options: UserPoolOperationsOptions,
  identity: Pick<Identity, 'currentEpoch'>,
): UserPoolOperations => {
  let operations: UserPoolOperations | undefined;
  const call =
    (name: keyof UserPoolOperations) =>
    async (...input: readonly object[]): Promise<unknown> => {
      const epoch = identity.currentEpoch();
      // An app may reuse its objects meanwhile.
      const kept = input.map((each) => ({ ...each }));
      const { createUserPoolOperations } = await operationsPart();
      requireSameUser(epoch);
      operations ??= createUserPoolOperations(options);
      return (operations[name] as (...input: readonly object[]) => Promise<unknown>)(...kept);
    };
  return Object.fromEntries(
    Object.keys(OPERATIONS).map((name) => [name, call(name as keyof UserPoolOperations)]),
  ) as unknown as UserPoolOperations;
};
