import type { TemplateResult } from 'lit';
import type { FlowField, FlowStep } from '../flow/types.js';
import type { OptionNames } from '../../core/options.js';
import { FLOW_OPTIONS, type SignInFlowOptions } from '../flow/options.js';

/** What a renderer returns: a node, a text, a Lit template, or undefined for the element's own rendering. */
export type Rendered = Node | string | TemplateResult | undefined;

/** The second argument of `renderField`. */
export interface FieldContext {
  readonly step: FlowStep;
  /** The `id` for the input, unique in the page. */
  readonly id: string;
  /** What is wrong with the submitted value. The element shows it below the field. */
  readonly error: string | undefined;
}

/**
 * How a sign-in looks, and what it asks for. Colours are CSS colours.
 *
 * @example
 * ```ts
 * const options: SignInElementOptions = {
 *   logo: '/logo.svg',
 *   primaryColor: '#0b6b3a',
 *   renderFooter: (step) => (step.name === 'signUp' ? 'By signing up you accept our terms.' : undefined),
 * };
 * ```
 */
export interface SignInElementOptions extends SignInFlowOptions {
  /** Shown above the form: the URL of an image, or a node. Default: none. */
  readonly logo?: string | Node;
  /** The background of the form. Default: white, or nearly black if the page's `color-scheme` is dark. */
  readonly backgroundColor?: string;
  /** The background of the logo. Default: `backgroundColor`. */
  readonly secondaryBackgroundColor?: string;
  /** The submit button. Its text is black or white, whichever has more contrast. Default: blue. */
  readonly primaryColor?: string;
  /** Whether users can close the form. Default: false. */
  readonly canCancel?: boolean;
  /** AWSMobileClient's name for `disableSignUp`. Default: false. */
  readonly disableSignUpButton?: boolean;
  /** Renders the area above the form, instead of the logo. Default: the logo. */
  readonly renderHeader?: (step: FlowStep) => Rendered;
  /** Renders the area below the form. Default: nothing. */
  readonly renderFooter?: (step: FlowStep) => Rendered;
  /**
   * Renders a field instead of its label and input. It must contain a form control with the field's `name`. If it
   * returns a node, it is called once per step, so that the user's input stays. Default: label, hint and input.
   */
  readonly renderField?: (field: FlowField, context: FieldContext) => Rendered;
}

/** All options of the element. */
export const ELEMENT_OPTIONS: OptionNames<SignInElementOptions> = {
  ...FLOW_OPTIONS,
  logo: 0,
  backgroundColor: 0,
  secondaryBackgroundColor: 0,
  primaryColor: 0,
  canCancel: 0,
  disableSignUpButton: 0,
  renderHeader: 0,
  renderFooter: 0,
  renderField: 0,
};

/** Returns the members with these names that are defined. A removed attribute leaves `null`, which counts as undefined. */
export const pick = <O extends object>(from: Partial<O>, names: OptionNames<O>): O =>
  Object.fromEntries(
    Object.keys(names)
      .map((name) => [name, from[name as keyof O]])
      .filter(([name, value]) => value !== undefined && (value !== null || name === 'storage')),
  ) as O;

const isPlain = (value: unknown): value is Record<string, unknown> =>
  Array.isArray(value) ||
  (typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype);

/**
 * Whether two options are equal: frameworks pass new objects on each render. Any two `getToken` functions are equal,
 * because the current one is looked up when it is called.
 */
export const sameOption = (one: unknown, other: unknown, name?: string): boolean => {
  if (Object.is(one, other)) return true;
  if (name === 'getToken') return typeof one === typeof other;
  if (!isPlain(one) || !isPlain(other)) return false;
  const names = Object.keys({ ...one, ...other });
  return names.every((key) => sameOption(one[key], other[key], key));
};
