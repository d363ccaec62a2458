/** A token that was issued. */
export interface LoggedToken {
  /** Its place in the order of all tokens. */
  readonly serial: number;
  /** The `sub` of a user pool's user; of others what the provider knows them as. */
  readonly owner: string;
}

/** Told of each token that is issued. */
export type OnToken = (token: string, owner: string) => void;

/** The tokens that were issued, in order, so that a test can have those expired which it has seen. */
export interface TokenLog {
  readonly add: OnToken;
  /** How many were issued so far. */
  latest(): number;
  find(token: string): LoggedToken | undefined;
}

/** Remembers which tokens were issued before which, and to whom. */
export const createTokenLog = (): TokenLog => {
  const tokens = new Map<string, LoggedToken>();
  return {
    add: (token, owner) => void tokens.set(token, { serial: tokens.size + 1, owner }),
    latest: () => tokens.size,
    find: (token) => tokens.get(token),
  };
};
