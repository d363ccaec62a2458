import type { FlowError } from '../flow/types.js';

const INPUTS = '.sigv4-form :is(input, select, textarea):not([readonly], [type="checkbox"], [type="hidden"])';

/**
 * Where a step begins: its first field that is empty, else its first one; its heading where there is none, or something to scan first,
 * which a phone's keyboard would cover.
 */
export const focusStep = (root: ParentNode, options?: FocusOptions): void => {
  const inputs = root.querySelector('.sigv4-totp') ? [] : [...root.querySelectorAll<HTMLInputElement>(INPUTS)];
  const first = inputs.find(({ value }) => !value) ?? inputs[0] ?? root.querySelector<HTMLElement>('.sigv4-title');
  first?.focus(options);
};

/** What an error is about: its field, else its words. A code is wrong as a whole, and so it is selected. */
export const focusError = (root: ParentNode, { field }: FlowError): void => {
  const named = field === undefined ? null : root.querySelector<HTMLInputElement>(`[name="${CSS.escape(field)}"]`);
  (named ?? root.querySelector<HTMLElement>('.sigv4-alert'))?.focus();
  if (named?.autocomplete === 'one-time-code') named.select();
};

/** What has the focus in the tree that an element stands in. */
export const focusedIn = (element: Element): Element | null =>
  (element.getRootNode() as Document | ShadowRoot).activeElement ?? null;
