import { en } from './en.js';
import type { TextKey, TextOverrides, Texts } from './types.js';

/** The values of a text's placeholders. Numbers are formatted for the language. */
export type TextParameters = Readonly<Record<string, string | number>>;

/** The texts of one language. */
export interface Words {
  /** The language tag, such as `de-AT`, for HTML's `lang` and for `Intl`. */
  readonly language: string;
  /** For HTML's `dir`. */
  readonly direction: 'ltr' | 'rtl';
  /** Returns a text, with its placeholders filled in. */
  text(key: TextKey, parameters?: TextParameters): string;
  /** Joins items to a list, such as "a letter, a number, and a special character". */
  list(items: readonly string[]): string;
  /** Joins sentences. */
  sentences(sentences: readonly string[]): string;
}

/** The texts of a language, in English until they have loaded. */
export interface WordSource {
  /** The texts that are available now. */
  readonly words: Words;
  /**
   * Loads the language's texts. Call it again if that failed.
   *
   * @returns Whether `words` have changed. Never rejects: without a network they stay English.
   */
  load(): Promise<boolean>;
}

/** The requested language and texts. */
export interface WordsOptions {
  /** A language tag, such as `'de'` or `'pt-BR'`. Default: the page's `lang`, else the browser's, else English. */
  readonly language?: string | undefined;
  /** Texts that override the package's. With them, an app can add a language that the package lacks. */
  readonly texts?: TextOverrides | undefined;
}

/** Loads the texts of each language. */
export type Loaders = Readonly<Record<string, () => Promise<Texts>>>;

/** The package's languages other than English. */
const LOADERS: Loaders = {
  de: async () => (await import('./de.js')).de,
  es: async () => (await import('./es.js')).es,
  fr: async () => (await import('./fr.js')).fr,
  ja: async () => (await import('./ja.js')).ja,
};

/** Matches the tags of right-to-left languages and scripts. */
const RIGHT_TO_LEFT = /^(ar|ckb|dv|fa|he|ps|sd|ug|ur|yi)\b|-(Arab|Hebr|Syrc|Thaa|Nkoo|Adlm|Rohg)\b/;

/** Returns the canonical form of a language tag. Undefined if it is not a language tag. */
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
  // Without isolation, right-to-left text would reorder the parts of a masked address.
  const isolate = (value: string): string => (direction === 'rtl' ? `\u2068${value}\u2069` : value);
  // Created on first use, because it takes longer than the rest of the first form.
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

/** Returns the candidate language tags: the app's option, or the page's and the browser's languages. */
const candidates = (wanted: string | undefined): readonly string[] => {
  const { document, navigator } = globalThis as Partial<typeof globalThis>;
  const tags = wanted ? [wanted] : [document?.documentElement.lang, ...(navigator?.languages ?? [])];
  return tags.flatMap((tag) => (tag && toTag(tag)) || []);
};

/**
 * Creates a function that chooses a {@link WordSource}. It caches
 * loaded languages, so that a second form has its language immediately.
 *
 * @param loaders The languages other than English. Default: the package's.
 */
export const createWordSources = (loaders: Loaders = LOADERS) => {
  const loaded = new Map<string, Texts>([['en', en]]);
  const isKnown = (tag: string): boolean => languageOf(tag) === 'en' || Object.hasOwn(loaders, languageOf(tag));

  return ({ language: wanted, texts: overrides = {} }: WordsOptions = {}): WordSource => {
    const tags = candidates(wanted);
    // An app with its own texts for a language that the package lacks uses that language.
    const isAppLanguage = tags[0] !== undefined && !isKnown(tags[0]) && Object.keys(overrides).length > 0;
    const tag = (isAppLanguage ? tags[0] : tags.find(isKnown)) ?? 'en';
    const language = languageOf(tag);

    const current = (): Words => {
      const texts = isAppLanguage ? en : loaded.get(language);
      return texts ? createWords(tag, texts, overrides) : createWords('en', en, overrides);
    };
    let words = current();
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
        words = current();
        return true;
      },
    };
  };
};

/** Chooses the texts of a form by {@link WordsOptions}. */
export const chooseWords = createWordSources();
