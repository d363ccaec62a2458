import type { FlowError } from '../flow/types.js';

const INPUTS = '.sigv4-form :is(input, select, textarea):not([readonly], [type="checkbox"], [type="hidden"])';

/**
 * Focuses a step's first empty field, else its first field. Focuses the heading if there is no field, or if there is a
 * QR code to scan, which a phone's keyboard would cover.
 */
export const focusStep = (root: ParentNode, options?: FocusOptions): void => {
  const inputs = root.querySelector('.sigv4-totp') ? [] : [...root.querySelectorAll<HTMLInputElement>(INPUTS)];
  const first = inputs.find(({ value }) => !value) ?? inputs[0] ?? root.querySelector<HTMLElement>('.sigv4-title');
  first?.focus(options);
};

/** Focuses the field that an error is about, else the error's text. Selects a code, so that typing replaces it. */
export const focusError = (root: ParentNode, { field }: FlowError): void => {
  const named = field === undefined ? null : root.querySelector<HTMLInputElement>(`[name="${CSS.escape(field)}"]`);
  (named ?? root.querySelector<HTMLElement>('.sigv4-alert'))?.focus();
  if (named?.autocomplete === 'one-time-code') named.select();
};

/** Returns the focused element of an element's tree. */
export const focusedIn = (element: Element): Element | null =>
  (element.getRootNode() as Document | ShadowRoot).activeElement ?? null;
