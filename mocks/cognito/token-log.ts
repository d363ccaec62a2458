/** An issued token. */
export interface LoggedToken {
  /** The token's place in the order of issue. */
  readonly serial: number;
  /** The `sub` of a user pool's user; for other users, their id at the provider. */
  readonly owner: string;
}

/** Called with each issued token. */
export type OnToken = (token: string, owner: string) => void;

/** The issued tokens in order, so that a test can expire all tokens issued so far. */
export interface TokenLog {
  readonly add: OnToken;
  /** Returns how many tokens were issued so far. */
  latest(): number;
  find(token: string): LoggedToken | undefined;
}

/** Creates an empty {@link TokenLog}. */
export const createTokenLog = (): TokenLog => {
  const tokens = new Map<string, LoggedToken>();
  return {
    add: (token, owner) => void tokens.set(token, { serial: tokens.size + 1, owner }),
    latest: () => tokens.size,
    find: (token) => tokens.get(token),
  };
};
