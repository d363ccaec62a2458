import type { SignInElementEvents } from './ui/element/events.js';
import { SignInElement } from './ui/element/sign-in-element.js';

export { type AutoShowSignInOptions, autoShowSignIn } from './ui/auto-show.js';
export type { FieldContext, Rendered, SignInElementOptions } from './ui/element/options.js';
export { type ShowSignInOptions, showSignIn } from './ui/show-sign-in.js';
export * from './ui/flow.js';
export { SignInElement, type SignInElementEvents };

declare global {
  interface HTMLElementTagNameMap {
    'sigv4-sign-in': SignInElement;
  }
  interface GlobalEventHandlersEventMap extends SignInElementEvents {}
}

// Another copy of this package may have defined the element already.
if (globalThis.customElements && !customElements.get('sigv4-sign-in')) {
  customElements.define('sigv4-sign-in', SignInElement);
}
