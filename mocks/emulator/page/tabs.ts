import { h } from './dom.js';

/** A tab and its panel. */
export interface Tab {
  readonly id: string;
  readonly label: string;
  readonly panel: HTMLElement;
}

/** The tabs of the page. */
export interface Tabs {
  /** Shows a number beside a tab's label. */
  count(id: string, count: number, isAlarm?: boolean): void;
  show(id: string): void;
}

/** Makes tabs as WAI-ARIA describes them: one tab stop, arrow keys choose. The address keeps the choice. */
export const createTabs = (list: Element, room: Element, tabs: readonly Tab[]): Tabs => {
  const buttons = new Map<string, HTMLButtonElement>();

  const show = (id: string, focus = false): void => {
    for (const tab of tabs) {
      const isChosen = tab.id === id;
      const button = buttons.get(tab.id);
      button?.setAttribute('aria-selected', String(isChosen));
      if (button) button.tabIndex = isChosen ? 0 : -1;
      tab.panel.hidden = !isChosen;
      if (isChosen && focus) button?.focus();
    }
    if (location.hash !== `#${id}`) history.replaceState(undefined, '', `#${id}`);
  };

  for (const { id, label, panel } of tabs) {
    const button = h('button', { type: 'button', role: 'tab', id: `tab-${id}`, 'aria-controls': `panel-${id}` }, label);
    button.append(h('span', { class: 'count', hidden: true }));
    button.addEventListener('click', () => show(id));
    buttons.set(id, button);
    list.append(button);
    panel.id = `panel-${id}`;
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', `tab-${id}`);
    panel.tabIndex = 0;
    room.append(panel);
  }
  list.addEventListener('keydown', (event) => {
    const { key } = event as KeyboardEvent;
    const at = tabs.findIndex(({ id }) => buttons.get(id) === document.activeElement);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[key];
    if (next === undefined) return;
    event.preventDefault();
    const chosen = tabs[(next + tabs.length) % tabs.length];
    if (chosen) show(chosen.id, true);
  });
  const fromAddress = (): void => {
    const id = location.hash.slice(1);
    if (buttons.has(id)) show(id);
  };
  addEventListener('hashchange', fromAddress);
  show(tabs[0]?.id ?? '');
  return {
    count: (id, count, isAlarm = false) => {
      const badge = buttons.get(id)?.querySelector('.count');
      if (!(badge instanceof HTMLElement)) return;
      badge.hidden = count === 0;
      badge.classList.toggle('alarm', isAlarm);
      badge.textContent = count > 999 ? '999+' : String(count);
    },
    show: (id) => show(id, true),
  };
};
