/**
 * Types `<sigv4-sign-in>` in React's JSX. Write this once, anywhere in the app:
 * `import type {} from 'sigv4-interceptor/ui/react';`. It needs React 19, the first version that sets properties of
 * custom elements and listens to their events.
 */
import type { HTMLAttributes, RefAttributes } from 'react';
import type { SignInElement } from 'sigv4-interceptor/ui';
import type { SignInHandlers, SignInProps } from './element.js';

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'sigv4-sign-in': Omit<HTMLAttributes<SignInElement>, 'children'> &
        RefAttributes<SignInElement> &
        SignInProps &
        SignInHandlers<'on'>;
    }
  }
}
