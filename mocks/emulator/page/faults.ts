import type { ControlField, ControlGroup, EmulatorState, ShownControl } from '../state.js';
import { h, setText } from './dom.js';
import { press } from './press.js';

/** The tab with the buttons. */
export interface Faults {
  readonly panel: HTMLElement;
  update(state: Partial<EmulatorState>): void;
}

const GROUPS: Readonly<Record<ControlGroup, string>> = {
  screens: 'Screens of your app',
  credentials: 'Credentials and clocks',
  answers: 'Answers',
  mock: 'All of it',
};

const FIELDS: Readonly<Record<ControlField, { readonly label: string; readonly placeholder: string }>> = {
  user: { label: 'User', placeholder: 'everyone' },
  api: { label: 'API', placeholder: 'all' },
  route: { label: 'Route', placeholder: 'GET /items' },
  by: { label: 'By', placeholder: '2s' },
  next: { label: 'Calls', placeholder: '3' },
};

/** A button with its fields. */
interface Card {
  readonly element: HTMLElement;
  update(control: ShownControl): void;
}

const fieldOf = (field: ControlField, isRequired: boolean): HTMLElement => {
  const { label, placeholder } = FIELDS[field];
  const control =
    field === 'user' || field === 'api'
      ? h(
          'select',
          { name: field, 'data-list': field },
          isRequired ? undefined : h('option', { value: '' }, placeholder),
        )
      : h('input', { name: field, placeholder, autocomplete: 'off', spellcheck: 'false' });
  return h('label', {}, h('span', {}, label), control);
};

const createCard = (first: ShownControl): Card => {
  const { name, label, hint, fields, stays } = first;
  const state = h('span', { class: 'state' });
  const button = h('button', { type: 'button', class: 'press', 'aria-describedby': `hint-${name}` }, label);
  const problem = h('p', { class: 'problem', role: 'alert' });
  const form = h(
    'form',
    { class: 'card fault' },
    h('div', { class: 'line' }, button, state),
    h('p', { class: 'muted', id: `hint-${name}` }, hint),
    fields.length
      ? h('div', { class: 'fields' }, ...fields.map((field) => fieldOf(field, name === 'totp')))
      : undefined,
    problem,
  );
  const act = async (): Promise<void> => {
    const given = [...new FormData(form)].flatMap(([field, value]) => (value ? [[field, String(value)] as const] : []));
    setText(problem, (await press(name, label, Object.fromEntries(given))) ?? '');
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void act();
  });
  button.addEventListener('click', () => void act());
  return {
    element: form,
    update: ({ on, with: text }) => {
      if (stays) button.setAttribute('aria-pressed', String(on));
      form.classList.toggle('on', on);
      setText(state, on ? (text ?? 'on') : '');
    },
  };
};

/** Offers users and APIs, and keeps what is chosen. */
const offer = (panel: HTMLElement, list: ControlField, values: readonly string[]): void => {
  for (const select of panel.querySelectorAll<HTMLSelectElement>(`select[data-list=${list}]`)) {
    const own = [...select.options].map(({ value }) => value).filter(Boolean);
    for (const value of values) if (!own.includes(value)) select.append(h('option', { value }, value));
    for (const option of [...select.options]) if (option.value && !values.includes(option.value)) option.remove();
  }
};

/** Creates the tab with the buttons, and the list of those that are on. */
export const createFaults = (active: HTMLElement): Faults => {
  const panel = h('section', { class: 'faults' });
  const cards = new Map<string, Card>();
  const groups = new Map<ControlGroup, HTMLElement>();

  const place = ({ group }: ShownControl, element: HTMLElement): void => {
    const known = groups.get(group);
    const list = known ?? h('div', { class: 'cards' });
    if (!known) {
      groups.set(group, list);
      panel.append(h('section', {}, h('h2', {}, GROUPS[group]), list));
    }
    list.append(element);
  };

  return {
    panel,
    update: ({ controls, users, values }) => {
      for (const control of controls ?? []) {
        const known = cards.get(control.name);
        const card = known ?? createCard(control);
        if (!known) {
          cards.set(control.name, card);
          place(control, card.element);
        }
        card.update(control);
      }
      if (controls) showActive(active, controls);
      if (users) offer(panel, 'user', [...new Set(users.map(({ username }) => username))]);
      if (values) offer(panel, 'api', Object.keys(values.urls));
    },
  };
};

/** Shows what is on in the head of the page, whichever tab is open. */
const showActive = (place: HTMLElement, controls: readonly ShownControl[]): void => {
  const on = controls.filter((control) => control.on);
  const text = JSON.stringify(on);
  if (place.dataset.shown === text) return;
  place.dataset.shown = text;
  place.replaceChildren(
    ...on.map(({ name, label, with: more }) =>
      h(
        'li',
        {},
        h(
          'button',
          {
            type: 'button',
            class: 'chip',
            'aria-label': `Switch off: ${label}`,
            onclick: () => void press(name, `Switched off: ${label}`, { on: 'false' }),
          },
          label + (more ? ` (${more})` : ''),
          h('span', { 'aria-hidden': 'true' }, ' ×'),
        ),
      ),
    ),
  );
};
