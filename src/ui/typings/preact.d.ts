/**
 * Types `<sigv4-sign-in>` in Preact's JSX. Write this once, anywhere in the app:
 * `import type {} from 'sigv4-interceptor/ui/preact';`.
 */
import type { HTMLAttributes } from 'preact';
import type { SignInElement } from 'sigv4-interceptor/ui';
import type { SignInHandlers, SignInProps } from './element.js';

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'sigv4-sign-in': HTMLAttributes<SignInElement> & SignInProps & SignInHandlers<'on'>;
    }
  }
}
