import type { DrivenBrowser } from '../../support/driven-page.js';

/** A browser that keeps passwords. */
export interface PasswordManager extends DrivenBrowser {
  /**
   * Waits until the browser offers to save a password, or to change a saved one, and accepts.
   *
   * @param entry The expected offer, for browsers that can report it.
   */
  accept(offer: 'save' | 'update', entry: SavedPassword): Promise<void>;
  /** The entries saved for a page's site. */
  saved(url: string): Promise<readonly SavedPassword[]>;
}

/** An entry of a password manager. */
export interface SavedPassword {
  readonly username: string;
  readonly password: string;
}
