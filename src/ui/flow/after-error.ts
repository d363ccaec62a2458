import type { Codes } from './codes.js';
import { explainError } from './errors.js';
import { START_AGAIN } from './explanation.js';
import { isCancelled, isNotAuthorized } from './known-errors.js';
import type { UsernameKind } from './options.js';
import { type FlowOutcome, type Place, signInPlace } from './place.js';
import type { FormValues } from './values.js';

/** What {@link createAfterError} needs. */
export interface AfterErrorOptions {
  readonly codes: Pick<Codes, 'sendSignUpCode'>;
  readonly usernameKind: () => UsernameKind;
  /** The names of the fields that are shown. */
  readonly visibleFields: () => readonly string[];
}

/**
 * Determines what follows an error: another step, or the same place with the error. Never rejects.
 *
 * @param values What was submitted. It may hold the user name.
 * @param step The step that failed. Default: the place's.
 */
export type AfterError = (error: unknown, place: Place, values?: FormValues, step?: string) => Promise<FlowOutcome>;

/** These two steps begin a new sign-in, as the first form does, so a refusal ends no sign-in. */
const stepOf = ({ name }: Place): string => (/^(password|selectChallenge)$/.test(name) ? 'signIn' : name);

/** Creates an {@link AfterError}. */
export const createAfterError =
  ({ codes, visibleFields, ...options }: AfterErrorOptions): AfterError =>
  async (error, place, { username = place.username, password } = {}, step = stepOf(place)) => {
    const usernameKind = options.usernameKind();
    const explanation =
      step !== 'provider' && isCancelled(error)
        ? START_AGAIN
        : await explainError(error, { step, usernameKind, fields: visibleFields() });
    const { key } = explanation;
    // A wrong code has its own error. This error has used up the session, so Cognito would refuse the next answer.
    const isOver = place.asked !== undefined && step === place.name && isNotAuthorized(error);
    const name = explanation.next ?? (isOver ? 'signIn' : undefined);
    const message = key.startsWith('notice.') ? { notice: key } : { failure: { explanation, cause: error } };
    if (!name) return { place, ...message };
    // The password signs the user in once the account is confirmed.
    const next: Place = { name, username, ...(name === 'confirmSignUp' && { password }) };
    if (key !== 'notice.notConfirmed') return { place: next, ...message };
    try {
      return { place: await codes.sendSignUpCode(next), ...message };
    } catch (cause) {
      const sending = await explainError(cause, { step: next.name, usernameKind, fields: [] });
      // The account has since been confirmed.
      if (sending.next) return { place: signInPlace(username), notice: sending.key };
      return { place: next, ...message, failure: { explanation: sending, cause } };
    }
  };
