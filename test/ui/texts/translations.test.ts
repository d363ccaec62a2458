// The rules for every translation.
import { expect, expectTypeOf, test } from 'vitest';
import { de } from '../../../src/ui/texts/de.js';
import { en } from '../../../src/ui/texts/en.js';
import { es } from '../../../src/ui/texts/es.js';
import { fr } from '../../../src/ui/texts/fr.js';
import { ja } from '../../../src/ui/texts/ja.js';
import type { TextKey, Texts } from '../../../src/ui/texts/types.js';

const KEYS = Object.keys(en) as TextKey[];
const ALL = { en, de, es, fr, ja } as const;
const LANGUAGES = Object.entries({ de, es, fr, ja });
const ANY = Object.entries<Texts>(ALL);

/** Words that a language shares with English. */
const SAME: Readonly<Record<string, readonly string[]>> = {
  de: ['field.code', 'field.name', 'field.website', 'choice.webAuthn', 'error.custom', 'field.optional'],
  es: ['error.custom'],
  fr: ['field.code', 'error.custom'],
  ja: ['error.custom'],
};

const placeholdersOf = (text: string): readonly string[] => (text.match(/\{\w+\}/g) ?? []).sort();

test('a language that lacks a text does not compile', () => {
  expectTypeOf<typeof en>().toExtend<Texts>();
  expectTypeOf<Omit<Texts, 'error.network'>>().not.toExtend<Texts>();
  expectTypeOf<'error.nothing'>().not.toExtend<TextKey>();
});

test.each(LANGUAGES)('%s has every text once, and no other', (_, texts) => {
  expect(Object.keys(texts).sort()).toEqual([...KEYS].sort());
});

test.each(LANGUAGES)('%s has the placeholders of English, and no braces besides', (_, texts) => {
  for (const key of KEYS) {
    expect(placeholdersOf(texts[key]), key).toEqual(placeholdersOf(en[key]));
    expect(texts[key].replace(/\{\w+\}/g, ''), key).not.toMatch(/[{}]/);
  }
});

test.each(LANGUAGES)('%s says nothing in English, but for a few words', (language, texts) => {
  expect(KEYS.filter((key) => texts[key] === en[key])).toEqual(SAME[language]);
});

test.each(ANY)('%s has no stray spaces, straight quotes, or dots in place of an ellipsis', (_, texts) => {
  for (const key of KEYS) expect(texts[key], key).not.toMatch(/^\s|\s$|\s{2}|["']|\.\.\.|^$/);
});

test.each(ANY)('%s ends its sentences, and does not end its labels', (_, texts) => {
  const isSentence = (key: string): boolean => /^(description|notice|error)\./.test(key) && key !== 'error.custom';
  for (const key of KEYS.filter(isSentence)) expect(texts[key], key).toMatch(/[.。]$/);
  for (const key of KEYS.filter((name) => /^(field|submit|choice)\./.test(name))) {
    expect(texts[key], key).not.toMatch(/[.。:：]$/);
  }
});

test('French has its no-break spaces', () => {
  for (const key of KEYS) expect(fr[key], key).not.toMatch(/(?<!\u202f)[?!;]|(?<!\u00a0):/);
});

test('Spanish opens what it asks', () => {
  for (const key of KEYS.filter((name) => es[name].includes('?'))) expect(es[key], key).toMatch(/¿/);
});

test('no unit is torn from its number', () => {
  for (const [language, texts] of ANY) {
    for (const key of KEYS) expect(texts[key], `${language} ${key}`).not.toMatch(/\} s\b/);
  }
});

test('Japanese, which has no spaces between its sentences, has none after a full stop', () => {
  for (const key of KEYS) expect(ja[key], key).not.toMatch(/[。、？] |\.$/);
});
