// Which language a user gets: from the app, the page, or the browser.
import { afterEach, expect, test, vi } from 'vitest';
import { de } from '../../../src/ui/texts/de.js';
import { en } from '../../../src/ui/texts/en.js';
import { ja } from '../../../src/ui/texts/ja.js';
import { chooseWords, createWordSources } from '../../../src/ui/texts/texts.js';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const visit = (lang: string, languages: readonly string[]): void => {
  vi.stubGlobal('document', { documentElement: { lang } });
  vi.stubGlobal('navigator', { languages });
};

const load = async (language?: string): Promise<{ language: string; title: string }> => {
  const source = chooseWords({ language });
  await source.load();
  return { language: source.words.language, title: source.words.text('title.signUp') };
};

test.each([
  ['en', 'Create an account'],
  ['de', 'Konto erstellen'],
  ['fr', 'Créez un compte'],
  ['es', 'Cree una cuenta'],
  ['ja', 'アカウントの作成'],
])('speaks %s', async (language, title) => {
  expect(await load(language)).toEqual({ language, title });
});

test.each([
  ['de-AT', 'de-AT', 'Konto erstellen'],
  ['DE_at', 'de-AT', 'Konto erstellen'],
  ['en-GB', 'en-GB', 'Create an account'],
  ['nl', 'en', 'Create an account'],
  ['den', 'en', 'Create an account'],
  ['no language', 'en', 'Create an account'],
  ['constructor', 'en', 'Create an account'],
  ['', 'en', 'Create an account'],
])('takes %j for %s', async (given, language, title) => {
  vi.stubGlobal('navigator', { languages: [] });
  expect(await load(given)).toEqual({ language, title });
});

test("speaks the page's language rather than the browser's", async () => {
  visit('fr-CA', ['ja']);
  expect((await load()).language).toBe('fr-CA');
});

test("speaks the first of the browser's languages that it has, where the page tells none", async () => {
  visit('', ['nl-NL', 'es-MX', 'de']);
  expect((await load()).language).toBe('es-MX');
});

test('uses English if neither page nor browser has a language', async () => {
  visit('', []);
  expect((await load()).language).toBe('en');
});

test('uses English if there is no page', async () => {
  vi.stubGlobal('document', undefined);
  vi.stubGlobal('navigator', undefined);
  expect((await load()).language).toBe('en');
});

test('is English immediately, and says so, until the language has loaded', async () => {
  const source = createWordSources()({ language: 'de' });
  expect(source.words.language).toBe('en');
  expect(source.words.text('or')).toBe('or');
  expect(await source.load()).toBe(true);
  expect(source.words.language).toBe('de');
  expect(source.words.text('or')).toBe('oder');
  expect(await source.load()).toBe(false);
});

test('has a language immediately that was loaded before', async () => {
  const choose = createWordSources();
  await choose({ language: 'ja' }).load();
  expect(choose({ language: 'ja-JP' }).words.text('or')).toBe(ja.or);
});

test('stays English if the language cannot be loaded, and loads it on the next request', async () => {
  const gets = [() => Promise.reject(new TypeError('Failed to fetch')), () => Promise.resolve(de)];
  const source = createWordSources({ de: () => gets.shift()!() })({ language: 'de' });
  expect(await source.load()).toBe(false);
  expect(source.words.text('or')).toBe(en.or);
  expect(await source.load()).toBe(true);
  expect(source.words.text('or')).toBe(de.or);
});

test("an app's own words win, in English and in the language that is loaded later", async () => {
  const source = createWordSources()({ language: 'de', texts: { 'submit.signIn': 'Los', or: undefined as never } });
  expect(source.words.text('submit.signIn')).toBe('Los');
  await source.load();
  expect(source.words.text('submit.signIn')).toBe('Los');
  expect(source.words.text('submit.signUp')).toBe('Konto erstellen');
  expect(source.words.text('or')).toBe('oder');
});

test('an app may add its own right-to-left language', async () => {
  visit('', ['en']);
  const source = chooseWords({ language: 'ar', texts: { 'submit.signIn': 'تسجيل الدخول' } });
  expect(source.words).toMatchObject({ language: 'ar', direction: 'rtl' });
  expect(source.words.text('submit.signIn')).toBe('تسجيل الدخول');
  expect(await source.load()).toBe(false);
  expect(source.words.direction).toBe('rtl');
});

test("an app may bring the page's language", () => {
  visit('he', ['en-US']);
  expect(chooseWords({ texts: { or: 'או' } }).words).toMatchObject({ language: 'he', direction: 'rtl' });
});

test('a language without texts is not claimed: English runs from left to right', () => {
  visit('ar', []);
  expect(chooseWords().words).toMatchObject({ language: 'en', direction: 'ltr' });
});

test.each(['ar-EG', 'fa', 'he-IL', 'ur', 'yi', 'pa-Arab', 'ckb'])('%s runs from right to left', (language) => {
  expect(chooseWords({ language, texts: { or: '/' } }).words.direction).toBe('rtl');
});

test.each(['it', 'az', 'faroese', 'pa-Guru'])('%s runs from left to right', (language) => {
  expect(chooseWords({ language, texts: { or: '/' } }).words.direction).toBe('ltr');
});

test('fills in placeholders, and keeps those without a value', () => {
  const { words } = chooseWords({ language: 'en', texts: { 'description.signedIn': 'Hello {username}, {mood}?' } });
  expect(words.text('description.signedIn', { username: '$& {mood} <b>' })).toBe('Hello $& {mood} <b>, {mood}?');
});

test('numbers are written as the language writes them', async () => {
  const source = chooseWords({ language: 'de' });
  await source.load();
  expect(source.words.text('error.throttled', { seconds: 1234.5 })).toContain('1.234,5');
});

test('what is filled in keeps its own direction among words from right to left', () => {
  const { words } = chooseWords({
    language: 'ar',
    texts: { 'description.codeSent': 'أرسلنا رمزًا إلى {destination}.' },
  });
  expect(words.text('description.codeSent', { destination: '+*******1234' })).toContain('\u2068+*******1234\u2069');
});

test.each([
  ['en', 'a, b, and c', 'One. Two.'],
  ['de', 'a, b und c', 'One. Two.'],
  ['fr', 'a, b et c', 'One. Two.'],
  ['es', 'a, b y c', 'One. Two.'],
  ['ja', 'a、b、c', 'One.Two.'],
])('joins lists and sentences as %s does', async (language, list, sentences) => {
  const source = chooseWords({ language });
  await source.load();
  expect(source.words.list(['a', 'b', 'c'])).toBe(list);
  expect(source.words.sentences(['One.', 'Two.'])).toBe(sentences);
});

test('joins lists where the engine cannot, as in React Native', () => {
  const { ListFormat: _, ...others } = Object.fromEntries(
    Object.getOwnPropertyNames(Intl).map((name) => [name, Intl[name as keyof typeof Intl]]),
  );
  vi.stubGlobal('Intl', others);
  expect(chooseWords({ language: 'en' }).words.list(['a', 'b', 'c'])).toBe('a, b, c');
});

// It takes browsers tens of milliseconds, and the first form has no number.
test('learns how a language writes numbers when there is one to be written, and once', () => {
  const learn = vi.spyOn(Intl, 'NumberFormat');
  const { words } = chooseWords({ language: 'en' });
  words.text('title.signIn');
  expect(learn).not.toHaveBeenCalled();
  words.text('action.resendIn', { seconds: 29 });
  words.text('action.resendIn', { seconds: 28 });
  expect(learn).toHaveBeenCalledOnce();
});
