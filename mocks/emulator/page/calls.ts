import type { Entry } from '../state.js';
import { announceCalls } from './announce.js';
import { createDetail } from './call-detail.js';
import { createFilters } from './call-filters.js';
import { createHead, createRow, type Row, toneOf } from './call-row.js';
import { h, setText } from './dom.js';
import { createRoving } from './roving.js';

/** How many requests the list holds, as the emulator does. */
const MAX_ROWS = 2_000;

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

const isRefused = (entry: Entry): boolean => ['refused', 'failed'].includes(toneOf(entry));

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
  const head = createHead();
  const panel = h('section', { class: 'tab-calls' }, filters.bar, summary, head, scroller, nothing);
  const roving = createRoving(list);
  let shown = 0;

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
  const summarize = (): void => {
    const isFiltered = filters.isOn();
    setText(summary, isFiltered ? `${shown} of ${rows.size} requests` : '');
    summary.hidden = !isFiltered;
    for (const part of [head, scroller]) part.hidden = shown === 0;
    if (nothing.hidden !== shown > 0 || shown === 0) {
      nothing.hidden = shown > 0;
      nothing.replaceChildren(...(rows.size ? noMatch(filters.clear) : noCalls(showSetUp)));
    }
    roving.settle();
  };
  const refresh = (): void => {
    for (const row of rows.values()) sift(row);
    summarize();
  };

  list.addEventListener('click', (event) => {
    const button = (event.target as Element).closest<HTMLButtonElement>('button.row');
    const row = button && rows.get(Number(button.dataset.key));
    if (!button || !row) return;
    roving.go(button);
    toggle(row);
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
      let refusals = 0;
      for (const entry of entries) {
        const known = rows.get(entry.id);
        const row = known ?? createRow(entry);
        if (isRefused(entry) && !(known && isRefused(known.entry))) refusals += 1;
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
      if (fresh.length || refusals) announceCalls(fresh.length, refusals);
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
