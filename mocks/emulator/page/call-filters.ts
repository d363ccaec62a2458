import type { Entry } from '../state.js';
import { h } from './dom.js';

/** The filters above the list of requests. */
export interface Filters {
  readonly bar: HTMLElement;
  admit(entry: Entry): boolean;
  isOn(): boolean;
  clear(): void;
  /** Clears the filters but for a verdict. */
  choose(verdict: string): void;
  /** Offers the APIs, users and verdicts of these requests. */
  learn(entries: readonly Entry[]): void;
}

/** Choices that stand for several values. */
const APIS = 'APIs, without sign-in';
const REFUSED = 'Everything but ok';

interface Choice {
  readonly label: HTMLLabelElement;
  readonly select: HTMLSelectElement;
  offer(value: string): void;
}

const createChoice = (name: string, any: string, others: readonly string[], onChange: () => void): Choice => {
  const select = h('select', { name: name.toLowerCase(), onchange: onChange }, h('option', { value: '' }, any));
  const known = new Set<string>();
  const offer = (value: string): void => {
    if (!value || known.has(value)) return;
    known.add(value);
    const options = [...select.options].slice(1 + others.length);
    const after = options.find((option) => option.value > value);
    select.insertBefore(h('option', { value }, value), after ?? null);
  };
  for (const other of others) select.append(h('option', { value: other }, other));
  return { label: h('label', {}, h('span', {}, name), select), select, offer };
};

/** Creates filters that admit everything. */
export const createFilters = (onChange: () => void): Filters => {
  const text = h('input', { type: 'search', name: 'text', placeholder: 'Path or operation', oninput: onChange });
  const api = createChoice('API', 'All', [APIS], onChange);
  const user = createChoice('User', 'All', [], onChange);
  const verdict = createChoice('Verdict', 'All', [REFUSED], onChange);
  const fields = [text, api.select, user.select, verdict.select];
  const isOn = (): boolean => fields.some(({ value }) => value !== '');
  const clearButton = h('button', { type: 'button', class: 'quiet', hidden: true }, 'Clear');

  const admit = (entry: Entry): boolean => {
    const wanted = text.value.trim().toLowerCase();
    const line = `${entry.method} ${entry.path}?${entry.query}`.toLowerCase();
    if (wanted && !line.includes(wanted)) return false;
    if (api.select.value && (api.select.value === APIS ? entry.kind !== 'call' : entry.api !== api.select.value)) {
      return false;
    }
    if (user.select.value && entry.user !== user.select.value) return false;
    const { value } = verdict.select;
    return !value || (value === REFUSED ? entry.verdict !== 'ok' : entry.verdict === value);
  };
  const clear = (): void => {
    const hadFocus = document.activeElement === clearButton;
    for (const field of fields) field.value = '';
    if (hadFocus) text.focus();
    changed();
  };
  const changed = (): void => {
    clearButton.hidden = !isOn();
    onChange();
  };
  for (const field of fields) field.addEventListener(field === text ? 'input' : 'change', changed);
  clearButton.addEventListener('click', clear);

  const bar = h(
    'form',
    {
      class: 'filters',
      role: 'search',
      'aria-label': 'Filter the requests',
      onsubmit: (event) => event.preventDefault(),
    },
    h('label', { class: 'grow' }, h('span', {}, 'Filter'), text),
    api.label,
    user.label,
    verdict.label,
    clearButton,
  );
  return {
    bar,
    admit,
    isOn,
    clear,
    choose: (value) => {
      for (const field of fields) field.value = '';
      verdict.select.value = value;
      changed();
    },
    learn: (entries) => {
      for (const entry of entries) {
        api.offer(entry.api);
        user.offer(entry.user ?? '');
        verdict.offer(entry.verdict);
      }
    },
  };
};
