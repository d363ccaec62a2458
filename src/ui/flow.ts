export { createSignInFlow } from './flow/create-sign-in-flow.js';
export type {
  PasswordPolicy,
  SignInFlowOptions,
  SignInProvider,
  SignUpField,
  UsernameKind,
} from './flow/options.js';
export type {
  FlowAction,
  FlowActionName,
  FlowChoice,
  FlowError,
  FlowField,
  FlowNotice,
  FlowProvider,
  FlowSnapshot,
  FlowStep,
  FlowStepName,
  FlowValues,
  FlowWords,
  SignInFlow,
} from './flow/types.js';
export type { TextKey, TextOverrides, Texts } from './texts/types.js';
