/** The timeout for waiting, long enough for a busy machine. */
export const PATIENCE = { timeout: 20_000, interval: 50 } as const;

/** Keys that type nothing, and the space bar. */
export type Key = 'Tab' | 'Enter' | 'Escape' | 'Space';

/** Keys that are held while another one is pressed. */
export type HeldKey = 'Shift' | 'Control';

/** What assistive technology gets about the focused element. */
export interface Focused {
  readonly role: string;
  readonly name: string;
}

/** A page in a browser that a test drives. */
export interface DrivenPage {
  go(url: string): Promise<void>;
  /** Runs the body of a function in the page. Resolves to what it returns, awaited. */
  run<T>(body: string, ...values: readonly unknown[]): Promise<T>;
  /** Types into the focused element, key by key. */
  type(text: string): Promise<void>;
  /** Presses a key, while holding others. */
  press(key: Key | 'a', ...held: readonly HeldKey[]): Promise<void>;
  /** The focused element. */
  focused(): Promise<Focused>;
}

/** A browser with one page, and further ones on request. */
export interface DrivenBrowser {
  readonly page: DrivenPage;
  /** Drives the window that the page opens or has opened. */
  inPopup(work: (popup: DrivenPage) => Promise<void>): Promise<void>;
  /** Opens another tab, of the same profile. */
  openTab(): Promise<DrivenTab>;
  /** Adds a virtual authenticator for passkeys, whose user always consents. Undefined if the browser has none. */
  readonly addAuthenticator?: () => Promise<void>;
  close(): Promise<void>;
}

/** A further tab. */
export interface DrivenTab {
  readonly page: DrivenPage;
  close(): Promise<void>;
}
