import { onTestFinished } from 'vitest';
import '../../../../src/ui.js';
import type { SignInElement } from '../../../../src/ui.js';
import type { FlowStep } from '../../../../src/ui/flow/types.js';
import { wordsOf } from './languages.js';
import { createShownFlow, type ShownWords } from './shown-flow.js';
import { translate } from './translate.js';

/** Puts an element with these properties into the page. */
export const mountElement = async (properties: Partial<SignInElement>): Promise<SignInElement> => {
  const element = document.createElement('sigv4-sign-in');
  Object.assign(element, properties);
  document.body.append(element);
  onTestFinished(() => element.remove());
  await element.updateComplete;
  return element;
};

/** An element that shows a flow at this step. */
export const mount = async (
  step: FlowStep,
  properties: Partial<SignInElement> = {},
  words: ShownWords = wordsOf('en'),
) => {
  const shown = createShownFlow(words.texts ? translate(step, words.texts) : step, words);
  const element = await mountElement({ flow: shown.flow, ...properties });
  const find = <E extends HTMLElement = HTMLElement>(selector: string): E => element.querySelector<E>(selector)!;
  return {
    ...shown,
    get listeners() {
      return shown.listeners;
    },
    element,
    find,
    input: (name: string) => find<HTMLInputElement>(`input[name="${name}"]`),
    button: (label: string) =>
      [...element.querySelectorAll('button')].find(
        (button) => (button.getAttribute('aria-label') ?? button.textContent?.trim()) === label,
      )!,
    /** Shows something else, and waits for it. */
    show: async (change: Parameters<typeof shown.show>[0]) => {
      shown.show(change);
      await element.updateComplete;
    },
    submit: () => find<HTMLFormElement>('form').requestSubmit(),
  };
};
