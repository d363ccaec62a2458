import { invalidParameter, PoolError } from '../errors.js';

/** What clients get if a Lambda trigger refuses or fails. */
export const TRIGGER_REFUSALS = {
  // Source: amplify-flutter#1051 (PreSignUp), full-stack-serverless-code#108 (PostConfirmation). Cognito adds the dot.
  failed: (trigger: string, reason: string) =>
    new PoolError('UserLambdaValidationException', `${trigger} failed with error ${reason}.`),
  // Source: amazon-cognito-identity-js#167 and #633
  unrecognizable: () => new PoolError('InvalidLambdaResponseException', 'Unrecognizable lambda output'),
  // Source: amplify-js#6327 and #5623
  notConfigured: () => invalidParameter('Custom auth lambda trigger is not configured for the user pool.'),
} as const;
