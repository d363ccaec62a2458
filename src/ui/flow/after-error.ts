import type { Codes } from './codes.js';
import { explainError } from './errors.js';
import { START_AGAIN } from './explanation.js';
import { isCancelled, isNotAuthorized } from './known-errors.js';
import type { UsernameKind } from './options.js';
import { type Outcome, type Place, signInPlace } from './place.js';
import type { FormValues } from './values.js';

/** What errors are explained by. */
export interface AfterErrorOptions {
  readonly codes: Pick<Codes, 'sendSignUpCode'>;
  readonly usernameKind: () => UsernameKind;
  /** The names of the fields that the user sees now. */
  readonly shownFields: () => readonly string[];
}

/**
 * Tells what comes of an error: another step, or the same place with the error. Never rejects.
 *
 * @param values What was submitted, which may say who it is about.
 * @param step What failed. Default: the step of that place.
 */
export type AfterError = (error: unknown, place: Place, values?: FormValues, step?: string) => Promise<Outcome>;

/** Both begin a sign-in anew, as the first form does: so what refuses them ends nothing. */
const stepOf = ({ name }: Place): string => (/^(password|selectChallenge)$/.test(name) ? 'signIn' : name);

/** Makes an {@link AfterError}. */
export const createAfterError =
  ({ codes, shownFields, ...options }: AfterErrorOptions): AfterError =>
  async (error, place, { username = place.username, password } = {}, step = stepOf(place)) => {
    const usernameKind = options.usernameKind();
    const explanation =
      step !== 'provider' && isCancelled(error)
        ? START_AGAIN
        : await explainError(error, { step, usernameKind, fields: shownFields() });
    const { key } = explanation;
    // A wrong code has an error of its own. This one has spent the session: what is answered next would be refused for that.
    const isOver = place.asked !== undefined && step === place.name && isNotAuthorized(error);
    const name = explanation.next ?? (isOver ? 'signIn' : undefined);
    const told = key.startsWith('notice.') ? { notice: key } : { failure: { explanation, cause: error } };
    if (!name) return { place, ...told };
    // With the password, to go on by itself once the account is confirmed.
    const next: Place = { name, username, ...(name === 'confirmSignUp' && { password }) };
    if (key !== 'notice.notConfirmed') return { place: next, ...told };
    try {
      return { place: await codes.sendSignUpCode(next), ...told };
    } catch (cause) {
      const sending = await explainError(cause, { step: next.name, usernameKind, fields: [] });
      // The account has been confirmed meanwhile.
      if (sending.next) return { place: signInPlace(username), notice: sending.key };
      return { place: next, ...told, failure: { explanation: sending, cause } };
    }
  };
