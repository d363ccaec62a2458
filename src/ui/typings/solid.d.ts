/**
 * Types `<sigv4-sign-in>` in Solid's JSX. Write this once, anywhere in the app:
 * `import type {} from 'sigv4-interceptor/ui/solid';`. Properties are `prop:session` and so on, because Solid writes
 * constant attributes into its HTML, which lowercases their names. Events are `on:sigv4-signed-in` and so on.
 */
import type { JSX as SolidJSX } from 'solid-js';
import type { SignInElement } from 'sigv4-interceptor/ui';
import type { SignInHandlers, SignInProps } from './element.js';

type Properties = { readonly [Name in keyof SignInProps as `prop:${Name}`]: SignInProps[Name] };

declare module 'solid-js' {
  namespace JSX {
    interface IntrinsicElements {
      'sigv4-sign-in': Omit<SolidJSX.HTMLAttributes<SignInElement>, 'children'> & Properties & SignInHandlers<'on:'>;
    }
  }
}
