import { html, nothing, type TemplateResult } from 'lit';
import type { FlowField } from '../flow/types.js';
import type { View } from './view.js';

type Content = TemplateResult | typeof nothing;

/** Whether phones and spell checkers must not change what the user types. */
const isVerbatim = ({ type, autocomplete }: FlowField): boolean =>
  type === 'password' || /\b(username|one-time-code)\b/.test(autocomplete);

// The label does not change, because `aria-pressed` announces the state.
const revealButton = ({ name }: FlowField, id: string, { flow, revealed, toggle }: View): TemplateResult =>
  html`<button type="button" class="sigv4-reveal" aria-label=${flow.text('action.showPassword')} aria-controls=${id}
    aria-pressed=${revealed.has(name)} @click=${() => toggle(name)}>
    <svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="12" cy="12" r="3"></circle>
    <path d="M2 12q4-7 10-7t10 7q-4 7-10 7t-10-7z${revealed.has(name) ? 'M4 4l16 16' : ''}"></path></svg>
  </button>`;

const labelOf = ({ label, required, readOnly, type }: FlowField, { flow }: View): string =>
  required || readOnly || type === 'checkbox' ? label : flow.text('field.optional', { label });

const standard = (field: FlowField, id: string, describedBy: string, invalid: boolean, view: View): TemplateResult => {
  const { name, type, hint } = field;
  const isCheckbox = type === 'checkbox';
  const verbatim = isVerbatim(field);
  const input = html`<input class=${isCheckbox ? 'sigv4-checkbox' : 'sigv4-input'} id=${id} name=${name}
    type=${view.revealed.has(name) ? 'text' : type}
    autocomplete=${(field.autocomplete || nothing) as 'on'}
    inputmode=${field.inputMode ?? nothing}
    autocapitalize=${verbatim ? 'none' : nothing}
    autocorrect=${verbatim ? 'off' : nothing}
    spellcheck=${verbatim ? 'false' : nothing}
    value=${isCheckbox ? nothing : (field.value ?? nothing)}
    ?required=${field.required}
    ?readonly=${field.readOnly}
    aria-describedby=${describedBy || nothing}
    aria-errormessage=${invalid ? `${id}-error` : nothing}
    aria-invalid=${invalid ? 'true' : nothing}>`;
  const label = html`<label class="sigv4-label" for=${id}>${labelOf(field, view)}</label>`;
  if (isCheckbox) return html`<div class="sigv4-check">${input}${label}</div>`;
  return html`${label}
    ${hint ? html`<p class="sigv4-hint" id="${id}-hint">${hint}</p>` : nothing}
    <div class="sigv4-control">${input}${type === 'password' ? revealButton(field, id, view) : nothing}</div>`;
};

/**
 * Renders a field: the app's own rendering, else label, hint and input; and its error below.
 *
 * @param about The id of the step's description, for the field that
 * gets the focus. Screen reader users would otherwise miss it.
 */
export const renderField = (field: FlowField, view: View, about: string | undefined): Content => {
  const { flow, options } = view;
  const { name, hint, type } = field;
  const id = `${view.id}-${name}`;
  const error = flow.error?.field === name ? flow.error.message : undefined;
  const describedBy = [about, hint && type !== 'checkbox' && `${id}-hint`, error && `${id}-error`]
    .filter(Boolean)
    .join(' ');
  const own = options.renderField;
  const custom = own && view.custom(name, () => own(field, { step: flow.step, id, error }));
  return html`<div class="sigv4-field">
    ${custom ?? standard(field, id, describedBy, error !== undefined, view)}
    ${error === undefined ? nothing : html`<p class="sigv4-error" role="alert" id="${id}-error">${error}</p>`}
  </div>`;
};
