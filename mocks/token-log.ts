/** The tokens that were issued, in order, so that a test can have those expired which it has seen. */
export interface TokenLog {
  add(token: string): void;
  /** How many were issued so far. */
  latest(): number;
  /** The place of a token in that order; 0 for an unknown one. */
  serialOf(token: string): number;
}

/** Remembers which tokens were issued before which. */
export const createTokenLog = (): TokenLog => {
  const serials = new Map<string, number>();
  return {
    add: (token) => void serials.set(token, serials.size + 1),
    latest: () => serials.size,
    serialOf: (token) => serials.get(token) ?? 0,
  };
};
