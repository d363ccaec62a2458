const partsOf = (error: unknown): { readonly code: string; readonly message: string } => {
  const { code, message } = Object(error) as { readonly code?: unknown; readonly message?: unknown };
  return { code: String(code), message: String(message) };
};

/** Whether another sign-in, or a sign-out, has ended this one. */
export const isCancelled = (error: unknown): boolean => partsOf(error).code === 'sign-in-cancelled';

/** Whether what was asked for was refused for good. */
export const isNotAuthorized = (error: unknown): boolean => partsOf(error).code === 'NotAuthorizedException';

/** Whether the session that a sign-up gave is too old, or was used. */
export const isSpentSession = (error: unknown): boolean =>
  isNotAuthorized(error) && /\bsession\b/i.test(partsOf(error).message);

/** Whether an account was confirmed before, here or elsewhere. */
export const isConfirmedAlready = (error: unknown): boolean =>
  /\bstatus is CONFIRMED\b|\balready confirmed\b/i.test(partsOf(error).message);

/** Whether an error says that there is no such account, or none that a code can be sent to. */
export const tellsWhoExists = (error: unknown): boolean => {
  const { code, message } = partsOf(error);
  return (
    code === 'UserNotFoundException' ||
    (code === 'InvalidParameterException' && /^Cannot reset password|\bno registered\/verified\b/i.test(message))
  );
};
