import type { TestProject } from 'vitest/node';
import { startVerifier } from './verifier.js';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the verifier listens: another origin than the page's. */
    verifier: string;
    /** A second origin, to which the verifier redirects. */
    elsewhere: string;
  }
}

/** Starts the verifier beside the browser, for vitest's `globalSetup`. */
export default async ({ provide }: TestProject): Promise<() => void> => {
  const { url, elsewhere, close } = await startVerifier();
  provide('verifier', url);
  provide('elsewhere', elsewhere);
  return close;
};
