/**
 * Types `<sigv4-sign-in>` in Svelte's templates. Write this once, anywhere in the app:
 * `import type {} from 'sigv4-interceptor/ui/svelte';`.
 */
import type { SignInElement } from 'sigv4-interceptor/ui';
import type { HTMLAttributes } from 'svelte/elements';
import type { SignInHandlers, SignInProps } from './element.js';

declare module 'svelte/elements' {
  interface SvelteHTMLElements {
    'sigv4-sign-in': Omit<HTMLAttributes<SignInElement>, 'children'> & SignInProps & SignInHandlers<'on'>;
  }
}
