import { throwIfAborted, untilAborted } from './abortable.js';
import type { Answer, Call, Outcome } from './call.js';
import { correctedNow } from './clock.js';
import type { Held } from './credential-cache.js';
import { AuthError, IdentityUnknownError, isAuthError, UnsignableRequestError } from './errors.js';
import { accessKey, type CallInfo } from './events.js';
import type { Waiter } from './flight.js';
import { requireSamePerson } from './identity.js';
import { type Attempt, judgeAttempt, secretsOf } from './judge-attempt.js';
import type { Authenticated, Pipeline } from './pipeline.js';
import { redactUrl } from './redact.js';
import { redactError } from './redact-error.js';
import type { Rejection } from './rejection.js';
import { requireSecure } from './scope.js';
import { followRedirects } from './redirects.js';
import { originOf } from './strict-url.js';
import { POLICIES } from './verdicts.js';
import { isOneShot, type WireRequest } from './wire-request.js';

type Info = () => CallInfo;

/** How often a request is signed again because the identity changed while it was being signed. */
const MAX_SIGNATURES = 5;

const IDEMPOTENT = /^(GET|HEAD|OPTIONS)$/;

/**
 * The journey of a request: get credentials, sign, send, judge the response; after a rejection re-authenticate and replay, once.
 *
 * "Once" is structural: the code that sends the replay has no way to retry.
 */
export const sendAuthenticated = async <A extends Answer, C>(
  pipeline: Pipeline<C>,
  call: Call<A>,
): Promise<Outcome<A>> => {
  const { source, emitter, reauthenticator } = pipeline;
  const { request, signal } = call;
  // Lazy: most requests emit no event.
  const info: Info = () => ({ method: request.method, url: redactUrl(request.url.href) });

  if (pipeline.exempts(request)) return { answer: await call.leave(request) };
  requireSecure(request.url);
  if ('authorization' in request.headers) {
    throw new UnsignableRequestError(
      'foreign-authorization',
      `${request.method} ${redactUrl(request.url.href)} already has an Authorization header. ` +
        'Remove it, or send this call unsigned with `authenticate: false`.',
    );
  }

  const waiter: Waiter = { signal, within: call.caller.within, onSignInWait: call.onSignInWait };
  const isNamed = call.coverage === 'named';
  await pipeline.online(call, () => emitter.emit('waiting-for-connectivity', info()));
  const first = await attempt(pipeline, call, waiter, info, await source.current(waiter));
  const rejection = await judgeAttempt(pipeline, first, request, isNamed, false, info);
  if (!rejection) return conclude(first);

  // A hidden 403 may be another error, so a write is not repeated; and a stream can be read only once.
  const replayable = !isOneShot(request.body) && (first.answer !== undefined || IDEMPOTENT.test(request.method));
  const policy = POLICIES[rejection.verdict];
  const onlyIfExpired = policy.renew === 'if-expired';
  let credentials: Held<C> = first.used;
  try {
    const signedIn = replayable ? pipeline.untilSignedIn(first.used, rejection, waiter) : undefined;
    if (signedIn) {
      await withTimeoutPaused(call, signedIn);
      credentials = await source.current(waiter);
    } else if (!onlyIfExpired || isExpiredByServer(pipeline, request, credentials)) {
      if (!reauthenticator.canRenew || reauthenticator.isFinal(rejection)) return conclude(first, rejection);
      if (!onlyIfExpired && !pipeline.shouldReauthenticate(rejection)) return conclude(first, rejection);
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
  if (!policy.hasReason && again?.verdict === rejection.verdict) reauthenticator.rememberFinal(rejection);
  return conclude(second, again);
};

/** Waits for a sign-in, which has its own timeout, so the call's timeout pauses. */
const withTimeoutPaused = async <A extends Answer>(call: Call<A>, signedIn: Promise<unknown>): Promise<void> => {
  call.onSignInWait?.(true);
  try {
    await untilAborted(signedIn, call.signal);
  } finally {
    call.onSignInWait?.(false);
  }
};

/**
 * Whether credentials have expired: by the issuer's clock or, while the issuer's time is not known, by the clock of the server that
 * refused the signature's date.
 */
const isExpiredByServer = <C>(
  { clock, serverClocks }: Pipeline<C>,
  { url }: WireRequest,
  { expiration }: Held<C>,
): boolean => {
  const assumed = serverClocks.knowsIssuer() ? undefined : serverClocks.assumedFor(originOf(url));
  const now = assumed === undefined ? correctedNow(clock) : clock.now() + assumed;
  return expiration !== undefined && expiration <= now;
};

const unchanged = ({ verdict }: Rejection): AuthError | undefined =>
  POLICIES[verdict].blames === 'credentials'
    ? new AuthError(
        'call-refused',
        'The server rejected the credentials, and the provider returned the same ones again. Return new ones when it is called with { forceRefresh: true }.',
      )
    : undefined;

const explained = (rejection?: Rejection): AuthError | undefined =>
  rejection?.explanation === undefined
    ? undefined
    : new AuthError(
        POLICIES[rejection.verdict].blames === 'signature' ? 'signature-refused' : 'call-refused',
        rejection.explanation,
      );

const conclude = <A, C>(
  { answer, error }: Attempt<A, C>,
  rejection?: Rejection,
  failure: unknown = explained(rejection),
): Outcome<A> => {
  if (!answer) throw error;
  return { answer, failure };
};

/** Signs and sends once, and follows redirects. */
const attempt = async <A extends Answer, C>(
  pipeline: Pipeline<C>,
  call: Call<A>,
  waiter: Waiter,
  info: Info,
  credentials: Held<C>,
): Promise<Attempt<A, C>> => {
  const { source, scheme, emitter, clock, serverClocks } = pipeline;
  const origin = originOf(call.request.url);
  const assumed = serverClocks.assumedFor(origin);
  const offset = assumed ?? serverClocks.offsetFor(origin);
  let used = credentials;
  let sentAt = 0;
  let sent: Authenticated | undefined;
  const failuresAtSend = pipeline.reauthenticator.failures;

  const sendSigned = async (request: WireRequest): Promise<A> => {
    for (let tries = 1; ; tries++) {
      requireSamePerson(call.caller.epoch);
      sent = await scheme.authenticate(request, used.value, clock.now() + offset);
      if (source.isCurrent(used)) break;
      // A provider that keeps reporting changes must not hold the call forever.
      if (tries === MAX_SIGNATURES) throw new IdentityUnknownError();
      // The identity changed during signing: do not send the request with the old one.
      used = await source.current(waiter);
    }
    throwIfAborted(call.signal);
    if (emitter.has('signed')) emitter.emit('signed', { ...info(), ...accessKey(scheme.accessKeyIdOf(used.value)) });
    sentAt = clock.now();
    return call.send(request, sent.headers);
  };

  const facts = (): Omit<Attempt<A, C>, 'answer' | 'error'> => {
    const isAssumed = assumed !== undefined;
    return { used, failuresAtSend, offset, isAssumed, sentAt, receivedAt: clock.now(), sent };
  };
  try {
    const answer = await sendSigned(call.request);
    const mayRedirect = answer.status >= 300 && answer.status < 400;
    return { answer: mayRedirect ? await followRedirects(call, answer, sendSigned) : answer, ...facts() };
  } catch (error) {
    redactError(error, secretsOf(pipeline, { used, sent }, call.request));
    if (call.signal?.aborted || !call.mayHideAnswer(error)) throw error;
    return { ...facts(), error };
  }
};
