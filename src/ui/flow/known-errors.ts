const partsOf = (error: unknown): { readonly code: string; readonly message: string } => {
  const { code, message } = Object(error) as { readonly code?: unknown; readonly message?: unknown };
  return { code: String(code), message: String(message) };
};

/** Whether another sign-in, or a sign-out, has cancelled this sign-in. */
export const isCancelled = (error: unknown): boolean => partsOf(error).code === 'sign-in-cancelled';

/** Whether Cognito refused the request for good. */
export const isNotAuthorized = (error: unknown): boolean => partsOf(error).code === 'NotAuthorizedException';

/** Whether a sign-up's session has expired, or was already used. */
export const isSpentSession = (error: unknown): boolean =>
  isNotAuthorized(error) && /\bsession\b/i.test(partsOf(error).message);

/** Whether an account is already confirmed. */
export const isConfirmedAlready = (error: unknown): boolean =>
  /\bstatus is CONFIRMED\b|\balready confirmed\b/i.test(partsOf(error).message);

/** Whether an error reveals that the account does not exist, or has no address that a code can be sent to. */
export const revealsExistence = (error: unknown): boolean => {
  const { code, message } = partsOf(error);
  return (
    code === 'UserNotFoundException' ||
    (code === 'InvalidParameterException' && /^Cannot reset password|\bno registered\/verified\b/i.test(message))
  );
};
