import { expect } from 'vitest';
import { type DrivenPage, type Focused, PATIENCE } from '../../support/driven-page.js';

/** How often the user presses Tab before giving up. */
const MAX_TABS = 30;

/** A user with a keyboard only. */
export interface Person {
  /** Presses Tab until the focused element has an accessible name. */
  goTo(name: string): Promise<Focused>;
  /** Goes to a field and replaces its text. */
  fill(name: string, text: string): Promise<void>;
  /** Goes to a button or link and presses Enter. */
  press(name: string): Promise<void>;
  /** Goes to a check box and checks it. */
  check(name: string): Promise<void>;
  /** Presses Enter in a field. */
  enter(): Promise<void>;
  /** Waits until the app shows a text. */
  sees(words: string): Promise<void>;
}

/** Creates the user of a page. */
export const personAt = (page: DrivenPage): Person => {
  const goTo = async (name: string): Promise<Focused> => {
    const passed: string[] = [];
    for (let tabs = 0; tabs <= MAX_TABS; tabs++) {
      const focused = await page.focused();
      if (focused.name === name) return focused;
      passed.push(`${focused.role} '${focused.name}'`);
      await page.press('Tab');
    }
    throw new Error(`Nothing that Tab leads to has the name '${name}'. It leads to ${passed.join(', ')}.`);
  };
  return {
    goTo,
    fill: async (name, text) => {
      await goTo(name);
      await page.press('a', 'Control');
      await page.type(text);
    },
    press: async (name) => {
      await goTo(name);
      await page.press('Enter');
    },
    check: async (name) => {
      await goTo(name);
      await page.press('Space');
    },
    enter: () => page.press('Enter'),
    sees: async (words) => {
      const seen = () => page.run('return document.body.innerText;');
      await expect.poll(seen, PATIENCE).toContain(words);
    },
  };
};

/** What a user of the page sees or hears. */
export interface Sight {
  /** The step of the open dialog. Undefined without a dialog. */
  readonly step: string | null;
  readonly busy: boolean;
  /** The text of the dialog. */
  readonly words: string;
  /** Whether the focus is in the dialog. */
  readonly inside: boolean;
  /** The outcomes of the app's calls. */
  readonly answers: readonly string[];
  /** The signed-in user that the app shows. */
  readonly who: string;
}

/** Reads the page. */
export const lookAt = (page: DrivenPage): Promise<Sight> =>
  page.run(`
    const dialog = document.querySelector('dialog:modal');
    return {
      step: dialog?.querySelector('.sigv4-card')?.dataset.step ?? null,
      busy: dialog?.querySelector('.sigv4-form')?.getAttribute('aria-busy') === 'true',
      words: dialog?.innerText ?? '',
      inside: dialog?.contains(document.activeElement) ?? false,
      answers: [...document.querySelectorAll('li')].map((line) => line.textContent),
      who: document.querySelector('[role=status]')?.textContent ?? '',
    };`);

/** Waits for the app's page. */
export const arriveAtApp = (page: DrivenPage): Promise<void> =>
  expect.poll(() => page.run("return document.querySelector('main') !== null;"), PATIENCE).toBe(true);

/** Waits until the dialog shows a step, is ready for input, and contains a text. */
export const arriveAt = async (page: DrivenPage, step: string, says: string | RegExp = ''): Promise<void> => {
  const words = typeof says === 'string' ? expect.stringContaining(says) : expect.stringMatching(says);
  await expect
    .poll(
      async () => {
        const { busy, ...sight } = await lookAt(page);
        return busy ? { ...sight, step: 'busy' } : sight;
      },
      { ...PATIENCE, message: `the step ${step}` },
    )
    .toMatchObject({ step, inside: true, words });
};

/** The problems that axe-core finds in the page, by WCAG 2.2 AA and its best practices. */
export const audit = (page: DrivenPage): Promise<readonly string[]> =>
  page.run(`
    const values = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    return axe.run(document, { runOnly: { type: 'tag', values }, resultTypes: ['violations'] }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => id + ': ' + html + ' ' + failureSummary)));`);
