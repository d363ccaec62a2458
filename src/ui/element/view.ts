import type { FlowActionName, SignInFlow } from '../flow/types.js';
import type { Rendered, SignInElementOptions } from './options.js';
import type { QrPath } from './qr-path.js';

/** What the templates render, and the handlers of what the user does. */
export interface View {
  readonly flow: SignInFlow;
  readonly options: SignInElementOptions;
  /** The prefix of all ids in this element. */
  readonly id: string;
  /** Changes with each form, so that its inputs are new elements. */
  readonly formKey: number;
  /** The password fields whose text is visible. */
  readonly revealed: ReadonlySet<string>;
  readonly copied: boolean;
  /** Why the sign-in is shown, until the flow has its own notice. */
  readonly prompt: string | undefined;
  secondsUntil(moment: number | undefined): number;
  qrCode(uri: string): QrPath | undefined;
  /** The app's own rendering of a field. */
  custom(name: string, render: () => Rendered): Rendered;
  submit(event: SubmitEvent): void;
  act(action: FlowActionName): void;
  signInWith(provider: string): void;
  toggle(field: string): void;
  copy(secret: string): void;
  cancel(): void;
}
