import { BASE64, type Random, UPPER } from '../random.js';
import type { SigningKey } from '../verifier/types.js';

/** A user that the mock knows. */
export interface MockUser {
  /** Any name; it ends the ARN of the caller. */
  readonly name: string;
  /** A permanent key of the user's, where the app under test has one configured. Default: a random one. */
  readonly accessKeyId?: string;
  /** Goes with `accessKeyId`. */
  readonly secretAccessKey?: string;
}

/** A key without an end, as of an IAM user. */
export interface PermanentCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A key with an end, as STS and an identity pool issue them. */
export interface TemporaryCredentials extends PermanentCredentials {
  readonly sessionToken: string;
  /** By the server's clock. */
  readonly expiration: Date;
  /** The user's name: whose the credentials are; `guest` of credentials that an identity pool issued to a guest. */
  readonly principal: string;
}

/** A credentials provider, as the AWS SDK defines it. Every call issues new credentials. */
export type MockCredentialsProvider = (properties?: {
  readonly forceRefresh?: boolean;
}) => Promise<TemporaryCredentials>;

/** Who signed a request. */
export interface Caller {
  /** The user's name, `guest` where an identity pool issued the credentials to a guest. */
  readonly user: string;
  /** The identity in the identity pool, where that issued the credentials. */
  readonly identityId?: string;
  /** Of a signed request. */
  readonly accessKeyId?: string;
  /** Of a signed request. */
  readonly arn?: string;
  /** Of a request with a token: what that says. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** A key as the verifier sees it, with its owner. */
export interface KnownKey extends SigningKey {
  readonly caller: Caller;
}

/** Users and their keys. */
export interface KeyStore {
  /** @throws TypeError for a user that was not declared */
  permanent(user?: string): PermanentCredentials;
  /** @throws TypeError for a user that was not declared */
  issue(user: string | undefined, now: number, lifetime: number): TemporaryCredentials;
  /** Issues credentials to anybody, declared or not: an identity pool knows its users itself. */
  issueTo(caller: Omit<Caller, 'accessKeyId'>, now: number, lifetime: number): TemporaryCredentials;
  /** How many temporary credentials were issued since the start, or the last `forgetCount()`. */
  issued(user?: string): number;
  forgetCount(): void;
  /** The serial of the latest credentials. */
  latest(): number;
  /** The key of that id; `revoked` says which serials are taken no more. */
  find(accessKeyId: string, now: number, revoked: (serial: number) => boolean): KnownKey | undefined;
  /** @throws TypeError for a user that was not declared; `option` is what the caller knows it as */
  requireUser(user: string | undefined, option: string): string;
  /**
   * The same for somebody who can be a caller. Where there are identity pools that is anybody, as users sign up.
   *
   * @throws TypeError for somebody who cannot
   */
  requireCaller(user: string | undefined, option: string): string;
}

/** The account of all users and roles. */
export const ACCOUNT = '123456789012';

interface StoredKey {
  readonly credentials: PermanentCredentials | TemporaryCredentials;
  readonly caller: Caller;
  /** Orders the keys that were issued; 0 for permanent ones. */
  readonly serial: number;
}

/**
 * Keeps the keys of the declared users; the first user is the default one.
 *
 * @param open whether others than the declared users can be callers
 */
export const createKeyStore = (users: readonly MockUser[], random: Random, open = false): KeyStore => {
  const newId = (prefix: 'AKIA' | 'ASIA'): string => prefix + random.text(16, UPPER);
  const newSecret = (): string => random.text(40, BASE64);
  const keys = new Map<string, StoredKey>();
  const permanentKeys = new Map<string, PermanentCredentials>();
  const counts = new Map<string, number>();
  let latest = 0;

  for (const { name, accessKeyId = newId('AKIA'), secretAccessKey = newSecret() } of users) {
    const credentials = { accessKeyId, secretAccessKey };
    const caller = { user: name, accessKeyId, arn: `arn:aws:iam::${ACCOUNT}:user/${name}` };
    permanentKeys.set(name, credentials);
    keys.set(accessKeyId, { credentials, caller, serial: 0 });
  }

  const requireUser = (user: string | undefined, option: string): string => {
    const name = user ?? users[0]?.name ?? '';
    if (permanentKeys.has(name)) return name;
    const known = [...permanentKeys.keys()].map((candidate) => `'${candidate}'`).join(', ');
    throw new TypeError(`${option}: there is no user '${name}'. Declared by the option users: ${known}.`);
  };

  const requireCaller: typeof requireUser = (user, option) =>
    open && typeof user === 'string' && user !== '' ? user : requireUser(user, option);

  const issueTo: KeyStore['issueTo'] = (caller, now, lifetime) => {
    const principal = caller.user;
    const credentials: TemporaryCredentials = {
      accessKeyId: newId('ASIA'),
      secretAccessKey: newSecret(),
      sessionToken: `IQoJ${random.text(196, BASE64)}==`,
      expiration: new Date(now + lifetime),
      principal,
    };
    const { accessKeyId } = credentials;
    latest += 1;
    keys.set(accessKeyId, { credentials, caller: { ...caller, accessKeyId }, serial: latest });
    counts.set(principal, (counts.get(principal) ?? 0) + 1);
    return credentials;
  };

  return {
    requireUser,
    requireCaller,
    issueTo,
    permanent: (user) => permanentKeys.get(requireUser(user, 'user')) as PermanentCredentials,
    issue: (user, now, lifetime) => {
      const name = requireUser(user, 'user');
      const arn = `arn:aws:sts::${ACCOUNT}:assumed-role/mock-role/${name}`;
      return issueTo({ user: name, arn }, now, lifetime);
    },
    issued: (user) =>
      user === undefined
        ? [...counts.values()].reduce((sum, count) => sum + count, 0)
        : (counts.get(requireCaller(user, 'user')) ?? 0),
    forgetCount: () => counts.clear(),
    latest: () => latest,
    find: (accessKeyId, now, revoked) => {
      const stored = keys.get(accessKeyId);
      if (!stored) return undefined;
      const { credentials, caller, serial } = stored;
      const expired = 'expiration' in credentials && (now >= credentials.expiration.getTime() || revoked(serial));
      return { ...credentials, caller, expired };
    },
  };
};
