import { expect } from 'vitest';
import type { Difference } from './difference.js';

/** What was seen of a call: values by the path that names them. */
export type Seen = ReadonlyMap<string, string>;

/** Every value of a nested object by its path, as text. */
export const flatten = (value: unknown, path = '', into = new Map<string, string>()): Map<string, string> => {
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value);
    if (entries.length === 0) into.set(path, Array.isArray(value) ? '[]' : '{}');
    for (const [key, member] of entries) flatten(member, path ? `${path}.${key}` : key, into);
  } else into.set(path, typeof value === 'string' ? value : String(value));
  return into;
};

/** Where two calls differ, and what each showed there. */
export const differing = (plain: Seen, wrapped: Seen): Record<string, { plain?: string; wrapped?: string }> => {
  const found: Record<string, { plain?: string; wrapped?: string }> = {};
  for (const path of new Set([...plain.keys(), ...wrapped.keys()])) {
    const [one, other] = [plain.get(path), wrapped.get(path)];
    if (one === other) continue;
    found[path] = { ...(one !== undefined && { plain: one }), ...(other !== undefined && { wrapped: other }) };
  }
  return found;
};

/**
 * Which allowed differences a case names, by the path (or the beginning of it, before `.*`) at which each shows. A case fails
 * for a difference it does not name, and for one that it names and that does not show.
 */
export type Allowed = Readonly<Record<string, string>>;

const matches = (rule: string, path: string): boolean =>
  rule.endsWith('.*') ? path.startsWith(rule.slice(0, -1)) : rule === path;

/** Keeps the allowed differences and the cases that show them in step. */
export const createLedger = (differences: readonly Difference[]) => {
  const known = new Set(differences.map(({ id }) => id));
  const shown = new Set<string>();
  return {
    /** Expects exactly the allowed differences between what was seen plain and wrapped. */
    check(plain: Seen, wrapped: Seen, allowed: Allowed): void {
      const found = differing(plain, wrapped);
      const unexplained = Object.entries(found)
        .filter(([path]) => !Object.keys(allowed).some((rule) => matches(rule, path)))
        .map(([path, { plain, wrapped }]) => `${path}: ${plain} -> ${wrapped}`);
      if (unexplained.length > 0) expect.fail(`No difference explains\n${unexplained.join('\n')}`);
      for (const [rule, id] of Object.entries(allowed)) {
        expect(known, `${id} is listed`).toContain(id);
        expect(
          Object.keys(found).some((path) => matches(rule, path)),
          `${id} shows at ${rule}`,
        ).toBe(true);
        shown.add(id);
      }
    },
    /** Expects every difference to have been shown by a case. */
    close(): void {
      expect([...known].filter((id) => !shown.has(id))).toEqual([]);
    },
  };
};
