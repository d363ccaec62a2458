import { nothing, type PropertyValues, type TemplateResult } from 'lit';
import type { CognitoSession } from '../../cognito/session/types.js';
import { hostSignInDialog } from '../auto-show.js';
import { FLOW_OPTIONS, type SignInFlowOptions } from '../flow/options.js';
import type { FlowActionName, FlowError, FlowStep, FlowValues, SignInFlow } from '../flow/types.js';
import { updateOpenDialog, type ShowSignInOptions } from '../show-sign-in.js';
import type { TextKey } from '../texts/types.js';
import { adoptStyles } from './adopt-styles.js';
import { renderCard } from './card.js';
import { paint } from './colors.js';
import { createCountdown } from './countdown.js';
import { createFlowSource } from './flow-source.js';
import type { SignInElementEvents } from './events.js';
import { focusedIn, focusError, focusStep } from './focus.js';
import { ELEMENT_OPTIONS, pick, type Rendered, type SignInElementOptions } from './options.js';
import { SignInProperties } from './properties.js';
import { readForm } from './read-form.js';
import { createQrCodes } from './totp.js';
import type { View } from './view.js';

let count = 0;

/**
 * `<sigv4-sign-in>`: a sign-in, from the first form to the signed-in user. It renders without a shadow root, so that
 * password managers find its form. All properties can change at any time. The language and texts change in place; any
 * other flow option restarts the form.
 *
 * Its style sheet is the cascade layer `sigv4-sign-in`: any unlayered rule of the app overrides it. Classes of the
 * frame: `sigv4-dialog`, `sigv4-card`, `sigv4-header`, `sigv4-logo`, `sigv4-close`, `sigv4-content`, `sigv4-footer`,
 * `sigv4-spinner`. Of texts: `sigv4-title`, `sigv4-description`, `sigv4-status`, `sigv4-notice`, `sigv4-alert`,
 * `sigv4-error`, `sigv4-hint`, `sigv4-or`, `sigv4-hidden`. Of the form: `sigv4-form`, `sigv4-field`, `sigv4-label`,
 * `sigv4-control`, `sigv4-input`, `sigv4-reveal`, `sigv4-check`, `sigv4-checkbox`. Of buttons and links:
 * `sigv4-button`, `sigv4-button-primary`, `sigv4-choices`, `sigv4-choice`, `sigv4-others`, `sigv4-provider`,
 * `sigv4-provider-logo`, `sigv4-links`, `sigv4-link`. Of an authenticator app's set-up: `sigv4-totp`, `sigv4-qr`,
 * `sigv4-totp-key`, `sigv4-code`, `sigv4-copy`, `sigv4-totp-open`.
 *
 * @fires sigv4-signed-in
 * @fires sigv4-cancel
 * @fires sigv4-step
 * @cssproperty --sigv4-background - The background of the form. The same as `backgroundColor`.
 * @cssproperty --sigv4-secondary-background - The background of the logo. The same as `secondaryBackgroundColor`.
 * @cssproperty --sigv4-primary - The submit button. The same as `primaryColor`.
 * @cssproperty --sigv4-on-primary - The text of that button. Default: black or white, whichever has more contrast.
 * @cssproperty --sigv4-text - Text. Default: nearly black or nearly white, whichever has more contrast.
 * @cssproperty --sigv4-border - The borders of inputs and buttons.
 * @cssproperty --sigv4-input-background - The background of inputs. Default: the form's.
 * @cssproperty --sigv4-error - Errors, and the borders of the fields they are about.
 * @cssproperty --sigv4-focus - The outline of the focused control.
 * @cssproperty --sigv4-radius - The corner radius. Default: 0.5rem.
 * @cssproperty --sigv4-font - The font family. Default: the page's.
 */
export class SignInElement extends SignInProperties {
  /** Why the sign-in is shown. @internal */
  prompt: TextKey | undefined;
  /** Called when the element has left the page. Returns whether it will be put back. @internal */
  removed: (() => boolean) | undefined;

  readonly #id = `sigv4-${++count}`;
  readonly #source = createFlowSource(() => this.requestUpdate());
  readonly #countdown = createCountdown(
    () => this.requestUpdate(),
    () => this.session?.clock.now() ?? Date.now(),
  );
  readonly #qrCode = createQrCodes(() => this.requestUpdate());
  readonly #revealed = new Set<string>();
  /** The nodes that the app renders instead of fields. They hold the user's input. */
  readonly #customs = new Map<string, Node>();
  /** The step and error of the last render. */
  #last: { readonly name: string; readonly error: FlowError | undefined } | undefined;
  #forms = 0;
  #copied = false;
  /** Whether the user did something here, so that the focus may move to the result. */
  #acted = false;
  #focus: 'step' | 'error' | undefined;
  #announcedStep: string | undefined;
  #announcedSignIn = false;
  #hosted: CognitoSession | undefined;
  #unhost = (): void => {};

  /** The id of the heading that labels the form. @internal */
  get titleId(): string {
    return `${this.#id}-title`;
  }

  /** Focuses the first field of the step, as soon as there is one. */
  override focus(options?: FocusOptions): void {
    this.#focus = 'step';
    if (this.hasUpdated) this.#moveFocus(options);
  }

  /** Called when the user closes the form. @internal */
  cancel(): void {
    this.#dispatch('sigv4-cancel', null);
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    adoptStyles(this);
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // Frameworks move elements, which must not end a sign-in.
    queueMicrotask(() => {
      if (this.isConnected || this.removed?.()) return;
      this.#host(undefined);
      this.#countdown.stop();
      // An app may remove the element when the session's state changes, before the element has rendered the change.
      if (this.#source.flow && this.session?.state === 'signedIn') this.#announceSignIn(this.session.username);
      this.#source.end();
      // Clears the user's input.
      this.requestUpdate();
    });
  }

  protected override willUpdate(): void {
    // Not Lit's `isServer`, which is true in Node even if tests have a page (jsdom, happy-dom).
    if (typeof document === 'undefined' || !this.isConnected) return;
    const { session, flow } = this;
    if (this.autoShow) this.#source.end();
    else this.#source.update({ session, flow, options: this.#flowOptions() });
    this.#noteChange();
  }

  protected override render(): TemplateResult | typeof nothing {
    const view = this.#view();
    return view ? renderCard(view) : nothing;
  }

  protected override updated(changed: PropertyValues<this>): void {
    paint(this, changed);
    this.#host(this.autoShow && this.isConnected ? this.session : undefined);
    if (this.#hosted) updateOpenDialog(this.#dialogOptions(this.#hosted));
    this.#moveFocus();
    this.#announceStep();
  }

  #flowOptions(): SignInFlowOptions {
    const options = pick<SignInFlowOptions>(this as Partial<SignInFlowOptions>, FLOW_OPTIONS);
    return this.disableSignUpButton ? { ...options, disableSignUp: true } : options;
  }

  /** Lets waiting calls open a dialog, instead of a form here. */
  #host(session: CognitoSession | undefined): void {
    if (session === this.#hosted) return;
    this.#hosted = session;
    this.#unhost();
    this.#unhost = () => {};
    if (!session) return;
    this.#unhost = hostSignInDialog(() => this.#dialogOptions(session), this.#relay);
  }

  #dialogOptions(session: CognitoSession): ShowSignInOptions {
    return { ...pick<SignInElementOptions>(this as Partial<SignInElementOptions>, ELEMENT_OPTIONS), session };
  }

  /** Fires the dialog's events on this element instead, so that listeners on the page get them once. */
  #relay = (event: Event): void => {
    event.stopPropagation();
    this.#dispatch(event.type as keyof SignInElementEvents, (event as CustomEvent).detail);
  };

  /** Records a change of step or error before it is rendered, while the focus is still where the user left it. */
  #noteChange(): void {
    const flow = this.#source.flow;
    const before = this.#last;
    this.#last = flow && { name: flow.step.name, error: flow.error };
    const focused = focusedIn(this);
    const here = this.contains(focused) || (this.#acted && (!focused || focused.contains(this)));
    if (flow?.step.name !== before?.name) {
      this.#newForm();
      if (here) this.#focus = 'step';
    } else if (flow?.error && flow.error !== before?.error && here) {
      this.#focus = 'error';
    }
  }

  #newForm(): void {
    this.#forms++;
    this.#copied = false;
    this.#revealed.clear();
    this.#customs.clear();
  }

  #moveFocus(options?: FocusOptions): void {
    const flow = this.#source.flow;
    if (!this.#focus || !flow || flow.step.name === 'loading') return;
    if (this.#focus === 'error' && flow.error) focusError(this, flow.error);
    else focusStep(this, options);
    this.#focus = undefined;
    this.#acted = false;
  }

  /** Fires the events of a step once it is rendered. */
  #announceStep(): void {
    const step = this.#source.flow?.step;
    if (!step || step.name === this.#announcedStep) return;
    this.#announcedStep = step.name;
    this.#dispatch('sigv4-step', { name: step.name });
    this.#announcedSignIn = false;
    if (step.name === 'signedIn') this.#announceSignIn(step.username);
  }

  #announceSignIn(username: string | undefined): void {
    if (this.#announcedSignIn) return;
    this.#announcedSignIn = true;
    this.#dispatch('sigv4-signed-in', { state: this.session?.state ?? 'signedIn', username });
  }

  #dispatch(type: keyof SignInElementEvents, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  /** Performs what the user did, and renders the result. */
  async #do(work: (flow: SignInFlow, values: FlowValues) => Promise<void>, choice?: string): Promise<void> {
    const flow = this.#source.flow;
    if (!flow) return;
    const { step } = flow;
    const values = readForm(this.querySelector<HTMLFormElement>('.sigv4-form'), step.fields, choice);
    this.#acted = true;
    // Browsers offer to save a password only from a password input.
    this.#revealed.clear();
    this.requestUpdate();
    await work(flow, values);
    if (flow === this.#source.flow && !flow.error) this.#clearRepeatedStep(step, flow.step);
  }

  /** Clears the form when a step follows another step of the same name, such as a second question. */
  #clearRepeatedStep(before: FlowStep, step: FlowStep): void {
    if (step === before || step.name !== before.name || step.submit === undefined) return;
    this.#newForm();
    this.#focus = 'step';
    this.requestUpdate();
  }

  #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const button = event.submitter as HTMLButtonElement | null;
    const choice = button?.name === 'choice' ? button.value : undefined;
    if (!this.#source.flow?.busy) void this.#do((flow, values) => flow.submit(values), choice);
  };

  #act = (action: FlowActionName): void => void this.#do((flow, values) => flow.act(action, values));

  #signInWith = (provider: string): void => {
    if (!this.#source.flow?.busy) void this.#do((flow) => flow.signInWith(provider));
  };

  #toggle = (field: string): void => {
    if (!this.#revealed.delete(field)) this.#revealed.add(field);
    this.requestUpdate();
  };

  #copy = async (secret: string): Promise<void> => {
    try {
      await navigator.clipboard.writeText(secret);
      this.#copied = true;
      this.requestUpdate();
    } catch {
      // Selects the key, so that the user can copy it with the keyboard.
      getSelection()?.selectAllChildren(this.querySelector('.sigv4-code')!);
    }
  };

  #custom = (name: string, render: () => Rendered): Rendered => {
    const rendered = this.#customs.get(name) ?? render();
    if (rendered instanceof Node) this.#customs.set(name, rendered);
    return rendered;
  };

  #view(): View | undefined {
    const flow = this.#source.flow;
    return (
      flow && {
        flow,
        options: this as SignInElementOptions,
        id: this.#id,
        formKey: this.#forms,
        revealed: this.#revealed,
        copied: this.#copied,
        prompt: this.prompt && flow.step.name === 'signIn' ? flow.text(this.prompt) : undefined,
        secondsUntil: this.#countdown.secondsUntil,
        qrCode: this.#qrCode,
        custom: this.#custom,
        submit: this.#submit,
        act: this.#act,
        signInWith: this.#signInWith,
        toggle: this.#toggle,
        copy: this.#copy,
        cancel: () => this.cancel(),
      }
    );
  }
}
