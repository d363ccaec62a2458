import { throwIfAborted, untilAborted } from './abortable.js';
import type { Answer } from './answer.js';
import { correctedNow } from './clock.js';
import type { Caller, Held } from './credential-source.js';
import { AuthError, IdentityUnknownError, isAuthError, type RedirectError, UnsignableRequestError } from './errors.js';
import { accessKey, type CallInfo } from './events.js';
import type { Waiter } from './flight.js';
import { requireSamePerson } from './identity.js';
import { type Attempt, judgeAttempt, secretsOf } from './judge-attempt.js';
import type { Authenticated, Coverage, Pipeline } from './pipeline.js';
import { redactUrl } from './redact.js';
import { redactError } from './redact-error.js';
import type { Rejection } from './rejection.js';
import { requireSecure } from './scope.js';
import { followRedirects } from './redirects.js';
import { originOf } from './strict-url.js';
import { type HeaderMap, isOneShot, type WireRequest } from './wire-request.js';

/** A call as its adapter hands it over. */
export interface Call<A extends Answer> {
  readonly request: WireRequest;
  readonly signal?: AbortSignal | null | undefined;
  /** `source.caller()` when the call was made, before anything was awaited. */
  readonly caller: Caller;
  /** How the request's URL came to be in scope. */
  readonly coverage: Coverage;
  /** Told when a wait for a sign-in begins and ends: the call's own time limit does not run meanwhile. */
  readonly onSignInWait?: (waiting: boolean) => void;
  /** How many redirects to follow by hand; 0: the client wants to see the first. */
  readonly redirects: number;
  /**
   * Sends exactly this request once, following no redirect.
   *
   * @param headers Those to send: the request's own, and the authentication.
   */
  send(request: WireRequest, headers: HeaderMap): Promise<A>;
  /** Sends a request that a redirect took to another origin, without any credentials, as the client would. */
  leave(request: WireRequest): Promise<A>;
  /** Whether what `send` rejected with may hide an answer: a network error, not a timeout. */
  mayHideAnswer(error: unknown): boolean;
  /** The client's own error for a redirect that cannot be followed, made from ours. Default: ours. */
  readonly redirectError?: (error: RedirectError) => unknown;
  /** Called before each redirect that is followed. */
  onRedirect?(answer: A, next: WireRequest): WireRequest;
}

/** What the caller gets: an answer, and why it could not be healed, if so. */
export interface Outcome<A> {
  readonly answer: A;
  readonly failure?: unknown;
}

type Info = () => CallInfo;

/** How often a request is signed anew because the identity changed meanwhile. */
const MOST_SIGNATURES = 5;

const IDEMPOTENT = /^(GET|HEAD|OPTIONS)$/;

/**
 * The journey of a request: credentials, sign, send, judge, and for a rejection re-authenticate and replay, once.
 *
 * "Once" is in the shape: the replay is sent by the same function as the first attempt, and nothing judges it into a
 * third.
 */
export const sendAuthenticated = async <A extends Answer, C>(
  pipeline: Pipeline<C>,
  call: Call<A>,
): Promise<Outcome<A>> => {
  const { source, emitter, reauthenticator } = pipeline;
  const { request, signal } = call;
  // A function, because few calls are spoken about.
  const info: Info = () => ({ method: request.method, url: redactUrl(request.url.href) });

  if (pipeline.exempts(request)) return { answer: await call.leave(request) };
  requireSecure(request.url);
  if ('authorization' in request.headers) {
    throw new UnsignableRequestError(
      'foreign-authorization',
      `${request.method} ${redactUrl(request.url.href)} already has an Authorization header. ` +
        'Remove it, or let this call step aside with `authenticate: false`.',
    );
  }

  const waiter: Waiter = { signal, within: call.caller.within, onSignInWait: call.onSignInWait };
  const isNamed = call.coverage === 'named';
  await pipeline.online(call, () => emitter.emit('waiting-for-connectivity', info()));
  const first = await attempt(pipeline, call, waiter, info, await source.current(waiter));
  const rejection = await judgeAttempt(pipeline, first, request, isNamed, false, info);
  if (!rejection) return conclude(first);

  // Too little is known of a hidden 403 to send a write again; and a stream that was read is gone.
  const replayable = !isOneShot(request.body) && (first.answer !== undefined || IDEMPOTENT.test(request.method));
  let credentials: Held<C> = first.used;
  try {
    const signedIn = replayable ? pipeline.untilSignedIn(first.used, rejection, waiter) : undefined;
    if (signedIn) {
      await outsideTimeLimit(call, signedIn);
      credentials = await source.current(waiter);
    } else if (rejection.verdict !== 'skewed' || isExpiredByServer(pipeline, request, credentials)) {
      if (!reauthenticator.possible || reauthenticator.isFinal(rejection)) return conclude(first, rejection);
      if (rejection.verdict !== 'skewed' && !pipeline.shouldReauthenticate(rejection))
        return conclude(first, rejection);
      const replacement = await reauthenticator.replace(first.used, rejection, first.failuresAtSend, waiter);
      if (!replacement) return conclude(first, rejection, explained(rejection) ?? unchanged(rejection));
      credentials = replacement;
    }
  } catch (failure) {
    if (signal?.aborted || (isAuthError(failure) && failure.code === 'reauthentication-deadlock')) throw failure;
    return conclude(first, rejection, failure);
  }
  if (!replayable || !pipeline.shouldReplay(rejection)) return conclude(first, rejection);
  requireSamePerson(call.caller.epoch);

  first.answer?.discard();
  const second = await attempt(pipeline, call, waiter, info, credentials);
  emitter.emit('replayed', { ...info(), ...(second.answer && { status: second.answer.status }) });
  const again = await judgeAttempt(pipeline, second, request, isNamed, true, info);
  if (rejection.verdict === 'unknown' && again?.verdict === 'unknown') reauthenticator.rememberFinal(rejection);
  return conclude(second, again);
};

/** Waits for a sign-in, which has a time limit of its own. */
const outsideTimeLimit = async <A extends Answer>(call: Call<A>, signedIn: Promise<unknown>): Promise<void> => {
  call.onSignInWait?.(true);
  try {
    await untilAborted(signedIn, call.signal);
  } finally {
    call.onSignInWait?.(false);
  }
};

/**
 * Whether credentials have expired by the corrected clock: the issuer's; where that has told nothing, by the time of the server
 * that said that ours is wrong.
 */
const isExpiredByServer = <C>(
  { clock, serverClocks }: Pipeline<C>,
  { url }: WireRequest,
  { expiration }: Held<C>,
): boolean => {
  const supposed = serverClocks.issuerTold() ? undefined : serverClocks.supposedFor(originOf(url));
  const now = supposed === undefined ? correctedNow(clock) : clock.now() + supposed;
  return expiration !== undefined && expiration <= now;
};

const unchanged = ({ verdict }: Rejection): AuthError | undefined =>
  verdict === 'expired'
    ? new AuthError(
        'call-refused',
        'The server refuses the credentials, and the provider gave the same ones again. Make it give new ones when it is called with { forceRefresh: true }.',
      )
    : undefined;

const explained = ({ verdict, explanation }: Partial<Rejection> = {}): AuthError | undefined =>
  explanation === undefined
    ? undefined
    : new AuthError(verdict === 'malformed' ? 'signature-refused' : 'call-refused', explanation);

const conclude = <A, C>(
  { answer, error }: Attempt<A, C>,
  rejection?: Rejection,
  failure: unknown = explained(rejection),
): Outcome<A> => {
  if (!answer) throw error;
  return { answer, failure };
};

/** Signs and sends once, redirects within the origin included. */
const attempt = async <A extends Answer, C>(
  pipeline: Pipeline<C>,
  call: Call<A>,
  waiter: Waiter,
  info: Info,
  credentials: Held<C>,
): Promise<Attempt<A, C>> => {
  const { source, scheme, emitter, clock, serverClocks } = pipeline;
  const origin = originOf(call.request.url);
  const supposed = serverClocks.supposedFor(origin);
  const offset = supposed ?? serverClocks.offsetFor(origin);
  let used = credentials;
  let sentAt = 0;
  let sent: Authenticated | undefined;
  const failuresAtSend = pipeline.reauthenticator.failures;

  const sendSigned = async (request: WireRequest): Promise<A> => {
    for (let tries = 1; ; tries++) {
      requireSamePerson(call.caller.epoch);
      sent = await scheme.authenticate(request, used.value, clock.now() + offset);
      if (source.isPresent(used)) break;
      // A provider that reports changes without end must not be asked without end.
      if (tries === MOST_SIGNATURES) throw new IdentityUnknownError();
      // The identity changed while the body was hashed: nothing leaves with the old one.
      used = await source.current(waiter);
    }
    throwIfAborted(call.signal);
    if (emitter.has('signed')) emitter.emit('signed', { ...info(), ...accessKey(scheme.accessKeyIdOf(used.value)) });
    sentAt = clock.now();
    return call.send(request, sent.headers);
  };

  const facts = (): Omit<Attempt<A, C>, 'answer' | 'error'> => {
    const isSupposed = supposed !== undefined;
    return { used, failuresAtSend, offset, isSupposed, sentAt, receivedAt: clock.now(), sent };
  };
  try {
    const answer = await followRedirects(call, sendSigned);
    return { ...facts(), answer };
  } catch (error) {
    redactError(error, secretsOf(pipeline, { used, sent }, call.request));
    if (call.signal?.aborted || !call.mayHideAnswer(error)) throw error;
    return { ...facts(), error };
  }
};
