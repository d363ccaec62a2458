import type { TemplateResult } from 'lit';
import type { FlowField, FlowStep } from '../flow/types.js';
import { FLOW_OPTIONS, type OptionNames, type SignInFlowOptions } from '../flow/options.js';

/** What a renderer gives: a node, a text, a template of Lit's, or nothing for what the element shows by itself. */
export type Rendered = Node | string | TemplateResult | undefined;

/** What a renderer of fields knows besides the field. */
export interface FieldContext {
  readonly step: FlowStep;
  /** The `id` that the input should have, unique in the page. */
  readonly id: string;
  /** What is wrong with what was submitted. The element shows it below the field. */
  readonly error: string | undefined;
}

/** How a sign-in looks, and what it asks for. Colours are CSS colours. */
export interface SignInElementOptions extends SignInFlowOptions {
  /** Shown above the form: the URL of an image, or a node. Default: none. */
  readonly logo?: string | Node;
  /** What the form stands on. Default: white, or nearly black where the page's `color-scheme` is dark. */
  readonly backgroundColor?: string;
  /** What the logo stands on. Default: as the form. */
  readonly secondaryBackgroundColor?: string;
  /** The button that submits. The words on it are black or white, whichever reads better. Default: blue. */
  readonly primaryColor?: string;
  /** Whether there is a button to close the form. Default: false. */
  readonly canCancel?: boolean;
  /** AWSMobileClient's name for `disableSignUp`. Default: false. */
  readonly disableSignUpButton?: boolean;
  /** Renders what is above the form, in place of the logo. */
  readonly renderHeader?: (step: FlowStep) => Rendered;
  /** Renders what is below the form. Default: nothing. */
  readonly renderFooter?: (step: FlowStep) => Rendered;
  /**
   * Renders a field in place of its label and input. It needs a form control whose `name` is the field's. A node is asked for once a
   * step, so that what was typed into it stays.
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

/** Those of an object's members that have these names and are given. An attribute that was removed leaves `null`. */
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
 * Whether two options say the same: frameworks write them anew at each rendering. A `getToken` is as good as another, because the
 * present one is looked up when it is called.
 */
export const sameOption = (one: unknown, other: unknown, name?: string): boolean => {
  if (Object.is(one, other)) return true;
  if (name === 'getToken') return typeof one === typeof other;
  if (!isPlain(one) || !isPlain(other)) return false;
  const names = Object.keys({ ...one, ...other });
  return names.every((key) => sameOption(one[key], other[key], key));
};
