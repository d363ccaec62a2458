import { BASE64, type Random, UPPER } from '../random.js';
import type { SigningKey } from '../verifier/types.js';

/** A user that the mock knows. */
export interface MockUser {
  /** Any name. It is the last part of the caller's ARN. */
  readonly name: string;
  /** The user's permanent access key id, for an app under test that has one configured. Default: random. */
  readonly accessKeyId?: string;
  /** The secret of `accessKeyId`. Give both or neither. Default: random. */
  readonly secretAccessKey?: string;
}

/** A permanent key, like that of an IAM user. */
export interface PermanentCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A temporary key, as STS and identity pools issue it. */
export interface TemporaryCredentials extends PermanentCredentials {
  readonly sessionToken: string;
  /** When the key expires, by the server's clock. */
  readonly expiration: Date;
  /** The name of the user who owns the credentials; `guest` for credentials that an identity pool issued to a guest. */
  readonly principal: string;
}

/** A credentials provider of the AWS SDK. Each call issues new credentials. */
export type MockCredentialsProvider = (properties?: {
  readonly forceRefresh?: boolean;
}) => Promise<TemporaryCredentials>;

/** The caller of a request. */
export interface Caller {
  /** The user's name; `guest` for credentials that an identity pool issued to a guest. */
  readonly user: string;
  /** The identity. Only for credentials of an identity pool. */
  readonly identityId?: string;
  /** The access key id. Only for a signed request. */
  readonly accessKeyId?: string;
  /** The caller's ARN. Only for a signed request. */
  readonly arn?: string;
  /** The token's claims. Only for a request with a token. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** A key for the verifier, with its owner. */
export interface KnownKey extends SigningKey {
  readonly caller: Caller;
}

/** Users and their keys. */
export interface KeyStore {
  /** @throws TypeError for an undeclared user */
  permanent(user?: string): PermanentCredentials;
  /** @throws TypeError for an undeclared user */
  issue(user: string | undefined, now: number, lifetime: number): TemporaryCredentials;
  /** Issues credentials to any caller, declared or not: an identity pool has its own users. */
  issueTo(caller: Omit<Caller, 'accessKeyId'>, now: number, lifetime: number): TemporaryCredentials;
  /** Returns how many temporary credentials were issued since the start or the last `forgetCount()`. */
  issued(user?: string): number;
  forgetCount(): void;
  /** Returns the secrets of all keys. */
  secrets(): string[];
  /** Returns the serial of the latest credentials. */
  latest(): number;
  /** Returns the key with this id. `revoked` says whether the key with a serial has been expired. */
  find(accessKeyId: string, now: number, revoked: (serial: number) => boolean): KnownKey | undefined;
  /**
   * Returns the name of a declared user. Default: the first one.
   *
   * @param option The option or parameter that names the user, for the message.
   * @throws TypeError for an undeclared user
   */
  requireUser(user: string | undefined, option: string): string;
  /**
   * Returns the name of a user who can be a caller. With identity pools any user can, because users may sign up.
   *
   * @throws TypeError for a user who cannot
   */
  requireCaller(user: string | undefined, option: string): string;
}

/** The account of all users and roles. */
export const ACCOUNT = '123456789012';

interface StoredKey {
  readonly credentials: PermanentCredentials | TemporaryCredentials;
  readonly caller: Caller;
  /** The key's place in the order of issue; 0 for permanent keys. */
  readonly serial: number;
}

/**
 * Creates a {@link KeyStore} with the keys of the declared users. The first user is the default.
 *
 * @param open Whether undeclared users can be callers.
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
    throw new TypeError(`${option}: there is no user '${name}'. The option users declares: ${known}.`);
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
    secrets: () => [...keys.values()].map(({ credentials }) => credentials.secretAccessKey),
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
