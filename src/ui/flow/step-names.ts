import type { SignInStep } from '../../cognito/user-pool/sign-in/types.js';
import type { FlowStepName } from './types.js';

/** The steps that the session asks for during a sign-in. */
export type SessionStepName = Exclude<SignInStep['step'], 'done'>;

/** The steps of a sign-in that wait for a code that Cognito has sent. */
export type SentCodeStep = Extract<SignInStep, { readonly delivery?: unknown }>['step'];

/** The steps at which no sign-in is in progress, and `provider`, a sign-in with a provider. */
export type RestingStep = Exclude<FlowStepName, SessionStepName | 'loading' | 'password'> | 'provider';

/** The steps that have something to submit. */
export type SubmittedStep = Exclude<FlowStepName, 'loading' | 'webAuthn' | 'signedIn'>;
