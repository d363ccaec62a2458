import { type Clock, correctedNow, measureOffset, SIGNIFICANT_SKEW } from './clock.js';
import type { Caller, Held } from './credential-source.js';
import { AuthError, isAuthError, UnsignableRequestError } from './errors.js';
import { accessKey, type CallInfo } from './events.js';
import type { Authenticated, Pipeline } from './pipeline.js';
import { requireSameIdentity } from './reauthenticate.js';
import { redactMessage, redactUrl } from './redact.js';
import { judge, mayBeRejection, type Rejection } from './rejection.js';
import { requireSecure } from './scope.js';
import { followRedirects } from './redirects.js';
import { type HeaderMap, isOneShot, type WireRequest } from './wire-request.js';

/** What a client got for one send. */
export interface Answer {
  readonly status: number;
  /** A response header, or `null`. */
  header(name: string): string | null;
  /** The beginning of the body as text, leaving the body readable for the caller. */
  text(): Promise<string>;
  /** Lets go of an answer that the caller will not see. */
  discard(): void;
}

/** A call as its adapter hands it over. */
export interface Call<A extends Answer> {
  readonly request: WireRequest;
  readonly signal?: AbortSignal | null | undefined;
  /** `source.caller()` when the call was made, before anything was awaited. */
  readonly caller: Caller;
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
  /** Called before each redirect that is followed. */
  onRedirect?(answer: A, next: WireRequest): WireRequest;
}

/** What the caller gets: an answer, and why it could not be healed, if so. */
export interface Outcome<A> {
  readonly answer: A;
  readonly failure?: unknown;
}

type Info = () => CallInfo;

/** One send, and what it was signed with. */
interface Attempt<A, C> {
  readonly used: Held<C>;
  readonly failuresAtSend: number;
  readonly sentAt: number;
  readonly receivedAt: number;
  /** Absent for a network error, as the answer. */
  readonly sent?: Authenticated | undefined;
  readonly answer?: A;
  readonly error?: unknown;
}

const isExpired = ({ expiration }: Held<unknown>, clock: Clock): boolean =>
  expiration !== undefined && expiration <= correctedNow(clock);

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

  await pipeline.online(call, () => emitter.emit('waiting-for-connectivity', info()));
  const first = await attempt(pipeline, call, info, await source.current(signal, call.caller.within));
  const rejection = await judgeAttempt(pipeline, first, info);
  if (!rejection) return conclude(first);

  // Too little is known of a hidden 403 to send a write again; and a stream that was read is gone.
  const replayable = !isOneShot(request.body) && (first.answer !== undefined || IDEMPOTENT.test(request.method));
  let credentials: Held<C> = first.used;
  try {
    if (rejection.verdict !== 'skewed' || isExpired(credentials, pipeline.clock)) {
      if (!reauthenticator.possible || reauthenticator.isFinal(rejection)) return conclude(first, rejection);
      if (rejection.verdict !== 'skewed' && !pipeline.shouldReauthenticate(rejection))
        return conclude(first, rejection);
      const replacement = await reauthenticator.replace(
        first.used,
        rejection,
        first.failuresAtSend,
        call.caller,
        signal,
      );
      if (!replacement) return conclude(first, rejection);
      credentials = replacement;
    }
  } catch (failure) {
    if (signal?.aborted || (isAuthError(failure) && failure.code === 'reauthentication-deadlock')) throw failure;
    return conclude(first, rejection, failure);
  }
  if (!replayable || !pipeline.shouldReplay(rejection)) return conclude(first, rejection);
  requireSameIdentity(source, call.caller, credentials, first.used);

  first.answer?.discard();
  const second = await attempt(pipeline, call, info, credentials, first.used);
  emitter.emit('replayed', { ...info(), ...(second.answer && { status: second.answer.status }) });
  const again = await judgeAttempt(pipeline, second, info);
  if (rejection.verdict === 'unknown' && again?.verdict === 'unknown') reauthenticator.rememberFinal(rejection);
  return conclude(second, again);
};

const conclude = <A, C>(
  { answer, error }: Attempt<A, C>,
  rejection?: Rejection,
  failure: unknown = rejection?.explanation && new AuthError('signature-refused', rejection.explanation),
): Outcome<A> => {
  if (!answer) throw error;
  return { answer, failure };
};

/** Signs and sends once, redirects within the origin included. */
const attempt = async <A extends Answer, C>(
  pipeline: Pipeline<C>,
  call: Call<A>,
  info: Info,
  credentials: Held<C>,
  rejected?: Held<C>,
): Promise<Attempt<A, C>> => {
  const { source, scheme, emitter, clock } = pipeline;
  let used = credentials;
  let sentAt = 0;
  let sent: Authenticated | undefined;
  const failuresAtSend = pipeline.reauthenticator.failures;

  const sendSigned = async (request: WireRequest): Promise<A> => {
    for (;;) {
      requireSameIdentity(source, call.caller, used, rejected);
      sent = await scheme.authenticate(request, used.value);
      if (used.identity === source.identity) break;
      // Somebody signed in or out while the body was hashed: nothing leaves with the old identity.
      used = await source.current(call.signal, call.caller.within);
    }
    call.signal?.throwIfAborted();
    if (emitter.has('signed')) emitter.emit('signed', { ...info(), ...accessKey(scheme.accessKeyIdOf(used.value)) });
    sentAt = clock.now();
    return call.send(request, sent.headers);
  };

  try {
    const answer = await followRedirects(call, sendSigned);
    return { used, failuresAtSend, sentAt, receivedAt: clock.now(), sent, answer };
  } catch (error) {
    if (call.signal?.aborted || !call.mayHideAnswer(error)) throw error;
    return { used, failuresAtSend, sentAt, receivedAt: clock.now(), error };
  }
};

/** Whether, and how, an attempt was refused; corrects the clock by what the answer teaches. */
const judgeAttempt = async <A extends Answer, C>(
  pipeline: Pipeline<C>,
  { used, sentAt, receivedAt, sent, answer }: Attempt<A, C>,
  info: Info,
): Promise<Rejection | undefined> => {
  const { scheme, clock, emitter } = pipeline;
  const report = (found: Omit<Rejection, 'accessKeyId' | 'method' | 'url'>): Rejection => {
    const rejection = { ...found, ...accessKey(scheme.accessKeyIdOf(used.value)), ...info() };
    emitter.emit('rejected', rejection);
    return rejection;
  };
  if (!answer) {
    // Without CORS headers a browser shows a 403 as a network error: taken for one if the credentials had expired.
    return isExpired(used, clock) ? report({ status: 0, verdict: 'expired' }) : undefined;
  }
  const { status } = answer;
  if (!mayBeRejection(status)) return undefined;

  const text = await answer.text();
  const offset = measureOffset({ sentAt, receivedAt, date: answer.header('date'), age: answer.header('age'), text });
  // By how much the clock that signed was off.
  const skewed = offset !== undefined && Math.abs(offset - clock.offset) >= SIGNIFICANT_SKEW;
  const errorType = answer.header('x-amzn-errortype');
  const verdict = judge({ status, errorType, text, skewed, unauthorizedIsRejection: scheme.unauthorizedIsRejection });
  if (!verdict) return undefined;
  if (offset !== undefined && (skewed || verdict.verdict === 'skewed')) {
    const previousOffset = clock.offset;
    clock.offset = offset;
    emitter.emit('clock-corrected', { offset, previousOffset });
  }
  const message = verdict.message && redactMessage(verdict.message, scheme.secretsOf(used.value));
  const explanation = verdict.verdict === 'malformed' && (await scheme.explain?.(text, sent!).catch(() => undefined));
  return report({ status, ...verdict, ...(message && { message }), ...(explanation && { explanation }) });
};
