import { PARAMETER, row } from '../../refusal-row.js';

/** What clients get if a Lambda trigger refuses or fails. */
export const TRIGGER_REFUSALS = {
  // Cognito adds the dot.
  lambdaFailed: row<[trigger: string, message: string]>(
    'UserLambdaValidationException',
    (trigger, message) => `${trigger} failed with error ${message}.`,
    'aws-amplify/amplify-flutter#1051 (PreSignUp), dabit3/full-stack-serverless-code#108 (PostConfirmation), aws-samples/amazon-cognito-passwordless-email-auth#17',
  ),
  unrecognizableLambda: row(
    'InvalidLambdaResponseException',
    'Unrecognizable lambda output',
    'amazon-archives/amazon-cognito-identity-js#167, #633',
  ),
  noCustomAuth: row(
    PARAMETER,
    'Custom auth lambda trigger is not configured for the user pool.',
    'aws-amplify/amplify-js#6327, #5623',
  ),
} as const;
