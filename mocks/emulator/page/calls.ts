import type { Entry } from '../state.js';
import { announceCalls } from './announce.js';
import { createDetail, type Detail } from './call-detail.js';
import { clock, h, setText } from './dom.js';
import { createFilters } from './call-filters.js';

/** How many requests the list holds, as the emulator does. */
const MAX_ROWS = 2_000;

/** A request in the list. */
interface Row {
  entry: Entry;
  readonly item: HTMLLIElement;
  readonly button: HTMLButtonElement;
  readonly write: (entry: Entry) => void;
  detail?: Detail;
}

/** The tab with the requests. */
export interface Calls {
  readonly panel: HTMLElement;
  add(entries: readonly Entry[]): void;
  /** Shows the exceptions only. */
  showExceptions(): void;
  clear(): void;
  /** How many there are, and how many exceptions. */
  readonly counts: { readonly all: number; readonly exceptions: number };
}

/** Whether a request was refused, failed, or has no response yet. */
const toneOf = ({ verdict }: Entry): 'ok' | 'refused' | 'failed' | 'waiting' => {
  if (verdict === 'ok') return 'ok';
  if (verdict === 'waiting') return 'waiting';
  return verdict === 'exception' ? 'failed' : 'refused';
};

const statusOf = ({ status, verdict }: Entry): string => {
  if (verdict === 'offline') return '—';
  return status === undefined ? '…' : String(status);
};

const tookOf = ({ took }: Entry): string => {
  if (took === undefined) return '';
  return took >= 1_000 ? `${(took / 1_000).toFixed(1)} s` : `${Math.round(took)} ms`;
};

const cell = (name: string): HTMLSpanElement => h('span', { class: `cell ${name}` });

/** Creates the row of a request, whose text changes with its entry. */
const createRow = (first: Entry): Row => {
  const names = ['time', 'status', 'what', 'api', 'user', 'verdict', 'took'] as const;
  const cells = Object.fromEntries(names.map((name) => [name, cell(name)])) as Record<
    (typeof names)[number],
    HTMLSpanElement
  >;
  const [method, path] = [h('b'), h('span', { class: 'path' })];
  cells.what.append(method, ' ', path);
  const button = h(
    'button',
    { type: 'button', class: 'row', 'aria-expanded': 'false', 'data-key': String(first.id) },
    ...names.flatMap((name) => [cells[name], ' ']),
  );
  button.tabIndex = -1;
  const item = h('li', {}, button);
  const write = (entry: Entry): void => {
    item.dataset.tone = toneOf(entry);
    setText(cells.time, clock(entry.time));
    setText(cells.status, statusOf(entry));
    setText(method, entry.kind === 'operation' ? '' : entry.method);
    method.hidden = entry.kind === 'operation';
    setText(path, entry.path + (entry.query && `?${entry.query}`));
    setText(cells.api, entry.api);
    setText(cells.user, entry.user ?? '');
    setText(cells.verdict, entry.verdict === 'ok' ? '' : entry.verdict);
    cells.verdict.title = entry.message ?? '';
    setText(cells.took, tookOf(entry));
  };
  write(first);
  return { entry: first, item, button, write };
};

/** Whether the browser keeps in place what is read, when something is added above it. */
const anchors = CSS.supports('overflow-anchor', 'auto');

/** Creates the tab with the requests. */
export const createCalls = (showSetUp: () => void): Calls => {
  const rows = new Map<number, Row>();
  const list = h('ol', { class: 'calls', reversed: true, 'aria-label': 'Requests, latest first' });
  const scroller = h('div', { class: 'scroller' }, list);
  const nothing = h('div', { class: 'empty' });
  const summary = h('p', { class: 'summary' });
  const filters = createFilters(() => refresh());
  const head = h(
    'p',
    { class: 'row head', 'aria-hidden': 'true' },
    ...['Time', 'Status', 'Request', 'API', 'User', 'Verdict', 'Took'].map((label, index) =>
      h('span', { class: `cell ${['time', 'status', 'what', 'api', 'user', 'verdict', 'took'][index]}` }, label),
    ),
  );
  const panel = h('section', { class: 'tab-calls' }, filters.bar, summary, head, scroller, nothing);
  let current: HTMLButtonElement | undefined;
  /** Whether the user has gone to a row. Until then, Tab leads to the latest. */
  let isChosen = false;
  let shown = 0;

  /** One row is reached by Tab; arrow keys lead to the others. */
  const choose = (button: HTMLButtonElement | undefined): void => {
    if (current) current.tabIndex = -1;
    current = button;
    if (current) current.tabIndex = 0;
  };
  const visible = (): HTMLButtonElement[] =>
    [...list.children].flatMap((item) =>
      item instanceof HTMLElement && !item.hidden ? [...item.querySelectorAll<HTMLButtonElement>(':scope > .row')] : [],
    );

  const toggle = (row: Row): void => {
    const isOpen = row.button.getAttribute('aria-expanded') === 'true';
    row.button.setAttribute('aria-expanded', String(!isOpen));
    if (isOpen) {
      row.detail?.element.remove();
      delete row.detail;
      return;
    }
    row.detail = createDetail(row.entry);
    row.item.append(row.detail.element);
  };

  /** Shows or hides a row, and counts those that are shown. */
  const sift = ({ entry, item }: Row): void => {
    const isHidden = !filters.admit(entry);
    if (!item.isConnected || item.hidden !== isHidden) shown += isHidden ? (item.isConnected ? -1 : 0) : 1;
    item.hidden = isHidden;
  };
  const firstShown = (): HTMLButtonElement | undefined =>
    list.querySelector<HTMLButtonElement>(':scope > li:not([hidden]) > .row') ?? undefined;
  const summarize = (): void => {
    const isFiltered = filters.isOn();
    setText(summary, isFiltered ? `${shown} of ${rows.size} requests` : '');
    summary.hidden = !isFiltered;
    for (const part of [head, scroller]) part.hidden = shown === 0;
    if (nothing.hidden !== shown > 0 || shown === 0) {
      nothing.hidden = shown > 0;
      nothing.replaceChildren(...(rows.size ? noMatch(filters.clear) : noCalls(showSetUp)));
    }
    if (isChosen && current?.isConnected && !current.closest('li')?.hidden) return;
    isChosen = false;
    choose(firstShown());
  };
  const refresh = (): void => {
    for (const row of rows.values()) sift(row);
    summarize();
  };

  list.addEventListener('click', (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>('button.row');
    const row = button && rows.get(Number(button.dataset.key));
    if (!button || !row) return;
    isChosen = true;
    choose(button);
    toggle(row);
  });
  list.addEventListener('keydown', (event) => {
    const buttons = visible();
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    if (at < 0) return;
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const button = buttons[Math.max(0, Math.min(next, buttons.length - 1))];
    isChosen = true;
    choose(button);
    button?.focus();
  });

  const update = (row: Row, entry: Entry): void => {
    row.entry = entry;
    row.write(entry);
    row.detail?.update(entry);
  };

  refresh();
  return {
    panel,
    add: (entries) => {
      const [height, top] = anchors ? [0, 0] : [scroller.scrollHeight, scroller.scrollTop];
      const fresh: HTMLElement[] = [];
      for (const entry of entries) {
        const known = rows.get(entry.id);
        const row = known ?? createRow(entry);
        if (known) update(known, entry);
        sift(row);
        if (known) continue;
        rows.set(entry.id, row);
        fresh.unshift(row.item);
      }
      list.prepend(...fresh);
      for (const [id, row] of rows) {
        if (rows.size <= MAX_ROWS) break;
        if (!row.item.hidden) shown -= 1;
        row.item.remove();
        rows.delete(id);
      }
      filters.learn(entries);
      summarize();
      // What is read stays where it is, unless the latest requests are in view.
      if (top > 0) scroller.scrollTop = top + scroller.scrollHeight - height;
      if (fresh.length) announceCalls(fresh.length, entries.filter((entry) => toneOf(entry) !== 'ok').length);
    },
    showExceptions: () => filters.choose('exception'),
    clear: () => {
      rows.clear();
      shown = 0;
      list.replaceChildren();
      filters.clear();
      refresh();
    },
    get counts() {
      const exceptions = [...rows.values()].filter(({ entry }) => entry.verdict === 'exception').length;
      return { all: rows.size, exceptions };
    },
  };
};

const noMatch = (clear: () => void): Node[] => [
  h('p', {}, h('strong', {}, 'No request matches the filters.')),
  h('p', {}, h('button', { type: 'button', onclick: clear }, 'Clear the filters')),
];

const noCalls = (showSetUp: () => void): Node[] => [
  h('p', {}, h('strong', {}, 'No request has arrived yet.')),
  h('p', {}, 'Press GET /items in the small app, or point your own app at the emulator:'),
  h('p', {}, h('button', { type: 'button', onclick: showSetUp }, 'Show what to configure')),
];
