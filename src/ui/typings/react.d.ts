/**
 * Types `<sigv4-sign-in>` in React's JSX. Write it once anywhere in the app: `import type {} from 'sigv4-interceptor/ui/react';`. React
 * sets properties and listens to events of custom elements since version 19.
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
