import type { Line } from '../state.js';
import { h } from './dom.js';

/** Pairs the lines of what arrived with those of a canonical request that a client says it has signed. */
export const pairLines = (arrived: readonly Line[], canonicalRequest: string): Line[] => {
  const lines = canonicalRequest.trim().replaceAll('\r\n', '\n').split('\n');
  const [method = '', path = '', query = ''] = lines;
  const [signedHeaders = '', payload = ''] = lines.slice(-2);
  const headers = new Map(lines.slice(3, -2).flatMap((line) => (line.includes(':') ? [[nameOf(line), line]] : [])));
  const given = (line: Line, index: number): string | undefined => {
    if (line.label === 'Header') return headers.get(nameOf(line.arrived ?? ''));
    return [method, path, query][index] ?? (line.label === 'Signed headers' ? signedHeaders : payload);
  };
  const names = new Set(arrived.filter(({ label }) => label === 'Header').map((line) => nameOf(line.arrived ?? '')));
  const marked = arrived.map(({ label, arrived: text }, index): Line => {
    const signed = given({ label, arrived: text }, index);
    const isHidden = text?.endsWith('(hidden)') && signed !== undefined;
    return { label, arrived: text, ...(signed !== text && !isHidden && { signed: signed ?? null }) };
  });
  const onlySigned = [...headers]
    .filter(([name]) => !names.has(name))
    .map(([, line]): Line => ({ label: 'Header', arrived: undefined, signed: line }));
  return [...marked.slice(0, -2), ...onlySigned, ...marked.slice(-2)];
};

const nameOf = (line: string): string => line.split(':', 1)[0] ?? '';

/** A field for what a client has signed, which the mock cannot know. It is compared here and sent nowhere. */
export const compareWith = (arrived: readonly Line[], show: (lines: readonly Line[]) => void): HTMLElement => {
  const area = h('textarea', { rows: 4, spellcheck: 'false', name: 'canonicalRequest' });
  area.addEventListener('input', () => show(area.value.trim() ? pairLines(arrived, area.value) : arrived));
  return h(
    'label',
    { class: 'compare' },
    h('span', {}, 'Paste the canonicalRequest that your client has signed, to mark the difference'),
    area,
  );
};
