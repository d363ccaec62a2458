import type { FlowField, FlowValues } from '../flow/types.js';

/**
 * Reads the form's current values, by the fields' names. Values are read on submit, so that they include what a
 * password manager fills in without an event.
 *
 * @param choice The button that was pressed.
 */
export const readForm = (form: HTMLFormElement | null, fields: readonly FlowField[], choice?: string): FlowValues => {
  const data = form ? new FormData(form) : undefined;
  const values: Record<string, string | boolean> = {};
  for (const { name, type } of data ? fields : []) {
    const value = data?.get(name);
    if (type === 'checkbox') values[name] = value !== null;
    else if (typeof value === 'string') values[name] = value;
  }
  return choice === undefined ? values : { ...values, choice };
};
