export type { FlavourName, Verdict } from './api/flavours/flavour.js';
export type { Responder, ResponderContext } from './api/responders.js';
export type { AwsMock, DenyOptions, ThrottleOptions } from './aws-mock.js';
export type { MockCall } from './call-log.js';
export { createAwsMock } from './create-aws-mock.js';
export type { Duration } from './duration.js';
export type { DenyAs, Undo } from './faults.js';
export type {
  Caller,
  MockCredentialsProvider,
  MockUser,
  PermanentCredentials,
  TemporaryCredentials,
} from './keys.js';
export type { ListenOptions, MockListener } from './listener.js';
export type { ApiOptions, AwsMockOptions } from './options.js';
export type { ArrivedRequest } from './verifier/types.js';
