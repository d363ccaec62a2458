import type { Entry } from '../state.js';
import type { Detail } from './call-detail.js';
import { clock, h, setText } from './dom.js';

/** A request in the list. */
export interface Row {
  entry: Entry;
  readonly item: HTMLLIElement;
  readonly button: HTMLButtonElement;
  readonly write: (entry: Entry) => void;
  detail?: Detail;
}

/** Whether a request was refused, failed, or has no response yet. */
export const toneOf = ({ verdict }: Entry): 'ok' | 'refused' | 'failed' | 'waiting' => {
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
export const createRow = (first: Entry): Row => {
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

const HEADINGS = {
  time: 'Time',
  status: 'Status',
  what: 'Request',
  api: 'API',
  user: 'User',
  verdict: 'Verdict',
  took: 'Took',
};

/** The headings above the rows. Screen readers get the cells without them. */
export const createHead = (): HTMLElement =>
  h(
    'p',
    { class: 'row head', 'aria-hidden': 'true' },
    ...Object.entries(HEADINGS).map(([name, label]) => h('span', { class: `cell ${name}` }, label)),
  );
