import type { Words } from '../texts/texts.js';
import {
  after,
  apply,
  CONFIGURATION,
  type ErrorContext,
  type Explanation,
  type Failure,
  type Finding,
  type Rule,
  SESSION_ENDED,
  START_AGAIN,
} from './explanation.js';
import type { FlowError } from './types.js';
import { within } from './within.js';

export type { ErrorContext, Explanation } from './explanation.js';

const UNAVAILABLE = after('error.unavailable', 10);
const CANCELLED: Finding = { key: 'error.providerCancelled' };
const UNEXPECTED: Finding = { key: 'error.unexpected' };

/** Steps at which no sign-in is under way that could be over. */
const isAtRest = (step: string): boolean =>
  /^(signIn|signUp|confirmSignUp|forgotPassword|confirmForgotPassword|provider|signedIn)$/.test(step);

/** What this package's own errors mean, by their code. */
const OWN: Readonly<Record<string, Rule>> = {
  network: { key: 'error.network' },
  // Without an operation: the user pool asks for something that is not known here.
  'unexpected-answer': ({ operation }) => (operation ? UNAVAILABLE : { key: 'error.notAllowed', next: 'signIn' }),
  'outcome-unknown': ({ operation, step }) => {
    if (!operation) return CANCELLED;
    if (/^(ResendConfirmationCode|ForgotPassword)$/.test(operation)) return { key: 'error.codeMaybeSent' };
    if (/WebAuthn/.test(operation)) return UNEXPECTED;
    // The step's session was good for one answer, and is spent.
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

/** What browsers throw at a passkey, by its name. */
const PASSKEYS: Readonly<Record<string, Rule>> = {
  AbortError: ({ step }) => ({ key: step === 'signedIn' ? 'error.passkeyNotAdded' : 'error.passkeyCancelled' }),
  NotAllowedError: ({ step }) => ({ key: step === 'signedIn' ? 'error.passkeyNotAdded' : 'error.passkeyCancelled' }),
  InvalidStateError: { key: 'error.passkeyExists' },
  ConstraintError: { key: 'error.passkeyUnsupported' },
  NotSupportedError: { key: 'error.passkeyUnsupported' },
  SecurityError: { key: 'error.passkeyUnavailable' },
};

const own = (table: Readonly<Record<string, Rule>>, name: string): Rule | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;

const textOf = (value: unknown): string => (typeof value === 'string' ? value.slice(0, 1000) : '');

type Thrown = Readonly<Record<string, unknown>>;

/** Whether the session of a step is spent, as the refusal of its repetition shows. */
const isSpent = (refusal: unknown): boolean =>
  (Object(refusal) as Thrown).code === 'NotAuthorizedException' || !refusal;

/** How long an error may wait for its explanation, in milliseconds. */
const PATIENCE = 3000;

/**
 * Loads what Cognito's refusals mean. Flows do so as they begin: nobody needs it before a form is submitted, and whoever submits one
 * should not have to wait for it. Resolves to nothing where that fails; a refusal is told as a form that is not valid then.
 */
export const loadRefusals = (): Promise<Readonly<Record<string, Rule>> | undefined> =>
  within(import('./refusals.js'), PATIENCE).then(
    (chunk) => chunk?.REFUSALS,
    () => undefined,
  );

const findingOf = async (error: unknown, context: ErrorContext): Promise<Finding> => {
  const { code, name, message, operation, status, cause, error: refusal } = Object(error) as Thrown;
  const failure: Failure = {
    ...context,
    code: textOf(code).replace(/Exception$/, ''),
    message: textOf(message),
    operation: textOf(operation),
  };
  // A code that is refused has not been taken: the step is as it was.
  const isRefusal = failure.code === 'outcome-unknown' && !isAtRest(context.step) && !isSpent(cause);
  if (isRefusal) return findingOf(cause, context);
  // A DOMException's code is a number.
  if (!failure.code) return apply(own(PASSKEYS, textOf(name)) ?? UNEXPECTED, failure);
  // RFC 6749, section 4.1.2.1: the user declined.
  if (refusal === 'access_denied') return CANCELLED;
  const refusals = own(OWN, failure.code) ? OWN : await loadRefusals();
  const rule = refusals && own(refusals, failure.code);
  if (rule) return apply(rule, failure);
  if (status === 429) return after('error.throttled', 10);
  if (Number(status) >= 500) return UNAVAILABLE;
  return refusals ? UNEXPECTED : { key: 'error.invalid' };
};

/**
 * What an error means to a user: by its code, by what Cognito says, and by the step. Nothing of what a service says is shown, but
 * for the words of an app's own Lambda trigger. Whether a user name exists is not told where the user pool does not tell.
 *
 * @param error What was thrown: anything.
 * @returns Never rejects.
 */
export const explainError = async (error: unknown, context: ErrorContext): Promise<Explanation> => {
  const { fields = [], next, ...finding } = await findingOf(error, context);
  const field = fields.find((name) => context.fields.includes(name));
  return {
    ...finding,
    ...(next !== undefined && next !== context.step && { next }),
    // The next step has fields of its own.
    ...(field !== undefined && next === undefined && { field }),
  };
};

const explanations = new WeakMap<FlowError, Explanation>();

/** An {@link Explanation} in words. */
export const toFlowError = (explanation: Explanation, words: Words, cause?: unknown): FlowError => {
  const { key, also = [], parameters, field, retryAfter } = explanation;
  const message = words.sentences([key, ...also].map((text) => words.text(text, parameters)));
  const error = Object.freeze({ key, message, field, retryAfter, cause });
  explanations.set(error, explanation);
  return error;
};

/** The same error in other words. */
export const reword = (error: FlowError, words: Words): FlowError =>
  toFlowError(explanations.get(error)!, words, error.cause);
