import type { SignInElement, SignInElementEvents, SignInElementOptions } from 'sigv4-interceptor/ui';

type Loose<T> = { readonly [Name in keyof T]?: T[Name] | undefined };

/** The properties that templates can set on `<sigv4-sign-in>`. */
export interface SignInProps
  extends Loose<SignInElementOptions>,
    Loose<Pick<SignInElement, 'session' | 'flow' | 'autoShow'>> {}

/** The event handlers of `<sigv4-sign-in>`: a prefix, then the event's name. */
export type SignInHandlers<Prefix extends string> = {
  readonly [Type in keyof SignInElementEvents as `${Prefix}${Type}`]?:
    | ((event: SignInElementEvents[Type]) => void)
    | undefined;
};
