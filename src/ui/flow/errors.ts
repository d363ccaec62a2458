import type { AuthErrorCode, ServiceErrorCode, SignedCallErrorCode } from '../../core/errors.js';
import type { Words } from '../texts/texts.js';
import {
  after,
  apply,
  CONFIGURATION,
  type ErrorContext,
  type Explanation,
  type ErrorDetails,
  type Finding,
  type Rule,
  SESSION_ENDED,
  START_AGAIN,
} from './explanation.js';
import type { RestingStep } from './step-names.js';
import type { FlowError } from './types.js';
import { within } from './within.js';

export type { ErrorContext, Explanation } from './explanation.js';

const UNAVAILABLE = after('error.unavailable', 10);
const CANCELLED: Finding = { key: 'error.providerCancelled' };
const UNEXPECTED: Finding = { key: 'error.unexpected' };

/** Steps at which no sign-in is in progress. */
const AT_REST: Readonly<Record<RestingStep, 0>> = {
  signIn: 0,
  signUp: 0,
  confirmSignUp: 0,
  forgotPassword: 0,
  confirmForgotPassword: 0,
  provider: 0,
  signedIn: 0,
};

const isAtRest = (step: string): boolean => step in AT_REST;

/** Codes that are shown as an unexpected error: those of signed calls, and one that only servers throw. */
type UnexpectedCode = ServiceErrorCode | Exclude<SignedCallErrorCode, 'part-not-loaded'> | 'session-not-stored';

/** What this package's own errors mean. A new code is a row here, or a member of {@link UnexpectedCode}. */
const PACKAGE_ERRORS: Readonly<Record<Exclude<AuthErrorCode, UnexpectedCode>, Rule>> = {
  network: { key: 'error.network' },
  // Firefox does not ask for a file again that it did not get.
  'part-not-loaded': { key: 'error.reload' },
  // Without an operation, the user pool asked for something that the session does not know.
  'unexpected-answer': ({ operation }) => (operation ? UNAVAILABLE : { key: 'error.notAllowed', next: 'signIn' }),
  'outcome-unknown': ({ operation, step }) => {
    if (!operation) return CANCELLED;
    if (/^(ResendConfirmationCode|ForgotPassword)$/.test(operation)) return { key: 'error.codeMaybeSent' };
    if (/WebAuthn/.test(operation)) return UNEXPECTED;
    // The step's session accepts one answer, so it is used up.
    return isAtRest(step) ? { key: 'error.outcomeUnknown' } : START_AGAIN;
  },
  'sign-in-cancelled': CANCELLED,
  'sign-in-timeout': CANCELLED,
  'foreign-answer': CANCELLED,
  'popup-blocked': { key: 'error.popupBlocked' },
  'provider-refused': { key: 'error.providerRefused' },
  'invalid-state': ({ step }) => {
    if (step === 'signedIn') return { key: 'error.passkeyUnavailable' };
    return isAtRest(step) ? UNEXPECTED : START_AGAIN;
  },
  'not-signed-in': SESSION_ENDED,
  'session-not-removed': { key: 'error.notSignedOut' },
  configuration: CONFIGURATION,
  'user-pool-not-configured': CONFIGURATION,
  'identity-pool-not-configured': CONFIGURATION,
};

const PASSKEY_CANCELLED: Rule = ({ step }) => ({
  key: step === 'signedIn' ? 'error.passkeyNotAdded' : 'error.passkeyCancelled',
});

/** What browsers throw for a passkey, by the error's name. */
const PASSKEY_ERRORS: Readonly<Record<string, Rule>> = {
  AbortError: PASSKEY_CANCELLED,
  NotAllowedError: PASSKEY_CANCELLED,
  InvalidStateError: { key: 'error.passkeyExists' },
  ConstraintError: { key: 'error.passkeyUnsupported' },
  NotSupportedError: { key: 'error.passkeyUnsupported' },
  SecurityError: { key: 'error.passkeyUnavailable' },
};

const lookUp = (table: Readonly<Record<string, Rule>>, name: string): Rule | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

const textOf = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 1000) : '');

type Thrown = Readonly<Record<string, unknown>>;

/** Whether the session of a step is used up, judging by how Cognito refused the repeated answer. */
const isSpent = (refusal: unknown): boolean =>
  (Object(refusal) as Thrown).code === 'NotAuthorizedException' || !refusal;

/** How long an error waits for its explanation to load, in milliseconds. */
const LOAD_TIMEOUT = 3000;

/**
 * Loads the explanations of Cognito's refusals. Flows load them early, so that the user does not wait after submitting
 * a form. Resolves to undefined if that fails; the flow then shows a refusal as an invalid form.
 */
export const loadRefusals = (): Promise<Readonly<Record<string, Rule>> | undefined> =>
  within(import('./refusals.js'), LOAD_TIMEOUT).then(
    (chunk) => chunk?.REFUSALS,
    () => undefined,
  );

const findingOf = async (error: unknown, context: ErrorContext): Promise<Finding> => {
  const { code, name, message, operation, status, cause, error: refusal } = Object(error) as Thrown;
  const details: ErrorDetails = {
    ...context,
    code: textOf(code).replace(/Exception$/, ''),
    message: textOf(message),
    operation: textOf(operation),
  };
  // Cognito refused the code and did not use up the session, so the user can answer the step again.
  if (details.code === 'outcome-unknown' && !isAtRest(context.step) && !isSpent(cause)) {
    return findingOf(cause, context);
  }
  // A DOMException's code is a number.
  if (!details.code) return apply(lookUp(PASSKEY_ERRORS, textOf(name)) ?? UNEXPECTED, details);
  // RFC 6749, section 4.1.2.1: the user declined.
  if (refusal === 'access_denied') return CANCELLED;
  const refusals = lookUp(PACKAGE_ERRORS, details.code) ? PACKAGE_ERRORS : await loadRefusals();
  const rule = refusals && lookUp(refusals, details.code);
  if (rule) return apply(rule, details);
  if (status === 429) return after('error.throttled', 10);
  if (Number(status) >= 500) return UNAVAILABLE;
  return refusals ? UNEXPECTED : { key: 'error.invalid' };
};

/**
 * Explains an error to a user, by its code, Cognito's message and the step. Shows
 * no text from a service except the message of the app's own Lambda trigger. Does
 * not reveal whether a user name exists unless the user pool does. Never rejects.
 *
 * @param error What was thrown, of any type.
 */
export const explainError = async (error: unknown, context: ErrorContext): Promise<Explanation> => {
  const { fields = [], next, ...finding } = await findingOf(error, context);
  const field = fields.find((name) => context.fields.includes(name));
  return {
    ...finding,
    ...(next !== undefined && next !== context.step && { next }),
    // The next step has other fields.
    ...(field !== undefined && next === undefined && { field }),
  };
};

const explanations = new WeakMap<FlowError, Explanation>();

/** Returns an {@link Explanation} in words. */
export const toFlowError = (explanation: Explanation, words: Words, cause?: unknown): FlowError => {
  const { key, also = [], parameters, field, retryAfter } = explanation;
  const message = words.sentences([key, ...also].map((text) => words.text(text, parameters)));
  const error = Object.freeze({ key, message, field, retryAfter, cause });
  explanations.set(error, explanation);
  return error;
};

/** Returns the same error in other words. */
export const reword = (error: FlowError, words: Words): FlowError =>
  toFlowError(explanations.get(error)!, words, error.cause);
