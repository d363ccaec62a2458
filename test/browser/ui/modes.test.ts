import { expect, onTestFinished, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { SignInElement } from '../../../src/ui.js';
import type { FlowStep } from '../../../src/ui/flow/types.js';
import { createDialog } from '../../../src/ui/element/dialog.js';
import { violationsOf } from './support/axe.js';
import { contrast } from './support/contrast.js';
import { LANGUAGES, wordsOf } from './support/languages.js';
import { narrow, prefer, style } from './support/modes.js';
import { mount } from './support/mount.js';
import { STEPS, stepOf } from './support/shown-steps.js';
import { translate } from './support/translate.js';

const UNEXPECTED = 'error.unexpected';
const CONTROLS = 'button, a, input:not([readonly])';

const wait = (step: FlowStep): FlowStep => ({
  ...step,
  actions: step.actions.map((action) =>
    action.name === 'resend' ? { ...action, notBefore: Date.now() + 30_000 } : action,
  ),
});

/** A step with all that can be said there: an error at its last field, or at the form, and a notice. */
const mountFull = async (step: FlowStep, properties: Partial<SignInElement> = {}, words = wordsOf('en')) => {
  const mounted = await mount(wait(step), { canCancel: true, ...properties }, words);
  if (step.totp) await expect.poll(() => mounted.element.querySelector('.sigv4-qr path')).not.toBe(null);
  await mounted.show({
    error: { key: UNEXPECTED, message: words.texts[UNEXPECTED], field: step.fields.at(-1)?.name },
    notice: { key: 'notice.expired', message: words.texts['notice.expired'] },
  });
  return mounted;
};

const nameOf = (element: Element): string =>
  `${element.tagName} ${element.className} ${element.textContent?.trim().slice(0, 40)}`;

/** What reaches out of the card, and words that reach out of what they stand in. */
const overflowing = (element: Element): readonly string[] => {
  const card = element.querySelector('.sigv4-card')!.getBoundingClientRect();
  return [...element.querySelectorAll('.sigv4-card :not(svg *, .sigv4-hidden, :empty)')]
    .filter((child) => {
      const { left, right } = child.getBoundingClientRect();
      return left < card.left || right > card.right || child.scrollWidth > child.clientWidth + 1;
    })
    .filter((child) => getComputedStyle(child).display !== 'inline')
    .map(nameOf);
};

const LETTERS = {
  'letters of 100 %': '',
  'letters of 200 %': ':root { font-size: 200% }',
  // WCAG 2.2, 1.4.12.
  'letters far apart': '.sigv4-card * { letter-spacing: .12em; word-spacing: .16em; line-height: 1.5 }',
};

test.each(
  LANGUAGES.flatMap((language) => Object.entries(LETTERS).map(([letters, css]) => ({ language, letters, css }))),
)('no step is wider than a page of 320 pixels, in $language, with $letters', async ({ language, css }) => {
  await narrow();
  style(css);
  for (const step of STEPS) {
    const { element } = await mountFull(step, { renderFooter: () => 'Terms' }, wordsOf(language));
    expect([step.name, document.scrollingElement!.scrollWidth, overflowing(element)]).toEqual([step.name, 320, []]);
    element.remove();
  }
});

test.each([
  { mode: 'from right to left', language: 'ar' },
  { mode: 'in German, 320 pixels wide', language: 'de', set: narrow },
  { mode: 'in forced colours', set: () => prefer({ 'forced-colors': 'active' }) },
  { mode: 'in dark forced colours', set: () => prefer({ 'forced-colors': 'active', 'prefers-color-scheme': 'dark' }) },
  { mode: 'with letters of 200 %', set: () => style(':root { font-size: 200% }') },
] as const)(
  'axe finds nothing at any step, $mode',
  async ({ set, language = 'en' }: { set?: () => unknown; language?: 'ar' | 'de' | 'en' }) => {
    await set?.();
    for (const step of STEPS) {
      const { element } = await mountFull(step, {}, wordsOf(language));
      expect([step.name, await violationsOf(element)]).toEqual([step.name, []]);
      element.remove();
    }
  },
);

test('whatever can be pressed is at least 44 pixels high and wide; a check box has its label for that', async () => {
  for (const step of STEPS) {
    const { element } = await mountFull(step);
    const small = [...element.querySelectorAll<HTMLElement>(CONTROLS)]
      .filter((control) => control.checkVisibility())
      .map((control) => (control.matches('[type=checkbox]') ? (control as HTMLInputElement).labels![0]! : control))
      .filter((control) => {
        const { width, height } = control.getBoundingClientRect();
        // Links are as wide as their words (WCAG 2.5.8: 24 pixels).
        return height < 44 || width < (control.matches('.sigv4-link') ? 24 : 44);
      });
    expect([step.name, small.map(nameOf)]).toEqual([step.name, []]);
    element.remove();
  }
});

const COLOURS: Readonly<Record<string, Partial<SignInElement>>> = {
  light: {},
  dark: {},
  'gold on dark': { backgroundColor: '#102a33', secondaryBackgroundColor: 'white', primaryColor: 'gold' },
  'gold on cream': { backgroundColor: '#fdf6e3', secondaryBackgroundColor: '#232f3e', primaryColor: 'gold' },
  'purple on dark': { backgroundColor: '#203a43', primaryColor: 'rebeccapurple' },
};

const useScheme = (look: string): void => {
  document.documentElement.style.colorScheme = look === 'dark' ? 'dark' : 'light';
  onTestFinished(() => document.documentElement.removeAttribute('style'));
};

const hasWords = (element: Element): boolean =>
  [...element.childNodes].some((node) => node instanceof Text && node.data.trim() !== '');

/** Those that are too much like what they stand on. */
const faint = (elements: Iterable<Element>, property: 'color' | 'borderTopColor', least: number) =>
  [...elements]
    .map((element) => [nameOf(element), contrast(getComputedStyle(element)[property], element)] as const)
    .filter(([, ratio]) => ratio < least);

test.each(Object.entries(COLOURS))(
  'words can be read and inputs be seen, also while something is under way: %s',
  async (look, colours) => {
    useScheme(look);
    for (const name of ['signIn', 'signUp', 'confirmForgotPassword', 'totpMfa', 'setUpTotp', 'selectChallenge']) {
      const { element, show } = await mountFull(stepOf(name), { renderFooter: () => 'Terms', ...colours });
      for (const busy of [false, true]) {
        await show({ busy });
        const words = [...element.querySelectorAll('.sigv4-card *')].filter(hasWords);
        expect(faint([...words, ...element.querySelectorAll('input')], 'color', 4.5)).toEqual([]);
        expect(faint(element.querySelectorAll('.sigv4-reveal, .sigv4-close'), 'color', 3)).toEqual([]);
        expect(faint(element.querySelectorAll('.sigv4-input:not([readonly])'), 'borderTopColor', 3)).toEqual([]);
      }
      element.remove();
    }
  },
);

test.each([...Object.keys(COLOURS), 'forced colours', 'dark forced colours'])(
  'what has the focus is outlined for all to see: %s',
  async (look) => {
    useScheme(look);
    if (look === 'forced colours') await prefer({ 'forced-colors': 'active' });
    if (look === 'dark forced colours') await prefer({ 'forced-colors': 'active', 'prefers-color-scheme': 'dark' });
    for (const name of ['signIn', 'totpMfa', 'setUpTotp', 'selectChallenge']) {
      const { element } = await mountFull(stepOf(name), COLOURS[look]);
      const controls = [...element.querySelectorAll<HTMLElement>(CONTROLS)].filter((control) =>
        control.checkVisibility(),
      );
      for (const control of controls) {
        await userEvent.tab();
        expect(document.activeElement).toBe(control);
        const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(control);
        expect([nameOf(control), outlineStyle, outlineWidth]).toEqual([nameOf(control), 'solid', '2px']);
        expect(contrast(outlineColor, control.parentElement!)).toBeGreaterThanOrEqual(3);
      }
      element.remove();
    }
  },
);

test.each([
  ['no-preference', true],
  ['reduce', false],
] as const)('with prefers-reduced-motion: %s, something turns: %s', async (preference, turns) => {
  await prefer({ 'prefers-reduced-motion': preference });
  const { element, show } = await mount(stepOf('loading'));
  const isTurning = (): boolean => element.getAnimations({ subtree: true }).length > 0;
  expect(isTurning()).toBe(turns);
  await show({ step: stepOf('signIn') });
  expect(isTurning()).toBe(false);
  await show({ busy: true });
  expect(isTurning()).toBe(turns);
});

test('from right to left, what stands at the end is on the left, and what was typed keeps its order', async () => {
  const { find, input } = await mountFull(stepOf('signIn'), {}, wordsOf('ar'));
  const card = find('.sigv4-card').getBoundingClientRect();
  const middle = card.left + card.width / 2;
  expect(find('.sigv4-close').getBoundingClientRect().right).toBeLessThan(middle);
  expect(find('.sigv4-reveal').getBoundingClientRect().right).toBeLessThan(middle);
  const { paddingLeft, textAlign, unicodeBidi } = getComputedStyle(input('password'));
  expect([paddingLeft, textAlign, unicodeBidi]).toEqual(['44px', 'right', 'plaintext']);
});

test('the close button stands beside the first line of the title, and ends where the inputs do', async () => {
  const { find } = await mount(stepOf('signIn'), { canCancel: true });
  const [title, close, input] = ['.sigv4-title', '.sigv4-close path', '.sigv4-input'].map((selector) =>
    find(selector).getBoundingClientRect(),
  ) as [DOMRect, DOMRect, DOMRect];
  expect(close.top + close.height / 2).toBeCloseTo(title.top + title.height / 2, 0);
  expect(close.right).toBeCloseTo(input.right, -1);
});

test('a dialog that is higher than a phone on its side is scrolled inside of itself, to its end', async () => {
  await narrow({ width: 667, height: 375 });
  const { element, button } = await mount(stepOf('signUp'), { canCancel: true });
  const { show, close } = createDialog(element);
  onTestFinished(close);
  show();
  const dialog = element.closest('dialog')!;
  const { top, bottom } = dialog.getBoundingClientRect();
  expect(top).toBeGreaterThanOrEqual(0);
  expect(bottom).toBeLessThanOrEqual(375);
  expect(dialog.scrollWidth).toBe(dialog.clientWidth);
  const back = () => button('Back').getBoundingClientRect().bottom;
  expect(back()).toBeGreaterThan(375);
  dialog.scrollTop = dialog.scrollHeight;
  expect(back()).toBeLessThanOrEqual(bottom);
});

test.each(LANGUAGES)('the way back stays where it is when the wait for another code is over: %s', async (language) => {
  await narrow();
  const { find, show } = await mount(wait(stepOf('confirmSignUp')), {}, wordsOf(language));
  const place = () => find('[data-action=back]').getBoundingClientRect().toJSON();
  const waiting = place();
  await show({ step: translate(stepOf('confirmSignUp'), wordsOf(language).texts) });
  expect(find('[data-action=resend]').ariaDisabled).toBe(null);
  expect(place()).toEqual(waiting);
});

test('a countdown leaves the focus, and what was typed, where it is', async () => {
  const { input, show, flow } = await mount(wait(stepOf('confirmSignUp')));
  const code = input('code');
  code.focus();
  code.value = '123';
  await show({ step: { ...flow.step } });
  expect(document.activeElement).toBe(code);
  expect(input('code').value).toBe('123');
});

test('an error of the form is told in a region that was there before', async () => {
  const { find, show } = await mount(stepOf('signIn'));
  const region = find('.sigv4-alert');
  expect([region.role, region.textContent]).toEqual(['alert', '']);
  await show({ error: { key: UNEXPECTED, message: 'Something went wrong.' } });
  expect(find('.sigv4-alert')).toBe(region);
  expect(region.textContent).toBe('Something went wrong.');
});
