import { expect } from 'vitest';

/** How long a busy machine may take for what is waited for. */
export const PATIENCE = { timeout: 20_000, interval: 50 } as const;

/** A page in a browser that a test drives. */
export interface DrivenPage {
  go(url: string): Promise<void>;
  /** Runs the body of a function in the page, and gives what it returns. */
  run<T>(body: string, ...values: readonly unknown[]): Promise<T>;
  /** Types into what has the focus, key by key. */
  type(text: string): Promise<void>;
  enter(): Promise<void>;
}

/** A browser with one page. */
export interface DrivenBrowser {
  readonly page: DrivenPage;
  close(): Promise<void>;
}

/** A browser that keeps passwords. */
export interface PasswordManager extends DrivenBrowser {
  /**
   * Waits until the browser offers to save a password, or to change a saved one, and accepts.
   *
   * @param entry What is offered, where the browser can be asked.
   */
  accept(offer: 'save' | 'update', entry: SavedPassword): Promise<void>;
  /** What is saved for a page's site. */
  saved(url: string): Promise<readonly SavedPassword[]>;
}

/** An entry of a password manager. */
export interface SavedPassword {
  readonly username: string;
  readonly password: string;
}

/** Waits until the element shows a step, and is ready for its form. */
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

/** Types into fields, and submits them by Enter. */
export const submit = async (page: DrivenPage, values: Readonly<Record<string, string>>): Promise<void> => {
  await typeInto(page, values);
  await page.enter();
};

/** Presses a button of the page, once it is there. */
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

/** What stands in the form's inputs. */
export const valuesOf = (page: DrivenPage): Promise<Record<string, string>> =>
  page.run(
    "return Object.fromEntries([...document.querySelectorAll('.sigv4-form input')].map((input) => [input.name, input.value]));",
  );
