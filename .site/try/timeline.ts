import type { Rejection, SigV4Authenticator, Verdict } from 'sigv4-interceptor';
import type { AwsMock, MockCall } from 'sigv4-interceptor/mocks';

/** What can happen, in one word that the list shows. */
export type Kind =
  | 'Switched'
  | 'Signed'
  | 'Refused'
  | 'Renewed'
  | 'Clock corrected'
  | 'Replayed'
  | 'Accepted'
  | 'Failed';

/** One line of the list. */
export interface Entry {
  readonly time: Date;
  readonly kind: Kind;
  /** Method and path, where it is about one call. */
  readonly call?: string;
  /** What the server said: the status, and the mock's verdict. */
  readonly verdict?: string;
  /** What happened, or what happens next, in a sentence. */
  readonly next: string;
}

/** What the library does about each verdict of its own. */
const NEXT: Readonly<Record<Verdict, string>> = {
  expired: 'The credentials have expired: renew them, then replay the call.',
  skewed: 'The clocks differ: sign the call again with the server’s time.',
  denied: 'This user may not do that. A renewal would not help: your code gets the 403.',
  malformed: 'The signature is wrong: your code gets the 403, and the reason.',
  throttled: 'Too many requests: your client’s own retries back off.',
  unknown: 'The server gives no reason: renew the credentials, then replay the call.',
};

const shortKey = (accessKeyId: string | undefined): string => (accessKeyId ? `key …${accessKeyId.slice(-4)}` : 'a key');
const minutes = (milliseconds: number): string => {
  const rounded = Math.round(milliseconds / 60_000);
  return `${Math.abs(rounded)} minutes ${rounded < 0 ? 'behind' : 'ahead'}`;
};
const callOf = ({ method, path }: MockCall): string => `${method} ${path}`;
const verdictOf = ({ status, verdict }: MockCall): string => `${status} ${verdict}`;
const pathOf = ({ method, url }: { readonly method: string; readonly url: string }): string =>
  `${method} ${new URL(url).pathname}`;

/** A timeline that is being written. */
export interface Timeline {
  /** Adds what arrived at the server and was reported by no event: calls that went well at once. */
  settle(): void;
  /** Stops listening. */
  end(): void;
}

/**
 * Tells what happens to calls, in the order in which it happens, from two sources: the library's events, which tell what it does, and
 * the mock's log of calls, which tells what the server made of each request.
 */
export const writeTimeline = (auth: SigV4Authenticator, aws: AwsMock, write: (entry: Entry) => void): Timeline => {
  let read = aws.calls().length;
  /** Calls that the server has answered, and no event has been about so far. */
  let answered: MockCall[] = [];
  /** The newest key, once there was a renewal. */
  let renewed: string | undefined;
  const add = (entry: Omit<Entry, 'time'>): void => write({ time: new Date(), ...entry });

  /** Takes the oldest answer to that call that was a refusal, or that was none. */
  const take = (call: string, refused: boolean): MockCall | undefined => {
    answered = [...answered, ...aws.calls().slice(read)];
    read = aws.calls().length;
    const found = answered.find((one) => callOf(one) === call && refused === (one.verdict !== 'ok'));
    answered = answered.filter((one) => one !== found);
    return found;
  };
  const onRejected = (rejection: Rejection): void => {
    const call = pathOf(rejection);
    const arrived = take(call, true);
    const verdict = arrived ? verdictOf(arrived) : String(rejection.status);
    const isOutdated = renewed !== undefined && rejection.verdict === 'expired' && rejection.accessKeyId !== renewed;
    const next = isOutdated ? 'The credentials have already been renewed: replay the call.' : NEXT[rejection.verdict];
    add({ kind: 'Refused', call, verdict, next });
  };

  const ends = [
    auth.on('signed', (info) => {
      add({ kind: 'Signed', call: pathOf(info), next: `Leaves, signed with ${shortKey(info.accessKeyId)}.` });
    }),
    auth.on('rejected', onRejected),
    auth.on('reauthenticated', ({ accessKeyId }) => {
      renewed = accessKeyId;
      add({ kind: 'Renewed', next: `New credentials, ${shortKey(accessKeyId)}: one renewal for all calls that wait.` });
    }),
    auth.on('reauthentication-failed', () => {
      add({ kind: 'Failed', next: 'No new credentials: your code gets the server’s 403.' });
    }),
    auth.on('clock-corrected', ({ offset }) => {
      const next =
        Math.abs(offset) < 30_000
          ? 'The clocks agree again. Later calls are signed correctly right away.'
          : `The server is ${minutes(offset)}. Later calls are signed correctly right away.`;
      add({ kind: 'Clock corrected', next });
    }),
    auth.on('replayed', ({ status, ...info }) => {
      const call = pathOf(info);
      const accepted = take(call, false);
      add({
        kind: 'Replayed',
        call,
        verdict: accepted ? verdictOf(accepted) : String(status ?? 'no answer'),
        next: accepted ? 'Your code gets the response, and never sees the 403.' : 'Your code gets this response.',
      });
    }),
  ];

  return {
    settle: () => {
      take('', false);
      for (const call of answered) {
        const next = call.verdict === 'ok' ? 'Your code gets the response.' : 'Your code gets this response.';
        add({
          kind: call.verdict === 'ok' ? 'Accepted' : 'Refused',
          call: callOf(call),
          verdict: verdictOf(call),
          next,
        });
      }
      answered = [];
    },
    end: () => {
      for (const stop of ends) stop();
    },
  };
};
