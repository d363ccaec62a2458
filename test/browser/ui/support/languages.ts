import type { Texts } from '../../../../src/ui/texts/types.js';
import { de } from '../../../../src/ui/texts/de.js';
import { en } from '../../../../src/ui/texts/en.js';
import { es } from '../../../../src/ui/texts/es.js';
import { fr } from '../../../../src/ui/texts/fr.js';
import { ja } from '../../../../src/ui/texts/ja.js';
import { ar } from './arabic.js';
import type { ShownWords } from './shown-flow.js';

const TEXTS = { ar, de, en, es, fr, ja } as const satisfies Record<string, Texts>;

/** A language that forms are shown in: the package's, and Arabic. */
export type Language = keyof typeof TEXTS;

/** All of them. */
export const LANGUAGES = Object.keys(TEXTS) as readonly Language[];

/** The words of a language. */
export const wordsOf = (language: Language): Required<ShownWords> => ({
  language,
  direction: language === 'ar' ? 'rtl' : 'ltr',
  texts: TEXTS[language],
});
