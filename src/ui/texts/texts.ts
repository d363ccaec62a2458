import { en } from './en.js';
import type { TextKey, TextOverrides, Texts } from './types.js';

/** What is filled in for a text's `{name}`s. Numbers are written as the language writes them. */
export type TextParameters = Readonly<Record<string, string | number>>;

/** The words of one language. */
export interface Words {
  /** Which language they are, such as `de-AT`: for HTML's `lang`, and for `Intl`. */
  readonly language: string;
  /** For HTML's `dir`. */
  readonly direction: 'ltr' | 'rtl';
  /** One text, filled in. */
  text(key: TextKey, parameters?: TextParameters): string;
  /** What belongs together, such as "a letter, a number, and a special character". */
  list(items: readonly string[]): string;
  /** Sentences, one after the other. */
  sentences(sentences: readonly string[]): string;
}

/** Words that are there at once, and better ones that may have to be loaded. */
export interface WordSource {
  /** Those that are there: English, until the language's own have been loaded. */
  readonly words: Words;
  /**
   * Loads the language's own words. May be called again where that failed.
   *
   * @returns Whether `words` are others than before. Never rejects: without a network they stay English.
   */
  load(): Promise<boolean>;
}

/** Which words are wanted. */
export interface WordsOptions {
  /** Such as `'de'` or `'pt-BR'`. Default: the page's `lang`, else the browser's languages, else English. */
  readonly language?: string | undefined;
  /** Own words, which go before the package's. A language that the package lacks can be given so. */
  readonly texts?: TextOverrides | undefined;
}

/** Gets the words of a language. */
export type Loaders = Readonly<Record<string, () => Promise<Texts>>>;

/** The languages that the package has besides English. */
const LOADERS: Loaders = {
  de: async () => (await import('./de.js')).de,
  es: async () => (await import('./es.js')).es,
  fr: async () => (await import('./fr.js')).fr,
  ja: async () => (await import('./ja.js')).ja,
};

/** By language, or by a script that the tag names. */
const RIGHT_TO_LEFT = /^(ar|ckb|dv|fa|he|ps|sd|ug|ur|yi)\b|-(Arab|Hebr|Syrc|Thaa|Nkoo|Adlm|Rohg)\b/;

/** A language tag as `Intl` takes it; nothing for what is none. */
const toTag = (given: string): string | undefined => {
  try {
    return Intl.getCanonicalLocales(given.replace(/_/g, '-'))[0];
  } catch {
    return undefined;
  }
};

const languageOf = (tag: string): string => tag.split('-')[0]!;

const fill = (text: string, parameters: TextParameters, write: (value: string | number) => string): string =>
  text.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = parameters[name];
    return value === undefined ? placeholder : write(value);
  });

/** React Native's engine has no `Intl.ListFormat`. */
const listIn = (language: string, items: readonly string[]): string =>
  'ListFormat' in Intl ? new Intl.ListFormat(language).format(items) : items.join(', ');

const createWords = (language: string, texts: Texts, overrides: TextOverrides): Words => {
  const direction = RIGHT_TO_LEFT.test(language) ? 'rtl' : 'ltr';
  // A masked address would otherwise be torn apart among words that run from right to left.
  const isolate = (value: string): string => (direction === 'rtl' ? `\u2068${value}\u2069` : value);
  // Made when it is needed: it takes longer than all else that the first form needs.
  let numbers: Intl.NumberFormat | undefined;
  const format = (value: number): string => {
    numbers ??= new Intl.NumberFormat(language);
    return numbers.format(value);
  };
  const write = (value: string | number): string => isolate(typeof value === 'number' ? format(value) : value);
  return {
    language,
    direction,
    text: (key, parameters = {}) => fill(overrides[key] ?? texts[key] ?? key, parameters, write),
    list: (items) => listIn(language, items),
    sentences: (sentences) => sentences.join(/^(ja|zh)\b/.test(language) ? '' : ' '),
  };
};

/** The language tags to choose from: what the app asks for, or what its visitors are likely to read. */
const candidates = (wanted: string | undefined): readonly string[] => {
  const { document, navigator } = globalThis as Partial<typeof globalThis>;
  const tags = wanted ? [wanted] : [document?.documentElement.lang, ...(navigator?.languages ?? [])];
  return tags.flatMap((tag) => (tag && toTag(tag)) || []);
};

/**
 * Makes a function that chooses a {@link WordSource}. What it has loaded it keeps, so that a second form has its language at once.
 *
 * @param loaders Languages besides English. Default: the package's.
 */
export const createWordSources = (loaders: Loaders = LOADERS) => {
  const loaded = new Map<string, Texts>([['en', en]]);
  const isKnown = (tag: string): boolean => languageOf(tag) === 'en' || Object.hasOwn(loaders, languageOf(tag));

  return ({ language: wanted, texts: overrides = {} }: WordsOptions = {}): WordSource => {
    const tags = candidates(wanted);
    // An app that has words of its own for a language which the package lacks speaks that language.
    const isForeign = tags[0] !== undefined && !isKnown(tags[0]) && Object.keys(overrides).length > 0;
    const tag = (isForeign ? tags[0] : tags.find(isKnown)) ?? 'en';
    const language = languageOf(tag);

    const present = (): Words => {
      const texts = isForeign ? en : loaded.get(language);
      return texts ? createWords(tag, texts, overrides) : createWords('en', en, overrides);
    };
    let words = present();
    return {
      get words() {
        return words;
      },
      load: async () => {
        if (words.language === tag) return false;
        try {
          loaded.set(language, await loaders[language]!());
        } catch {
          return false;
        }
        words = present();
        return true;
      },
    };
  };
};

/** Chooses the words of a form: {@link WordsOptions}. */
export const chooseWords = createWordSources();
