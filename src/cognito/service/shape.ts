import type { Rule } from './lost-answers.js';

/** Whether a value of a response is valid. */
export type Check = (value: unknown) => boolean;
/** The members of an object. A name that ends in `?` marks an optional member. */
export type Members = Readonly<Record<string, Check>>;
/** Whether a response is an operation's. `isShown`: whether something else shows that the service sent it. */
export type Result = (value: unknown, isShown: boolean) => boolean;

/** Whether a value is a finite number. */
export const number: Check = Number.isFinite;

/** Whether a value is true or false. */
export const boolean: Check = (value) => typeof value === 'boolean';

/** Creates the check for a string of a form. */
export const pattern =
  (form: RegExp): Check =>
  (value) =>
    typeof value === 'string' && form.test(value);

/** Whether a value is a string that is not empty. */
export const text = pattern(/./s);

/** Creates the check for an object with these members and possibly others. */
export const shape =
  (members: Members): Check =>
  (value) =>
    typeof value === 'object' &&
    !!value &&
    !Array.isArray(value) &&
    Object.entries(members).every(([key, check]) => {
      const name = key.replace('?', '');
      const member = (value as Readonly<Record<string, unknown>>)[name];
      return check(member) || (member === undefined && name !== key);
    });

/**
 * Creates the check for an object with only optional members. If it has only unknown ones, another server sent it,
 * unless `isShown`: the service may add members in the future.
 */
export const optional = (members: Members): Result => {
  const check = shape(members);
  return (value, isShown) => {
    const names = Object.keys(value as object);
    return check(value) && (isShown || !names.length || names.some((name) => `${name}?` in members));
  };
};

/** What is known about the operations of a service. */
export interface OperationTable {
  /**
   * The required members of an operation's response, and the types of the optional ones that this package uses. A
   * response that does not match came from something other than the service. The response of an operation that is not
   * listed is empty (DeleteUser, ForgetDevice) or `{}`.
   */
  readonly results: Readonly<Record<string, Result>>;
  /**
   * The operations whose retry may be rejected because the first attempt succeeded. All other operations can be
   * repeated: they read, start over, or set a value that is set already.
   */
  readonly rules: Readonly<Record<string, Rule>>;
  /** What to do next, by error code, if CognitoError does not say so. */
  readonly advice?: Readonly<Record<string, string>>;
}

/** The tokens of a sign-in or a renewal. */
export const TOKENS = shape({
  AccessToken: text,
  IdToken: text,
  'RefreshToken?': text,
  // cognito-local omits it.
  'ExpiresIn?': number,
  'NewDeviceMetadata?': shape({ DeviceKey: text, DeviceGroupKey: text }),
});
