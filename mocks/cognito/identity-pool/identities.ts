import { type Random, uuid } from '../../random.js';
import { refusal } from './refusals.js';

/** A verified login: a user of a provider. */
export interface Login {
  /** The key of `Logins`; for a developer identity, the developer provider's name. */
  readonly provider: string;
  /** The user's id at the provider. */
  readonly subject: string;
  /** The caller's name in the mock. */
  readonly user: string;
}

/** The current state of an identity. */
export interface Identity {
  readonly id: string;
  /** Empty for a guest. */
  readonly logins: readonly Login[];
}

/** The identities of a pool, with the rules for linking logins and merging guests. */
export interface Identities {
  /** GetId: links all logins to the identity that one of them is linked to, else to a new identity. */
  enter(logins: readonly Login[]): Identity;
  /**
   * Returns the identity of an id that comes with these logins. A guest's id becomes the
   * user's. If the user already has an identity, the guest's is disabled, and from
   * then on its id represents the user's identity in calls with the user's logins.
   *
   * @throws ServiceException as Cognito does
   */
  resolve(id: string, logins: readonly Login[]): Identity;
  /** Whether the id belongs to an identity, even a disabled one. */
  has(id: string): boolean;
  /** Returns all identities that are not disabled. */
  list(): Identity[];
  /** Deletes one identity, or all. */
  forget(id?: string): void;
}

interface Stored {
  readonly id: string;
  readonly logins: Map<string, Login>;
  mergedInto?: Stored;
}

/** Creates the identities of a pool. */
export const createIdentities = (region: string, random: Random): Identities => {
  const stored = new Map<string, Stored>();

  const create = (): Stored => {
    const identity: Stored = { id: `${region}:${uuid(random)}`, logins: new Map() };
    stored.set(identity.id, identity);
    return identity;
  };
  const current = (identity: Stored): Stored => (identity.mergedInto ? current(identity.mergedInto) : identity);
  const ownerOf = ({ provider, subject }: Login): Stored | undefined =>
    [...stored.values()].find(({ logins }) => logins.get(provider)?.subject === subject);

  /** An identity holds one login per provider. Checked before anything changes. */
  const link = (target: Stored, logins: readonly Login[]): Stored => {
    const others = new Set(logins.map(ownerOf).filter((owner): owner is Stored => !!owner && owner !== target));
    const arriving = [...logins, ...[...others].flatMap((other) => [...other.logins.values()])];
    const all = new Map(target.logins);
    for (const login of arriving) {
      const held = all.get(login.provider);
      if (held && held.subject !== login.subject) {
        throw refusal('severalLogins');
      }
      all.set(login.provider, login);
    }
    for (const other of others) {
      other.logins.clear();
      other.mergedInto = target;
    }
    for (const [provider, login] of all) target.logins.set(provider, login);
    return target;
  };
  const view = ({ id, logins }: Stored): Identity => ({ id, logins: [...logins.values()] });

  return {
    enter: (logins) => view(link(logins.map(ownerOf).find((owner) => owner !== undefined) ?? create(), logins)),
    resolve: (id, logins) => {
      const asked = stored.get(id);
      if (!asked) throw refusal('unknownIdentity', id);
      const identity = current(asked);
      if (logins.length === 0) {
        // A disabled identity points to one with logins.
        if (identity.logins.size > 0) {
          throw refusal('forbidden', id);
        }
        return view(identity);
      }
      const owners = logins.map(ownerOf);
      if (identity.logins.size > 0 && !owners.includes(identity)) {
        throw refusal('otherLogins');
      }
      const known = owners.find((owner) => owner !== undefined);
      if (identity.logins.size > 0 || !known) return view(link(identity, logins));
      identity.mergedInto = known;
      return view(link(known, logins));
    },
    has: (id) => stored.has(id),
    list: () => [...stored.values()].filter(({ mergedInto }) => !mergedInto).map(view),
    forget: (id) => {
      const gone = id === undefined ? undefined : stored.get(id);
      for (const identity of [...stored.values()]) {
        if (id === undefined || current(identity) === gone) stored.delete(identity.id);
      }
    },
  };
};
