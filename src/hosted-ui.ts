export { HostedUiError } from './hosted-ui/errors.js';
export {
  createHostedUi,
  type HostedSignInOptions,
  type HostedSignOutOptions,
  type HostedUi,
  type HostedUiOptions,
} from './hosted-ui/create-hosted-ui.js';
