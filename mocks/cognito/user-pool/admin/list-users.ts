import { fromBase64, toBase64, utf8 } from '../bytes.js';
import { optionalText, textList } from '../input.js';
import type { User } from '../users.js';
import { onPool } from './caller.js';
import { refusal } from '../refusals.js';
import { userType } from './shown-user.js';

type Reading = (user: User) => string;

const attribute =
  (name: string): Reading =>
  ({ attributes }) =>
    attributes.get(name) ?? '';

/** What users can be searched by ("Searching for users using the ListUsers API"). */
const SEARCHABLE = new Map<string, Reading>([
  ...['email', 'phone_number', 'name', 'given_name', 'family_name', 'preferred_username'].map(
    (name) => [name, attribute(name)] as const,
  ),
  ['username', ({ username }) => username],
  ['sub', ({ sub }) => sub],
  ['cognito:user_status', ({ status }) => status],
  ['status', ({ enabled }) => (enabled ? 'Enabled' : 'Disabled')],
]);

/** Reads a filter: `family_name = "Reddy"`, `email ^= "a"`, with `\"` for a quotation mark. Empty, it matches all. */
const readFilter = (filter: string): ((user: User) => boolean) => {
  if (filter === '') return () => true;
  const [, name, operator, quoted] = /^\s*([\w:]+)\s*(\^?=)\s*"((?:[^"\\]|\\.)*)"\s*$/.exec(filter) ?? [];
  if (name === undefined || quoted === undefined) throw refusal('badFilter');
  const read = SEARCHABLE.get(name);
  if (!read) throw refusal('notSearchable', name);
  const fold = (text: string): string => (name === 'cognito:user_status' ? text.toUpperCase() : text);
  const wanted = fold(quoted.replace(/\\(.)/g, '$1'));
  return operator === '=' ? (user) => fold(read(user)) === wanted : (user) => fold(read(user)).startsWith(wanted);
};

/** A page's token says where it begins, and is valid for its filter only. */
const tokenOf = (filter: string, start: number): string => toBase64(utf8(JSON.stringify([filter, start])));

const startOf = (filter: string, token: string | undefined): number => {
  if (token === undefined) return 0;
  const start = Number(/,(\d+)\]$/.exec(new TextDecoder().decode(fromBase64(token)))?.[1]);
  if (token !== tokenOf(filter, start)) throw refusal('badPage');
  return start;
};

/** ListUsers, oldest first. */
export const listUsers = onPool((pool, input) => {
  const limit = typeof input.Limit === 'number' ? input.Limit : 60;
  const names = Array.isArray(input.AttributesToGet) ? textList(input, 'AttributesToGet') : undefined;
  if (names?.some((name) => !pool.settings.schema.has(name))) throw refusal('unknownAttributes');
  const filter = optionalText(input, 'Filter') ?? '';
  const found = pool.users.list().filter(readFilter(filter));
  const start = startOf(filter, optionalText(input, 'PaginationToken'));
  const end = start + (limit || 60);
  return {
    Users: found.slice(start, end).map((user) => userType(user, names)),
    ...(end < found.length ? { PaginationToken: tokenOf(filter, end) } : {}),
  };
});
