import { expect } from 'vitest';
import { type DrivenPage, PATIENCE } from '../../support/driven-page.js';

/** Waits until the element shows a step and is ready for input. */
export const arriveAt = (page: DrivenPage, step: string): Promise<void> =>
  expect
    .poll(
      () =>
        page.run(
          `const form = document.querySelector('.sigv4-form');
          return form?.getAttribute('aria-busy') === 'true' ? 'busy' : document.body.dataset.step;`,
        ),
      { ...PATIENCE, message: 'the step' },
    )
    .toBe(step);

/** Types into fields as a user would. */
export const typeInto = async (page: DrivenPage, values: Readonly<Record<string, string>>): Promise<void> => {
  for (const [name, value] of Object.entries(values)) {
    await page.run("document.querySelector('.sigv4-form').elements.namedItem(arguments[0]).focus();", name);
    await page.type(value);
  }
};

/** Types into fields and submits them with Enter. */
export const submit = async (page: DrivenPage, values: Readonly<Record<string, string>>): Promise<void> => {
  await typeInto(page, values);
  await page.press('Enter');
};

/** Presses a button of the page once it exists. */
export const press = (page: DrivenPage, selector: string): Promise<void> =>
  expect
    .poll(
      () =>
        page.run(
          'const found = document.querySelector(arguments[0]); found?.click(); return found !== null;',
          selector,
        ),
      { ...PATIENCE, message: selector },
    )
    .toBe(true);

/** The values of the form's inputs. */
export const valuesOf = (page: DrivenPage): Promise<Record<string, string>> =>
  page.run(
    "return Object.fromEntries([...document.querySelectorAll('.sigv4-form input')].map((input) => [input.name, input.value]));",
  );
