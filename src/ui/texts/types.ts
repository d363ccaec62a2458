import type { en } from './en.js';

/** The name of a text. */
export type TextKey = keyof typeof en;

/** All texts of one language. `{name}` stands for what is filled in. */
export type Texts = Readonly<Record<TextKey, string>>;

/** Some texts, in place of the package's own. */
export type TextOverrides = Readonly<Partial<Record<TextKey, string>>>;
