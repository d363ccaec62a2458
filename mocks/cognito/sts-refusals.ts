import { ServiceException } from './identity-pool/service-exception.js';

const refusal = (code: string, message: string, status?: number): ServiceException =>
  new ServiceException(code, message, status);

/** What STS refuses, each with the record that it rests on. */
export const STS_REFUSALS = {
  // Source: localstack, test_sts.snapshot.json (recorded at AWS): one error, in this form. Several are joined.
  validation: (errors: readonly string[]) =>
    refusal(
      'ValidationError',
      `${errors.length} validation error${errors.length > 1 ? 's' : ''} detected: ${errors.join('; ')}`,
    ),
  // Source: localstack, test_sts.snapshot.json, test_sts_invalid_parameters
  malformedArn: (arn: string) => refusal('ValidationError', `${arn} is invalid`),
  // Source: many threads about configure-aws-credentials that pass the ARN of something else
  notARole: () => refusal('ValidationError', 'Request ARN is invalid'),
  // Source: the API reference of AssumeRole; the form of all denials by IAM
  denied: (caller: string, arn: string) =>
    refusal('AccessDenied', `User: ${caller} is not authorized to perform: sts:AssumeRole on resource: ${arn}`, 403),
  // Source: the tests of aws-runas, and tools that retry with an hour when they read it
  tooLong: () =>
    refusal('ValidationError', 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.'),
  // Source: IAM User Guide, "Role chaining"; the text is quoted in public code
  tooLongForChain: () =>
    refusal(
      'ValidationError',
      'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.',
    ),
  // Source: localstack, test_sts.snapshot.json, test_assume_role_tag_validation
  duplicateTags: () =>
    refusal('InvalidParameterValue', 'Duplicate tag keys found. Please note that Tag keys are case insensitive.'),
  // Source: the same
  missingTag: () =>
    refusal('InvalidParameterValue', 'The specified transitive tag key must be included in the requested tags.'),
  // Source: EKS and Cognito guides that quote it
  notAJwt: () =>
    refusal(
      'InvalidIdentityToken',
      'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)',
    ),
  // Source: quoted in EKS guides, with the issuer's URL
  unknownIssuer: (issuer: string) =>
    refusal('InvalidIdentityToken', `No OpenIDConnect provider found in your account for ${issuer}`),
  // Source: aws-sdk-js-v3#3052, for a token whose key is unknown. The two spaces are AWS's.
  unknownKey: () =>
    refusal(
      'InvalidIdentityToken',
      "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
    ),
  // Source: aws-sdk-java-v2#5709 (2024). Until 2021 there was no space before the second time (aws-orbit-workbench#771).
  expiredToken: (now: number, end: number) =>
    refusal(
      'ExpiredTokenException',
      `Token expired: current date/time ${now} must be before the expiration date/time ${end}`,
    ),
} as const;
