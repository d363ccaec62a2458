import '../../../../src/ui.js';
import { createShownFlow } from './shown-flow.js';
import { STEPS } from './shown-steps.js';

// A page with a strict Content Security Policy, which shows every step and tells its test what the browser refused.
const refused: string[] = [];
document.addEventListener('securitypolicyviolation', ({ violatedDirective, sourceFile, sample }) =>
  refused.push(`${violatedDirective} ${sourceFile} ${sample}`),
);

// Vitest has every import() go through this, which its own page has.
Object.assign(globalThis, { __vitest_browser_runner__: { wrapDynamicImport: (load: () => unknown) => load() } });

const colors = { backgroundColor: '#102030', secondaryBackgroundColor: 'black', primaryColor: 'gold' };
for (const step of STEPS) {
  const element = document.createElement('sigv4-sign-in');
  Object.assign(element, { flow: createShownFlow(step).flow, canCancel: true, ...colors });
  document.body.append(element);
  await element.updateComplete;
}
const inline = document.createElement('p');
inline.setAttribute('style', 'color: red');
document.body.append(inline);
const button = document.querySelector('.sigv4-button-primary')!;
const waiting = setInterval(() => {
  if (refused.length === 0 || !document.querySelector('.sigv4-qr path')) return;
  clearInterval(waiting);
  parent.postMessage({ refused, background: getComputedStyle(button).backgroundColor }, '*');
}, 10);
