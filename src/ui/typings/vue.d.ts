/**
 * Types `<sigv4-sign-in>` in Vue's templates, for `vue-tsc` and editors. Write this once, anywhere in the app:
 * `import type {} from 'sigv4-interceptor/ui/vue';`. Unknown properties are errors with `strictTemplates` only.
 */
import type { HTMLAttributes, ReservedProps } from 'vue';
import type { SignInElement, SignInElementEvents } from 'sigv4-interceptor/ui';
import type { SignInProps } from './element.js';

/** Templates turn `sigv4-cancel` into `Sigv4Cancel`. */
type Pascal<Name extends string> = Name extends `${infer First}-${infer Rest}`
  ? `${Capitalize<First>}${Pascal<Rest>}`
  : Capitalize<Name>;

type Handlers = {
  readonly [Type in keyof SignInElementEvents as `on${Pascal<Type>}`]?:
    | ((event: SignInElementEvents[Type]) => void)
    | undefined;
};

declare module 'vue' {
  interface GlobalComponents {
    'sigv4-sign-in': new () => SignInElement & {
      $props: HTMLAttributes & ReservedProps & SignInProps & Handlers;
    };
  }
}
