import { onTestFinished } from 'vitest';
import { cdp, page } from 'vitest/browser';

interface Protocol {
  send(method: string, parameters: object): Promise<unknown>;
}

/** Has the browser say that its user prefers something, until the end of the test. Such as `forced-colors: active`. */
export const prefer = async (features: Readonly<Record<string, string>>): Promise<void> => {
  const protocol = cdp() as unknown as Protocol;
  const emulate = (values: Readonly<Record<string, string>>): Promise<unknown> =>
    protocol.send('Emulation.setEmulatedMedia', {
      features: Object.entries(values).map(([name, value]) => ({ name, value })),
    });
  onTestFinished(async () => void (await emulate({})));
  await emulate(features);
};

/** Makes the page as large as a small phone, until the end of the test. */
export const narrow = async ({ width, height } = { width: 320, height: 568 }): Promise<void> => {
  const { innerWidth, innerHeight } = window;
  onTestFinished(() => page.viewport(innerWidth, innerHeight));
  await page.viewport(width, height);
};

/** Gives the page a style sheet, until the end of the test. */
export const style = (css: string): void => {
  const sheet = document.createElement('style');
  sheet.textContent = css;
  document.head.append(sheet);
  onTestFinished(() => sheet.remove());
};
