import type { Difference, Entry, EntryDetail, Line, ShownHeader } from '../state.js';
import { compareWith } from './compare.js';
import { copyButton } from './copy.js';
import { h } from './dom.js';

/** What a request opens to. */
export interface Detail {
  readonly element: HTMLElement;
  /** Fetches it again once there is a response. */
  update(entry: Entry): void;
}

/** Splits two texts into what they share at both ends, and what differs between. */
const differing = (text: string, other: string): [before: string, middle: string, after: string] => {
  let start = 0;
  while (start < text.length && start < other.length && text[start] === other[start]) start += 1;
  let end = 0;
  const most = Math.min(text.length, other.length) - start;
  while (end < most && text.at(-1 - end) === other.at(-1 - end)) end += 1;
  return [text.slice(0, start), text.slice(start, text.length - end), text.slice(text.length - end)];
};

const marked = (tag: 'ins' | 'del', source: string, text: string | null | undefined, other: string): HTMLElement => {
  const [before, middle, after] = differing(text ?? '', other);
  return h(
    tag,
    {},
    h('span', { class: 'source' }, source),
    text === null || text === undefined
      ? h('em', {}, 'nothing')
      : h('code', {}, before, middle && h('mark', {}, middle), after),
  );
};

const canonicalRow = ({ label, arrived, signed }: Line): HTMLTableRowElement => {
  const isDifferent = signed !== undefined;
  return h(
    'tr',
    { class: isDifferent && 'different' },
    h('th', { scope: 'row' }, label),
    isDifferent
      ? h('td', {}, marked('del', 'Signed', signed, arrived ?? ''), marked('ins', 'Arrived', arrived, signed ?? ''))
      : h('td', {}, arrived ? h('code', {}, arrived) : h('span', { class: 'muted' }, '(empty)')),
  );
};

const canonicalTable = (caption: string, lines: readonly Line[]): HTMLElement | undefined =>
  lines.length
    ? h('table', { class: 'canonical' }, h('caption', {}, caption), h('tbody', {}, ...lines.map(canonicalRow)))
    : undefined;

const headerTable = (headers: readonly ShownHeader[]): HTMLElement | undefined =>
  headers.length
    ? h(
        'details',
        {},
        h('summary', { 'data-key': 'headers' }, `${headers.length} headers, secrets hidden`),
        h(
          'table',
          { class: 'headers' },
          h('caption', { class: 'unseen' }, 'Headers'),
          h(
            'tbody',
            {},
            ...headers.map(({ name, value, signed }) =>
              h(
                'tr',
                {},
                h('th', { scope: 'row' }, name),
                h('td', {}, h('code', {}, value)),
                h('td', {}, signed ? 'signed' : ''),
              ),
            ),
          ),
        ),
      )
    : undefined;

const differenceBox = ({ proved, sentence }: Difference, hasLines: boolean): HTMLElement =>
  h(
    'div',
    { class: proved ? 'box why' : 'box unsure' },
    h('strong', {}, proved ? 'Why' : 'Not known'),
    h('p', {}, sentence),
    proved &&
      hasLines &&
      h('p', { class: 'muted' }, 'The signature fits what is marked as signed, so this is certain.'),
  );

/** The canonical request as text, as far as it is shown. */
const asText = (lines: readonly Line[]): string => lines.map(({ arrived }) => arrived ?? '').join('\n');

const render = (detail: EntryDetail): Node[] => {
  const { message, exception, difference, canonicalRequest, stringToSign, headers, facts, curl } = detail;
  const isMarked = [...canonicalRequest, ...stringToSign].some(({ signed }) => signed !== undefined);
  const table = canonicalTable('Canonical request', canonicalRequest);
  const nodes = [
    exception !== undefined && h('div', { class: 'box failed' }, h('strong', {}, 'Exception'), h('pre', {}, exception)),
    message !== undefined && h('p', { class: 'message' }, h('span', { class: 'source' }, 'The service says'), message),
    difference && differenceBox(difference, isMarked),
    table,
    difference &&
      !difference.proved &&
      table &&
      compareWith(canonicalRequest, (lines) => {
        const marks = canonicalTable('Canonical request', lines);
        if (marks) table.replaceChildren(...marks.childNodes);
      }),
    canonicalTable('String to sign', stringToSign),
    headerTable(headers),
    h(
      'dl',
      { class: 'facts' },
      ...facts.flatMap(([label, value]) => [h('div', {}, h('dt', {}, label), h('dd', {}, value))]),
    ),
    (curl !== undefined || canonicalRequest.length > 0) &&
      h(
        'p',
        { class: 'actions' },
        curl !== undefined && copyButton('Copy as curl', () => curl),
        canonicalRequest.length > 0 && copyButton('Copy the canonical request', () => asText(canonicalRequest)),
      ),
  ];
  return nodes.filter((node) => node instanceof Node);
};

/** Creates the detail of a request, and fetches what is in it. */
export const createDetail = (first: Entry): Detail => {
  const element = h('div', { class: 'detail' }, h('p', { class: 'muted' }, 'Loading …'));
  let seen = '';
  const load = async (entry: Entry): Promise<void> => {
    const text = JSON.stringify(entry);
    if (text === seen) return;
    seen = text;
    try {
      const answer = await fetch(`/entry?id=${entry.id}`);
      if (answer.ok) return element.replaceChildren(...render((await answer.json()) as EntryDetail));
      element.replaceChildren(h('p', {}, await answer.text()));
    } catch {
      element.replaceChildren(h('p', {}, 'The emulator cannot be reached.'));
      seen = '';
    }
  };
  void load(first);
  return { element, update: (entry) => void load(entry) };
};
