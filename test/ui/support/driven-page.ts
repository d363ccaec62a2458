/** How long a busy machine may take for what is waited for. */
export const PATIENCE = { timeout: 20_000, interval: 50 } as const;

/** Keys that type nothing, and the space bar. */
export type Key = 'Tab' | 'Enter' | 'Escape' | 'Space';

/** Keys that are held while another one is pressed. */
export type HeldKey = 'Shift' | 'Control';

/** What a browser tells assistive technology about the element that has the focus. */
export interface Focused {
  readonly role: string;
  readonly name: string;
}

/** A page in a browser that a test drives. */
export interface DrivenPage {
  go(url: string): Promise<void>;
  /** Runs the body of a function in the page, and gives what it returns, or what a promise of that is fulfilled with. */
  run<T>(body: string, ...values: readonly unknown[]): Promise<T>;
  /** Types into what has the focus, key by key. */
  type(text: string): Promise<void>;
  /** Presses a key, or a letter's, while others are held. */
  press(key: Key | 'a', ...held: readonly HeldKey[]): Promise<void>;
  /** What has the focus. */
  focused(): Promise<Focused>;
}

/** A browser with one page, and more where it is asked for. */
export interface DrivenBrowser {
  readonly page: DrivenPage;
  /** Drives the window that the page has opened, or is about to open. */
  inPopup(work: (popup: DrivenPage) => Promise<void>): Promise<void>;
  /** Opens another tab, of the same profile. */
  openTab(): Promise<DrivenTab>;
  /** Gives the machine an authenticator for passkeys, whose user always agrees. Nothing: the browser cannot be driven so far. */
  readonly addAuthenticator?: () => Promise<void>;
  close(): Promise<void>;
}

/** A further tab. */
export interface DrivenTab {
  readonly page: DrivenPage;
  close(): Promise<void>;
}
