/**
 * White on a colour whose relative luminance (WCAG 2.2) is below
 * 0.179, else black. The contrast is at least 4.58:1 with any colour.
 */
const contrastWith = (color: string): string => {
  const channel = 'clamp(0, (0.179 - 0.2126 * r - 0.7152 * g - 0.0722 * b) * 99999, 1)';
  return `color(from var(${color}) srgb-linear ${channel} ${channel} ${channel})`;
};

/**
 * The style sheet. It is in a layer and has no specificity, so any unlayered rule of the app overrides it. An app with
 * its own layers declares this one first: `@layer sigv4-sign-in, …;`.
 *
 * Custom properties that apps may set are `--sigv4-…`; those derived from them are `--_…`.
 */
export const STYLES = `@layer sigv4-sign-in {
:where(sigv4-sign-in) { display: block }
:where(.sigv4-card) {
  --_background: var(--sigv4-background, #fff);
  --_primary: var(--sigv4-primary, #2457d6);
  --_contrast: #000;
  --_on-primary: var(--sigv4-on-primary, #fff);
  --_on-secondary: inherit;
  --_secondary: var(--sigv4-secondary-background, var(--_background));
  --_text: var(--sigv4-text, color-mix(in srgb, var(--_contrast) 90%, var(--_background)));
  --_muted: color-mix(in srgb, var(--_text) 76%, var(--_background));
  --_line: color-mix(in srgb, var(--_text) 16%, var(--_background));
  --_border: var(--sigv4-border, color-mix(in srgb, var(--_text) 52%, var(--_background)));
  --_error: var(--sigv4-error, #9e1a14);
  --_focus: var(--sigv4-focus, color-mix(in srgb, var(--_primary), var(--_text)));
  --_radius: var(--sigv4-radius, .5rem);
  --_padding: min(2rem, 7vw);
  position: relative;
  box-sizing: border-box;
  max-inline-size: 26rem;
  margin-inline: auto;
  overflow: hidden;
  border: 1px solid var(--_line);
  border-radius: calc(var(--_radius) * 1.5);
  background: var(--_background);
  color: var(--_text);
  font-family: var(--sigv4-font, inherit);
  font-size: 1rem;
  line-height: 1.5;
  text-align: start;
  overflow-wrap: anywhere;
  text-wrap: pretty;
}
@supports (color: light-dark(red, red)) {
  :where(.sigv4-card) {
    --_background: var(--sigv4-background, light-dark(#fff, #16181d));
    --_primary: var(--sigv4-primary, light-dark(#2457d6, #8fb0ff));
  }
}
@supports (color: color(from red srgb-linear r g b)) {
  :where(.sigv4-card) {
    --_contrast: ${contrastWith('--_background')};
    --_on-primary: var(--sigv4-on-primary, ${contrastWith('--_primary')});
    --_error: var(--sigv4-error, color(from var(--_contrast) srgb calc(.62 + .38 * r) calc(.1 + .6 * g) calc(.08 + .58 * b)));
    --_on-secondary: ${contrastWith('--_secondary')};
  }
}
:where(.sigv4-card *) { box-sizing: border-box }
:where(.sigv4-card :is(h2, p, form)) { margin: 0 }
:where(.sigv4-card svg) { fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round }
:where(.sigv4-card :is(a, button, input):focus-visible) { outline: 2px solid var(--_focus); outline-offset: 2px }
:where(.sigv4-close:focus-visible) { outline-color: currentColor }
:where(.sigv4-header) { display: flex; justify-content: center; background: var(--_secondary); color: var(--_on-secondary) }
:where(.sigv4-header:has(> :not(.sigv4-close))) { padding: 1.5rem 3.5rem }
:where(.sigv4-header:has(> :not(.sigv4-close)) + .sigv4-content) { padding-block-start: 1.5rem }
:where(.sigv4-logo) { display: block; max-inline-size: 100%; max-block-size: 3rem }
:where(.sigv4-close, .sigv4-reveal) {
  position: absolute;
  inset-block-start: 0;
  inset-inline-end: 0;
  display: grid;
  place-items: center;
  inline-size: 2.75rem;
  block-size: 2.75rem;
  padding: 0;
  border: 0;
  border-radius: var(--_radius);
  background: none;
  color: inherit;
  cursor: pointer;
}
:where(.sigv4-close) { inset-block-start: max(0px, var(--_padding) - .4375rem); inset-inline-end: max(0px, var(--_padding) - 1rem) }
:where(.sigv4-reveal) { color: var(--_muted) }
:where(.sigv4-reveal:focus-visible) { outline-offset: -4px }
:where(.sigv4-close svg, .sigv4-reveal svg) { inline-size: 1.375rem }
:where(.sigv4-content) { display: flex; flex-direction: column; gap: 1.25rem; padding: var(--_padding) }
:where(.sigv4-form, .sigv4-others, .sigv4-choices) { display: flex; flex-direction: column; gap: 1rem }
:where(.sigv4-others, .sigv4-choices) { gap: .75rem }
:where(.sigv4-title) { font-size: clamp(1.125rem, 8vw, 1.5rem); font-weight: 650; line-height: 1.25; text-wrap: balance }
:where(.sigv4-title, .sigv4-alert):where(:focus) { outline: none }
:where(.sigv4-header:has(> .sigv4-close:only-child) + .sigv4-content .sigv4-title) { padding-inline-end: 2rem }
:where(.sigv4-status:empty, .sigv4-alert:empty), :where(.sigv4-hidden) {
  position: absolute;
  inline-size: 1px;
  block-size: 1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}
:where(.sigv4-notice, .sigv4-alert .sigv4-error) {
  padding: .75rem 1rem;
  border: 1px solid var(--_primary);
  border-radius: var(--_radius);
  background: color-mix(in srgb, var(--_primary) 9%, var(--_background));
}
:where(.sigv4-alert .sigv4-error) { border-color: var(--_error); background: color-mix(in srgb, var(--_error) 8%, var(--_background)) }
:where(.sigv4-field) { display: grid; gap: .375rem }
:where(.sigv4-label) { font-weight: 600 }
:where(.sigv4-hint, .sigv4-field .sigv4-error) { font-size: .9375rem }
:where(.sigv4-description, .sigv4-hint) { color: var(--_muted) }
:where(.sigv4-error) { color: var(--_error) }
:where(.sigv4-control) { position: relative }
:where(.sigv4-input) {
  display: block;
  inline-size: 100%;
  min-block-size: 2.75rem;
  margin: 0;
  padding: .5rem .75rem;
  border: 1px solid var(--_border);
  border-radius: var(--_radius);
  background: var(--sigv4-input-background, var(--_background));
  color: inherit;
  font: inherit;
  font-size: max(1rem, 16px);
  text-align: match-parent;
  text-align: -webkit-match-parent;
  unicode-bidi: plaintext;
}
:where(.sigv4-input[readonly]) { border-color: var(--_line); background: color-mix(in srgb, var(--_text) 5%, var(--_background)) }
:where(.sigv4-input:has(+ .sigv4-reveal)) { padding-inline-end: 2.75rem }
:where(.sigv4-input[autocomplete='one-time-code']) { font-variant-numeric: tabular-nums; letter-spacing: .15em }
:where(.sigv4-input[aria-invalid]) { border-color: var(--_error); box-shadow: inset 0 0 0 1px var(--_error) }
:where(.sigv4-input:focus-visible) { outline-offset: 0 }
:where(.sigv4-check) { display: flex; align-items: center; gap: .75rem }
:where(.sigv4-check .sigv4-label) { padding-block: .625rem; font-weight: inherit }
:where(.sigv4-checkbox) { flex: none; inline-size: 1.5rem; block-size: 1.5rem; margin: 0; accent-color: var(--_primary) }
:where(.sigv4-button, .sigv4-link) { min-block-size: 2.75rem; border: 0; background: none; color: inherit; font: inherit; cursor: pointer }
:where(.sigv4-button) {
  display: flex;
  align-items: center;
  justify-content: center;
  gap: .75rem;
  padding: .5rem min(1rem, 3vw);
  border: 1px solid var(--_border);
  border-radius: var(--_radius);
  font-weight: 600;
}
:where(.sigv4-button:hover) { background: color-mix(in srgb, var(--_text) 6%, var(--_background)) }
:where(.sigv4-button-primary), :where(.sigv4-button-primary:hover) { border-color: transparent; background: var(--_primary); color: var(--_on-primary) }
:where(.sigv4-button-primary:hover) { box-shadow: 0 2px 10px color-mix(in srgb, var(--_primary) 45%, transparent) }
:where(.sigv4-link) {
  padding: .5rem 0;
  text-align: start;
  text-decoration: underline;
  text-decoration-thickness: 1px;
  text-underline-offset: .2em;
}
:where(.sigv4-link:hover) { text-decoration-thickness: 2px }
:where(.sigv4-card [aria-disabled='true']) { cursor: default; box-shadow: none }
:where(.sigv4-button:not(.sigv4-button-primary), .sigv4-link):where([aria-disabled='true']) {
  border-color: var(--_line);
  background: none;
  color: var(--_muted);
  text-decoration: none;
  font-variant-numeric: tabular-nums;
}
:where(.sigv4-links) { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1.5rem; margin-block: -.25rem -.5rem; font-size: .9375rem }
:where([data-action='resend']) { flex-basis: 100% }
:where(.sigv4-or) { display: flex; align-items: center; gap: 1rem; color: var(--_muted) }
:where(.sigv4-or)::before, :where(.sigv4-or)::after { content: ''; flex: 1; border-block-start: 1px solid var(--_line) }
:where(.sigv4-provider-logo) { inline-size: 1.25rem; block-size: 1.25rem; object-fit: contain }
:where(.sigv4-totp) { display: grid; gap: .375rem }
:where(.sigv4-qr) { inline-size: min(100%, 13rem); margin: 0 auto .5rem; border-radius: var(--_radius); forced-color-adjust: none }
:where(.sigv4-qr *) { stroke: none }
:where(.sigv4-totp-key) { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem 1rem }
:where(.sigv4-code) { flex: 1 1 12rem; user-select: all; text-wrap: balance; font: 1rem/1.5 ui-monospace, monospace }
:where(.sigv4-totp-open) { justify-self: start; display: none }
@media (pointer: coarse) { :where(.sigv4-totp-open) { display: block } }
:where(.sigv4-footer) { padding: 1rem var(--_padding); border-block-start: 1px solid var(--_line); color: var(--_muted) }
:where(.sigv4-card p a) { color: inherit }
:where(.sigv4-spinner), :where(.sigv4-form[aria-busy='true'] .sigv4-button-primary)::after {
  content: '';
  flex: none;
  inline-size: 1.125rem;
  block-size: 1.125rem;
  border: 2px solid;
  border-inline-end-color: transparent;
  border-radius: 50%;
  animation: sigv4-turn 1s linear infinite;
}
:where(.sigv4-spinner) { inline-size: 2rem; block-size: 2rem; margin: 3rem auto }
:where(.sigv4-dialog) {
  pointer-events: auto;
  inline-size: min(26rem, 100vw - 1rem);
  max-inline-size: none;
  max-block-size: calc(100dvh - 1rem);
  margin: auto;
  padding: 0;
  overflow: auto;
  overscroll-behavior: contain;
  border: 0;
  background: none;
  color: inherit;
  border-radius: calc(var(--sigv4-radius, .5rem) * 1.5);
  box-shadow: 0 1rem 3rem rgb(0 0 0 / .3);
}
:where(.sigv4-dialog)::backdrop { background: rgb(0 0 0 / .5) }
@keyframes sigv4-turn { to { rotate: 1turn } }
@media (prefers-reduced-motion: reduce) {
  :where(.sigv4-spinner), :where(.sigv4-form) .sigv4-button-primary::after { animation: none }
}
@media (forced-colors: active) {
  :where(.sigv4-card) { --_focus: CanvasText }
  :where(.sigv4-button-primary) { background: Highlight; color: HighlightText; forced-color-adjust: none }
  :where(.sigv4-input[aria-invalid]) { border-width: 3px }
  :where(.sigv4-card [aria-disabled='true']) { border-color: GrayText; color: GrayText }
  :where(.sigv4-button-primary[aria-disabled='true']) { background: Canvas }
}
}`;
