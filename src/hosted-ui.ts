export { HostedUiError } from './hosted-ui/errors.js';
export {
  createHostedUi,
  type HostedSignOutOptions,
  type HostedUi,
  type HostedUiOptions,
} from './hosted-ui/create-hosted-ui.js';
export type { HostedSignInOptions } from './hosted-ui/sign-in-url.js';
