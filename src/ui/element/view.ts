import type { FlowActionName, SignInFlow } from '../flow/types.js';
import type { Rendered, SignInElementOptions } from './options.js';
import type { QrPath } from './qr-path.js';

/** What the templates show, and whom they tell what the user does. */
export interface View {
  readonly flow: SignInFlow;
  readonly options: SignInElementOptions;
  /** What all ids of this element begin with. */
  readonly id: string;
  /** Another one for each form: with it, inputs are made anew. */
  readonly formKey: number;
  /** The password fields that can be read. */
  readonly revealed: ReadonlySet<string>;
  readonly copied: boolean;
  /** Why the sign-in is shown, until the flow says something itself. */
  readonly prompt: string | undefined;
  secondsUntil(moment: number | undefined): number;
  qrCode(uri: string): QrPath | undefined;
  /** What the app renders in place of a field. */
  custom(name: string, render: () => Rendered): Rendered;
  submit(event: SubmitEvent): void;
  act(action: FlowActionName): void;
  signInWith(provider: string): void;
  toggle(field: string): void;
  copy(secret: string): void;
  cancel(): void;
}
