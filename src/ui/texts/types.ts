import type { en } from './en.js';

/** The name of a text. */
export type TextKey = keyof typeof en;

/** All texts of one language. `{name}` is a placeholder. */
export type Texts = Readonly<Record<TextKey, string>>;

/**
 * Texts that replace the package's.
 *
 * @example
 * ```ts
 * const texts: TextOverrides = { 'title.signIn': 'Welcome back', 'error.userDisabled': 'Call us on extension 42.' };
 * ```
 */
export type TextOverrides = Readonly<Partial<Record<TextKey, string>>>;
