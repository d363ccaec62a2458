import type { AwsCredentialIdentity, AwsCredentialIdentityProvider, ProviderRequest } from 'sigv4-interceptor';
import { client, deferred, EXPIRED, HOUR, keyOf, type Reply, stoppedClock } from '../core/support.js';

/** How a provider behaves, in all that identity depends on. */
export interface ProviderKind {
  /** Whether it reads who the user is before or after what it awaits. */
  readonly reads: 'before' | 'after';
  /** Whether it tells of changes. */
  readonly onChange: boolean;
  /** Whether it says who the user is now. */
  readonly principal: boolean;
  /** Whether its credentials say whose they are. */
  readonly named: boolean;
  /** Whether its credentials bear the identity of the identity pool. */
  readonly identityId: boolean;
  /** Whether it reports a change at its own renewals, too. */
  readonly reportsRenewals: boolean;
  /** Whether `principal()` is not known while it fetches. */
  readonly forgets: boolean;
  /** Whether it tells of a change only some time later. */
  readonly lags: boolean;
}

/** Somebody at the machine: a user, or a guest of some identity. */
interface Person {
  readonly user: string | null;
  readonly identity: string;
}

/** What a call came to. */
export interface Made {
  /** The place of its maker in the history. */
  readonly maker: number;
  /** Whom the provider had told of then, where it lags: what the app takes for its user. */
  readonly told: number;
  readonly url: string;
  outcome: string | number | undefined;
}

interface Ask {
  readonly asker: number;
  readonly serial: number;
  readonly answer: (value: AwsCredentialIdentity) => void;
  readonly fail: (error: Error) => void;
}

export const HONEST = 'https://api.example.com/a';
const MAD = 'https://mad.example.com/a';
/** What ends a call without an answer: each is an error that says so. */
const KNOWN = /^(\d+|identity-changed|identity-unknown|credentials-unavailable|left)$/;

/**
 * A machine at which people come and go, a provider, a server, and the calls of the app; every step is a test's. What the journey
 * may do is judged by the history of people alone, by a rule of its own.
 */
export const createWorld = (kind: ProviderKind) => {
  const history: Person[] = [{ user: null, identity: 'g0' }];
  const present = (): number => history.length - 1;
  const clock = stoppedClock();
  /** All that the machine's clock has shown. */
  const times = new Set([clock.time]);
  const listeners = new Set<() => void>();
  const asks: Ask[] = [];
  const sends: { readonly key: string; readonly url: string; readonly reply: (reply: Reply) => void }[] = [];
  const made: Made[] = [];
  const wrongs: string[] = [];
  let issued = 0;
  let oldestGood = 0;
  let told = 0;
  const tell = (): void => {
    for (const listener of listeners) listener();
  };

  const issue = (owner: number, serial: number): AwsCredentialIdentity => {
    const { user, identity } = history[owner]!;
    return keyOf(`${owner}.${serial}`, {
      expiration: new Date(clock.time + HOUR),
      ...(kind.named && { principal: user }),
      ...(kind.identityId && { identityId: identity }),
    });
  };
  const provider: AwsCredentialIdentityProvider = Object.assign(
    (request?: ProviderRequest) =>
      new Promise<AwsCredentialIdentity>((answer, fail) => {
        asks.push({ asker: present(), serial: ++issued, answer, fail });
        if (request?.forceRefresh && kind.reportsRenewals && kind.onChange) tell();
      }),
    {
      ...(kind.onChange && { onChange: (listener: () => void) => void listeners.add(listener) }),
      ...(kind.principal && {
        principal: () => (kind.forgets && asks.length > 0 ? undefined : history[present()]!.user),
      }),
    },
  );

  /** Whether what was made by one person may arrive as another; told from the history, not from epochs. */
  const mayArriveAs = (maker: number, owner: number): boolean => {
    const [by, as] = [history[maker]!, history[owner]!];
    if (by.user !== null) return as.user === by.user;
    const firstUser = history.slice(maker).find(({ user }) => user !== null)?.user;
    return as.user === null ? as.identity === by.identity : as.user === firstUser;
  };

  const app = client({ credentials: provider, clock, retry: { retries: 0 } }, ({ key, url, signedAt, tag }) => {
    const owner = Number(key!.split('.')[0]);
    const call = tag as Made;
    if (!mayArriveAs(call.maker, owner) && !mayArriveAs(call.told, owner)) {
      wrongs.push(`a call of ${JSON.stringify(history[call.maker])} arrived as ${JSON.stringify(history[owner])}`);
    }
    if (url.startsWith(HONEST) && !times.has(signedAt)) wrongs.push(`signed ${signedAt - clock.time} ms off`);
    const { promise, resolve } = deferred<Reply>();
    sends.push({ key: key!, url, reply: resolve });
    return promise;
  });
  const bodies: (() => void)[] = [];
  const controllers: AbortController[] = [];

  const arrive = (next: Person): void => {
    history.push(next);
    if (kind.lags) return;
    told = present();
    if (kind.onChange) tell();
    // Where only principal() tells, somebody who comes and goes between two calls is never seen: each makes one here.
    else app.pipeline.source.caller();
  };

  return {
    made,
    wrongs,
    app,
    present: () => history[present()]!,
    signIn: (user: string) => arrive({ user, identity: `id of ${user}` }),
    // A guest in the place of a guest is nothing that principal() could tell.
    signOut: () => arrive({ user: null, identity: kind.onChange ? `g${history.length}` : 'g0' }),
    /** Tells of the changes that are not told yet. */
    tellAtLast: () => {
      if (told === present()) return;
      told = present();
      tell();
    },
    /** Makes a call, whose body is read some time later. */
    call: (mad: boolean) => {
      const call: Made = { maker: present(), told, url: mad ? MAD : HONEST, outcome: undefined };
      made.push(call);
      const caller = app.pipeline.source.caller();
      const controller = new AbortController();
      controllers.push(controller);
      bodies.push(() => {
        app
          .call(call.url, {
            method: 'POST',
            caller,
            signal: controller.signal,
            coverage: mad ? 'recognised' : 'named',
            tag: call,
          })
          .then(
            ({ answer }) => (call.outcome = answer.status),
            (error: { code?: string; message: string }) => (call.outcome = error.code ?? error.message),
          );
      });
    },
    readBody: () => bodies.shift()?.(),
    abort: (which: number) => controllers[which % Math.max(1, controllers.length)]?.abort(new Error('left')),
    /** Answers a question to the provider, the oldest or the newest. */
    answer: (newest: boolean) => {
      const ask = newest ? asks.pop() : asks.shift();
      if (!ask) return;
      const owner = kind.reads === 'before' ? ask.asker : present();
      ask.answer(issue(owner, ask.serial));
    },
    failAsk: () => asks.shift()?.fail(new Error('signed out')),
    /** The oldest question will never be answered. */
    hang: () => void asks.shift(),
    reply: () => {
      const send = sends.shift();
      if (!send) return;
      send.reply(Number(send.key.split('.')[1]) <= oldestGood ? EXPIRED : { status: 200 });
    },
    /** The mad server says something of the time; others do not. */
    replyMadly: (date: string) => {
      const index = sends.findIndex(({ url }) => url.startsWith(MAD));
      if (index < 0) return;
      const [send] = sends.splice(index, 1);
      send!.reply({ status: 403, headers: { date }, body: '{"message":"Signature expired"}' });
    },
    /** The server takes nothing that has been issued so far. */
    revoke: () => {
      oldestGood = issued;
    },
    /** Time passes for everybody. */
    pass: (time: number) => {
      clock.time += time;
      times.add(clock.time);
    },
    /** Whether no newer key of the same owner has arrived before. */
    isNewest: (key: string) => {
      const [owner, serial] = key.split('.');
      return app.got.every(
        (got) => !got.key!.startsWith(`${owner}.`) || Number(got.key!.split('.')[1]) <= Number(serial),
      );
    },
    pending: () => ({ asks: asks.length, sends: sends.length, bodies: bodies.length }),
    unsettled: () => made.filter(({ outcome }) => outcome === undefined).length,
    unexplained: () => made.filter(({ outcome }) => outcome !== undefined && !KNOWN.test(String(outcome))),
  };
};
