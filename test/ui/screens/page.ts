import '../../../src/ui.js';
import { createDialog } from '../../../src/ui/element/dialog.js';
import type { SignInElement } from '../../../src/ui.js';
import type { FlowError, FlowField, FlowNotice, FlowStep } from '../../../src/ui/flow/types.js';
import type { TextKey, Texts } from '../../../src/ui/texts/types.js';
import { type Language, wordsOf } from '../../browser/ui/support/languages.js';
import { createShownFlow } from '../../browser/ui/support/shown-flow.js';
import { STEPS, stepOf } from '../../browser/ui/support/shown-steps.js';
import { translate } from '../../browser/ui/support/translate.js';

// The page of the pictures: it shows the screens that take.mjs asks for.

/** One picture. */
interface Screen {
  readonly step: string;
  readonly language?: Language;
  /** The field with an error; `''` for the whole form. */
  readonly error?: string;
  readonly errorKey?: TextKey;
  readonly notice?: TextKey;
  readonly busy?: boolean;
  /** How many seconds the user must wait for another code. */
  readonly wait?: number;
  readonly options?: Partial<SignInElement>;
  readonly footer?: boolean;
  readonly dialog?: boolean;
  /** Whether the form also asks for a date. */
  readonly date?: boolean;
  /** The selector of the focused element. */
  readonly focus?: string;
  /** A typed password that is visible. */
  readonly revealed?: boolean;
  /** The typed values, by the fields' names. */
  readonly typed?: Readonly<Record<string, string>>;
}

const BIRTHDATE: FlowField = {
  name: 'birthdate',
  label: 'Date of birth',
  type: 'date',
  autocomplete: 'bday',
  required: false,
};

const stepFor = ({ step, wait, date }: Screen, texts: Texts): FlowStep => {
  const { fields, ...rest } = stepOf(step);
  const shown = translate({ ...rest, fields: date ? [...fields, BIRTHDATE] : fields }, texts);
  const notBefore = wait === undefined ? undefined : Date.now() + wait * 1000;
  const actions = shown.actions.map((action) => (action.name === 'resend' ? { ...action, notBefore } : action));
  return { ...shown, actions };
};

const footer = (): Node => {
  const paragraph = document.createElement('p');
  const link = document.createElement('a');
  link.href = '#terms';
  link.textContent = 'terms of service';
  paragraph.append('By signing in you accept our ', link, '.');
  return paragraph;
};

const show = async (screen: Screen): Promise<void> => {
  document.querySelector('dialog')?.remove();
  document.querySelector('sigv4-sign-in')?.remove();
  const words = wordsOf(screen.language ?? 'en');
  const { flow, show } = createShownFlow(stepFor(screen, words.texts), words);
  const element = document.createElement('sigv4-sign-in');
  Object.assign(element, { flow, ...screen.options });
  if (screen.footer) element.renderFooter = footer;
  document.body.classList.toggle('behind', screen.dialog === true);
  if (screen.dialog) createDialog(element).show();
  else document.body.append(element);
  await element.updateComplete;
  const said = <Told extends FlowError | FlowNotice>(key: TextKey): Told =>
    ({ key, message: words.texts[key] }) as Told;
  const error = screen.error === undefined ? undefined : said<FlowError>(screen.errorKey ?? 'error.wrongCode');
  show({
    busy: screen.busy ?? false,
    error: error && (screen.error ? { ...error, field: screen.error } : error),
    notice: screen.notice && said<FlowNotice>(screen.notice),
  });
  await element.updateComplete;
  if (screen.revealed) {
    element.querySelector<HTMLInputElement>('input[type=password]')!.value = 'Correct-horse-1';
    element.querySelector<HTMLElement>('.sigv4-reveal')!.click();
  }
  for (const [name, value] of Object.entries(screen.typed ?? {})) {
    element.querySelector<HTMLInputElement>(`[name=${name}]`)!.value = value;
  }
  if (screen.focus) element.querySelector<HTMLElement>(screen.focus)!.focus();
  while (flow.step.totp && !element.querySelector('.sigv4-qr')) await new Promise(requestAnimationFrame);
  await document.fonts.ready;
};

Object.assign(globalThis, { showScreen: show, stepNames: STEPS.map(({ name }) => name) });
