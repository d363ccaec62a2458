/**
 * Types `<sigv4-sign-in>` in Solid's JSX. Write it once anywhere in the app: `import type {} from 'sigv4-interceptor/ui/solid';`. Its
 * events are `on:sigv4-signed-in` and so on.
 */
import type { JSX as SolidJSX } from 'solid-js';
import type { SignInElement } from 'sigv4-interceptor/ui';
import type { SignInHandlers, SignInProps } from './element.js';

declare module 'solid-js' {
  namespace JSX {
    interface IntrinsicElements {
      'sigv4-sign-in': Omit<SolidJSX.HTMLAttributes<SignInElement>, 'children'> & SignInProps & SignInHandlers<'on:'>;
    }
  }
}
