import { announce } from './announce.js';
import { h } from './dom.js';

/** How long the button says that it has copied, in milliseconds. */
const SHOWN = 1_500;

/** Copies where a page without https has no clipboard, such as an emulator on another machine. */
const copyBySelection = (text: string): void => {
  const area = h('textarea', { class: 'unseen', 'aria-hidden': 'true' });
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
};

/** A button that copies a text. */
export const copyButton = (label: string, text: () => string, what = label): HTMLButtonElement => {
  const button = h('button', { type: 'button', class: 'quiet', 'data-key': label }, label);
  button.addEventListener('click', async () => {
    try {
      await navigator.clipboard.writeText(text());
    } catch {
      copyBySelection(text());
      button.focus();
    }
    button.textContent = 'Copied';
    announce(`Copied: ${what}`);
    setTimeout(() => {
      button.textContent = label;
    }, SHOWN);
  });
  if (what !== label) button.setAttribute('aria-label', `${label} ${what}`);
  return button;
};
