import { AUTHORIZED, MISSING, PARAMETER, row } from '../../refusal-row.js';

/** Refusals of a call, whoever makes it. */
export const REQUESTS = {
  // The request
  malformed: row('SerializationException', 'Start of structure or map found where not expected.'),
  wrongType: row<[text: string]>('SerializationException', (text) => text),
  invalidMembers: row<[text: string]>(PARAMETER, (text) => text, 'amazon-archives/amazon-cognito-identity-js#388'),
  missingParameter: row<[name: string]>(
    PARAMETER,
    (name) => `Missing required parameter ${name}`,
    'aws/aws-sdk-cpp#452, aws/aws-sdk-php#1057',
  ),
  unknownOperation: row<[target: string]>(
    'UnknownOperationException',
    (target) => `The mock user pool does not support '${target}'.`,
  ),
  unknownClient: row<[id: string]>(
    MISSING,
    (id) => `User pool client ${id} does not exist.`,
    'aws-amplify/amplify-flutter#740',
  ),
  secretHashMissing: row<[client: string]>(
    AUTHORIZED,
    (client) => `Client ${client} is configured with secret but SECRET_HASH was not received`,
    'alexrusin/nextjs-cognito-auth#2',
  ),
  secretHashWrong: row<[client: string]>(
    AUTHORIZED,
    (client) => `Unable to verify secret hash for client ${client}`,
    'aws-amplify/amplify-js#277',
  ),
  refreshHashWrong: row<[client: string]>(
    AUTHORIZED,
    (client) => `SecretHash does not match for the client: ${client}`,
    'aws/aws-sdk-net-extensions-cognito#75',
  ),
  secretHashUnexpected: row<[client: string]>(
    PARAMETER,
    (client) => `App client ${client} is not configured for secret but secret hash was received`,
    'pmill/aws-cognito#23',
  ),
  clientSecretMissing: row<[client: string]>(
    AUTHORIZED,
    (client) => `Client ${client} is configured for secret but secret was not received`,
  ),
  clientSecretWrong: row<[client: string]>(AUTHORIZED, (client) => `Unable to verify secret for client ${client}`),
  flowDisabled: row<[flow: string]>(
    PARAMETER,
    (flow) => `${flow} is not enabled for the client.`,
    'aws-samples/aws-serverless-workshops#277',
  ),
  passwordFlowDisabled: row(
    PARAMETER,
    'USER_PASSWORD_AUTH flow not enabled for this client',
    'guides of apps that quote the CLI (InitiateAuth)',
  ),
  adminFlow: row(PARAMETER, 'Initiate Auth method not supported.', 'getmoto/moto#4836'),
} as const;
