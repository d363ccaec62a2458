import { html, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import type { FlowAction, FlowActionName, FlowProvider, FlowStep } from '../flow/types.js';
import { renderField } from './field.js';
import type { View } from './view.js';

type Content = TemplateResult | typeof nothing;

/** Actions shown as buttons: ways to sign in, and those of a step without a form. Others are links beside the form. */
const BUTTONS: readonly FlowActionName[] = ['passkey', 'addPasskey', 'signOut'];

const submitButton = ({ submit }: FlowStep, busy: boolean): Content =>
  submit
    ? html`<button class="sigv4-button sigv4-button-primary" aria-disabled=${busy ? 'true' : nothing}>${submit}</button>`
    : nothing;

// Buttons, not radio buttons: one press chooses, nothing is preselected, and fields beside them are submitted too.
const choiceButtons = ({ choices }: FlowStep, busy: boolean): Content =>
  choices?.length
    ? html`<div class="sigv4-choices">
        ${choices.map(
          ({ name, label }) =>
            html`<button class="sigv4-button sigv4-choice" name="choice" value=${name} aria-disabled=${busy ? 'true' : nothing}>${label}</button>`,
        )}
      </div>`
    : nothing;

const providerButton = ({ name, label, logo }: FlowProvider, { flow, signInWith }: View): TemplateResult =>
  html`<button type="button" class="sigv4-button sigv4-provider" aria-disabled=${flow.busy ? 'true' : nothing}
    @click=${() => signInWith(name)}>
    ${logo ? html`<img class="sigv4-provider-logo" src=${logo} alt="">` : nothing}<span>${label}</span>
  </button>`;

const actionButton = ({ name, label, notBefore }: FlowAction, view: View): TemplateResult => {
  const seconds = view.secondsUntil(notBefore);
  // "Back" cancels the work in progress.
  const refused = seconds > 0 || (view.flow.busy && name !== 'back');
  return html`<button type="button" class=${BUTTONS.includes(name) ? 'sigv4-button' : 'sigv4-link'}
    data-action=${name} aria-disabled=${refused ? 'true' : nothing} @click=${() => refused || view.act(name)}>
    ${seconds > 0 ? view.flow.text('action.resendIn', { seconds }) : label}
  </button>`;
};

const form = (view: View): Content => {
  const { flow, id, submit } = view;
  const { fields, choices, submit: words, description, name } = flow.step;
  if (!words && !choices?.length && fields.length === 0) return nothing;
  const first = fields.find(({ readOnly }) => !readOnly)?.name;
  const about = (field: string): string | undefined => (description && field === first ? `${id}-about` : undefined);
  return html`<form class="sigv4-form" method="post" name=${name} aria-labelledby="${id}-title"
    aria-busy=${flow.busy} @submit=${submit}>
    ${fields.map((field) => renderField(field, view, about(field.name)))}
    ${submitButton(flow.step, flow.busy)} ${choiceButtons(flow.step, flow.busy)}
  </form>`;
};

const formAndActions = (view: View): TemplateResult => {
  const { actions, providers = [], submit } = view.flow.step;
  const buttons = actions.filter(({ name }) => BUTTONS.includes(name));
  const links = actions.filter(({ name }) => !BUTTONS.includes(name));
  const others = providers.length + buttons.length > 0;
  return html`${form(view)}
    ${
      links.length > 0
        ? html`<div class="sigv4-links">${links.map((action) => actionButton(action, view))}</div>`
        : nothing
    }
    ${
      others
        ? html`${submit ? html`<p class="sigv4-or"><span>${view.flow.text('or')}</span></p>` : nothing}
            <div class="sigv4-others">
              ${providers.map((provider) => providerButton(provider, view))}
              ${buttons.map((action) => actionButton(action, view))}
            </div>`
        : nothing
    }`;
};

/** Renders a step's form and its actions. Each step gets new elements, so that the focus does not stay behind. */
export const renderForm = (view: View): TemplateResult => html`${keyed(view.formKey, formAndActions(view))}`;
