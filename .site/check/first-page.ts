import { expect } from 'vitest';
import { type DrivenPage, PATIENCE } from '../../test/ui/support/driven-page.js';

/** The buttons, in the order of the Tab key. */
const BUTTONS = [
  'Make a signed call',
  'Three calls at once',
  'Expire the credentials',
  'Skew the clock by 20 minutes',
  'Deny the next call',
] as const;
type Button = (typeof BUTTONS)[number];

/** The first page, as a user of the keyboard sees it. */
export interface FirstPage {
  /** Presses a button. */
  press(button: Button): Promise<void>;
  /** Presses a button that makes calls, and waits for their end. Gives the lines that the list has got since the last time. */
  call(button: Button): Promise<readonly string[]>;
  /** What the status line says. */
  status(): Promise<string>;
}

const LINES = `return [...document.querySelectorAll('.try-it tbody tr[data-kind]')].map((row) =>
  [...row.querySelectorAll('.try-it-kind, .try-it-what, .try-it-verdict')].map((cell) => cell.textContent).filter(Boolean).join(' '))`;

/** Opens the first page, and waits for the mock behind it. */
export const openFirstPage = async (page: DrivenPage, url: string): Promise<FirstPage> => {
  await page.go(url);
  return meetFirstPage(page);
};

/** Waits for the mock behind the first page, which is on its way. */
export const meetFirstPage = async (page: DrivenPage): Promise<FirstPage> => {
  const status = (): Promise<string> => page.run(`return document.querySelector('.try-it-status')?.textContent ?? ''`);
  await expect.poll(status, PATIENCE).toBe('Ready. Make a call.');

  const linesShown = (): Promise<readonly string[]> => page.run(LINES);
  const focusedName = async (): Promise<string> => (await page.focused()).name;
  /** Moves the focus by the Tab key. */
  const reach = async (button: Button): Promise<void> => {
    for (let presses = 0; !BUTTONS.includes((await focusedName()) as Button); presses += 1) {
      if (presses === 30) throw new Error('The Tab key leads to none of the buttons.');
      await page.press('Tab');
    }
    const distance = BUTTONS.indexOf(button) - BUTTONS.indexOf((await focusedName()) as Button);
    for (let steps = Math.abs(distance); steps > 0; steps -= 1) {
      await page.press('Tab', ...(distance < 0 ? (['Shift'] as const) : []));
    }
    expect(await page.focused()).toEqual({ role: 'button', name: button });
  };
  const press = async (button: Button): Promise<void> => {
    await reach(button);
    await page.press('Enter');
  };
  let read = 0;
  return {
    press,
    status,
    call: async (button) => {
      const before = (await linesShown()).length;
      await press(button);
      // The status line is still that of the call before until the first line of this one is there.
      await expect.poll(async () => (await linesShown()).length, PATIENCE).toBeGreaterThan(before);
      await expect.poll(status, PATIENCE).toMatch(/: your code got /);
      const lines = await linesShown();
      const fresh = lines.slice(read);
      read = lines.length;
      return fresh;
    },
  };
};
