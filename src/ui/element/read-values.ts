import type { FlowField, FlowValues } from '../flow/types.js';

/**
 * What stands in the form now, by the fields' names. Inputs are read when they are submitted: what a password manager fills in
 * without an event counts as well.
 *
 * @param choice The button that was pressed.
 */
export const readValues = (form: HTMLFormElement | null, fields: readonly FlowField[], choice?: string): FlowValues => {
  const data = form ? new FormData(form) : undefined;
  const values: Record<string, string | boolean> = {};
  for (const { name, type } of data ? fields : []) {
    const value = data?.get(name);
    if (type === 'checkbox') values[name] = value !== null;
    else if (typeof value === 'string') values[name] = value;
  }
  return choice === undefined ? values : { ...values, choice };
};
