import { html, nothing, type TemplateResult } from 'lit';
import { renderForm } from './form.js';
import { renderTotp } from './totp.js';
import type { View } from './view.js';

const closeButton = ({ flow, cancel }: View): TemplateResult =>
  html`<button type="button" class="sigv4-close" aria-label=${flow.text('action.close')} @click=${cancel}>
    <svg viewBox="0 0 24 24" aria-hidden="true"><path d="M6 6l12 12M18 6L6 18"></path></svg>
  </button>`;

const header = (view: View): TemplateResult => {
  const { logo, canCancel, renderHeader } = view.options;
  const image = typeof logo === 'string' ? html`<img class="sigv4-logo" src=${logo} alt="">` : logo;
  const content = renderHeader?.(view.flow.step) ?? image;
  return html`<div class="sigv4-header">${content ?? nothing}${canCancel ? closeButton(view) : nothing}</div>`;
};

/** The live regions stay in the page: screen readers may not announce text that appears together with its region. */
const content = (view: View): TemplateResult => {
  const { flow, id, copied, prompt } = view;
  const { step, busy, error, notice } = flow;
  const status = notice?.message ?? (error ? undefined : prompt);
  const alert = error && !step.fields.some(({ name }) => name === error.field) ? error.message : undefined;
  const hiddenStatus = busy ? flow.text('busy') : copied ? flow.text('action.copied') : nothing;
  return html`<h2 class="sigv4-title" id="${id}-title" tabindex="-1">${step.title}</h2>
    ${step.description ? html`<p class="sigv4-description" id="${id}-about">${step.description}</p>` : nothing}
    <div class="sigv4-status" role="status">${status ? html`<p class="sigv4-notice">${status}</p>` : nothing}</div>
    <div class="sigv4-alert" role="alert" tabindex="-1">${alert ? html`<p class="sigv4-error">${alert}</p>` : nothing}</div>
    ${renderTotp(flow, view.qrCode, copied, view.copy)} ${renderForm(view)}
    <p class="sigv4-hidden" role="status">${hiddenStatus}</p>`;
};

const loading = ({ flow, id }: View): TemplateResult =>
  html`<h2 class="sigv4-title sigv4-hidden" id="${id}-title" tabindex="-1">${flow.text('busy')}</h2>
    <div class="sigv4-spinner"></div>`;

/** Renders the whole card: the header, the current step, and the footer. */
export const renderCard = (view: View): TemplateResult => {
  const { flow, options } = view;
  const footer = options.renderFooter?.(flow.step);
  return html`<div class="sigv4-card" lang=${flow.language} dir=${flow.direction} data-step=${flow.step.name}>
    ${header(view)}
    <div class="sigv4-content">${flow.step.name === 'loading' ? loading(view) : content(view)}</div>
    ${footer === undefined ? nothing : html`<div class="sigv4-footer">${footer}</div>`}
  </div>`;
};
