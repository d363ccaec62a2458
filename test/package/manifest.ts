import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SignInElement, type SignInElementEvents } from 'sigv4-interceptor/ui';
import { expect, test } from 'vitest';
import { STYLES } from '../../src/ui/element/styles.js';

interface Described {
  readonly name: string;
  readonly description?: string;
  readonly attribute?: string;
  readonly type?: { readonly text: string };
}

interface Declaration extends Described {
  readonly tagName: string;
  readonly members: readonly (Described & { readonly kind: string })[];
  readonly attributes: readonly (Described & { readonly fieldName: string })[];
  readonly events: readonly Described[];
  readonly cssProperties: readonly Described[];
}

const EVENTS: Record<keyof SignInElementEvents, true> = {
  'sigv4-signed-in': true,
  'sigv4-cancel': true,
  'sigv4-step': true,
};

const namesOf = (described: readonly Described[]): string[] => described.map(({ name }) => name).sort();
const found = (text: string, pattern: RegExp): string[] =>
  [...new Set([...text.matchAll(pattern)].map(([, name]) => name!))].sort();

/** What the published custom-elements.json says, against the element itself. */
export const testManifest = (project: () => string): void => {
  test('custom-elements.json lists what the element has, each with words for it', () => {
    const library = join(project(), 'node_modules/sigv4-interceptor');
    const { customElements } = JSON.parse(readFileSync(join(library, 'package.json'), 'utf8'));
    const { modules } = JSON.parse(readFileSync(join(library, customElements), 'utf8'));
    expect(readFileSync(join(library, modules[0].path), 'utf8')).toContain('class SignInElement');
    const [element]: [Declaration] = modules[0].declarations;
    const { members, attributes, events, cssProperties, description } = element;
    const fields = members.filter(({ kind }) => kind === 'field');

    expect(element.tagName).toBe('sigv4-sign-in');
    expect(attributes.map(({ name }) => name)).toEqual(SignInElement.observedAttributes);
    expect(namesOf(fields)).toEqual([...SignInElement.elementProperties.keys()].sort());
    expect(attributes.map(({ name, fieldName }) => [fieldName, name])).toEqual(
      fields.filter(({ attribute }) => attribute).map(({ name, attribute }) => [name, attribute]),
    );
    expect(namesOf(events)).toEqual(Object.keys(EVENTS).sort());
    expect(namesOf(cssProperties)).toEqual(found(STYLES, /var\((--sigv4-[a-z-]+)/g));
    expect(found(description!, /`(sigv4-[a-z-]+)`/g)).toEqual(
      expect.arrayContaining(found(STYLES, /\.(sigv4-[a-z-]+)/g)),
    );
    const typed = [...fields, ...attributes, ...events];
    expect([...typed, ...cssProperties].filter((one) => !one.description)).toEqual([]);
    expect(typed.filter((one) => !one.type?.text)).toEqual([]);
  });
};
