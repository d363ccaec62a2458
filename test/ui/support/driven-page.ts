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

/** A browser with one page. */
export interface DrivenBrowser {
  readonly page: DrivenPage;
  close(): Promise<void>;
}
