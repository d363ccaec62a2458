import { redirects } from '#parts/core';
import { throwIfAborted, untilAborted } from './abortable.js';
import type { Answer, Call, Outcome } from './call.js';
import { correctedNow } from './clock.js';
import type { CachedCredentials } from './credential-cache.js';
import { AuthError, IdentityUnknownError, isAuthError, UnsignableRequestError } from './errors.js';
import { accessKey, type CallInfo } from './events.js';
import type { Waiter } from './flight.js';
import { requireSameUser } from './identity.js';
import { type Attempt, judgeAttempt, secretsOf } from './judge-attempt.js';
import type { AuthenticatedRequest, Pipeline } from './pipeline.js';
import { redactUrl } from './redact.js';
import { redactError } from './redact-error.js';
import type { Rejection } from './rejection.js';
import { requireSecure } from './scope.js';
import { originOf } from './strict-url.js';
import { unchangedError } from './reauthenticate.js';
import { POLICIES } from './verdicts.js';
import { isOneShot, type WireRequest } from './wire-request.js';

type Info = () => CallInfo;

/** How often a request is signed again because the identity changed while it was being signed. */
const MAX_SIGNATURES = 5;

/** Redirects that can be followed (Fetch standard, "Redirect status"). */
const REDIRECT = /^30[12378]$/;

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

  const waiter: Waiter = { signal, owners: call.caller.owners, onSignInWait: call.onSignInWait };
  const isNamedOrigin = call.coverage === 'named';
  await pipeline.untilOnline(call, () => emitter.emit('waiting-for-connectivity', info()));
  const firstAttempt = await attempt(pipeline, call, waiter, info, await source.getCredentials(waiter));
  const rejection = await judgeAttempt(pipeline, firstAttempt, request, isNamedOrigin, false, info);
  if (!rejection) return conclude(firstAttempt);

  // A hidden 403 may be another error, so a write is not repeated; and a stream can be read only once.
  const canReplay = !isOneShot(request.body) && (firstAttempt.answer !== undefined || IDEMPOTENT.test(request.method));
  const policy = POLICIES[rejection.verdict];
  const unlessItEndsTheCall = (failure: unknown): undefined => {
    if (signal?.aborted || (isAuthError(failure) && failure.code === 'reauthentication-deadlock')) throw failure;
  };
  const { credentials } = firstAttempt;
  let replacement: CachedCredentials<C> | undefined = credentials;
  try {
    const signIn = canReplay ? pipeline.untilSignedIn(credentials, rejection, waiter) : undefined;
    if (signIn) {
      await withTimeoutPaused(call, signIn);
      // A provider that reports no change has to be asked again.
      replacement = await source.replace(credentials, () => source.renew(undefined), waiter);
    } else if (policy.renew !== 'if-expired') {
      if (!reauthenticator.canRenew || reauthenticator.isFinal(rejection)) return conclude(firstAttempt, rejection);
      if (!pipeline.shouldReauthenticate(rejection)) return conclude(firstAttempt, rejection);
      replacement = await reauthenticator.replace(credentials, rejection, firstAttempt.failuresAtSend, waiter);
    } else if (reauthenticator.canRenew && isExpiredByServer(pipeline, request, credentials)) {
      const renewal = reauthenticator.replace(credentials, rejection, firstAttempt.failuresAtSend, waiter);
      // Without new ones the clock may have been all that was wrong.
      replacement = (await renewal.catch(unlessItEndsTheCall)) ?? credentials;
    }
    if (!replacement)
      return conclude(firstAttempt, rejection, explanationError(rejection) ?? unchangedError(rejection));
  } catch (failure) {
    unlessItEndsTheCall(failure);
    return conclude(firstAttempt, rejection, failure);
  }
  if (!canReplay || !pipeline.shouldReplay(rejection)) return conclude(firstAttempt, rejection);
  requireSameUser(call.caller.epoch);

  firstAttempt.answer?.discard();
  const replay = await attempt(pipeline, call, waiter, info, replacement);
  emitter.emit('replayed', { ...info(), ...(replay.answer && { status: replay.answer.status }) });
  const replayRejection = await judgeAttempt(pipeline, replay, request, isNamedOrigin, true, info);
  if (!policy.hasReason && replayRejection?.verdict === rejection.verdict) reauthenticator.rememberFinal(rejection);
  return conclude(replay, replayRejection);
};

/** Waits for a sign-in, which has its own timeout, so the call's timeout pauses. */
const withTimeoutPaused = async <A extends Answer>(call: Call<A>, signIn: Promise<unknown>): Promise<void> => {
  call.onSignInWait?.(true);
  try {
    await untilAborted(signIn, call.signal);
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
  { expiration }: CachedCredentials<C>,
): boolean => {
  const assumedOffset = serverClocks.knowsIssuer() ? undefined : serverClocks.assumedOffsetFor(originOf(url));
  const now = assumedOffset === undefined ? correctedNow(clock) : clock.now() + assumedOffset;
  return expiration !== undefined && expiration <= now;
};

const explanationError = (rejection?: Rejection): AuthError | undefined =>
  rejection?.explanation === undefined
    ? undefined
    : new AuthError(
        POLICIES[rejection.verdict].blames === 'signature' ? 'signature-refused' : 'call-refused',
        rejection.explanation,
      );

const conclude = <A, C>(
  { answer, error }: Attempt<A, C>,
  rejection?: Rejection,
  failure: unknown = explanationError(rejection),
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
  initialCredentials: CachedCredentials<C>,
): Promise<Attempt<A, C>> => {
  const { source, scheme, emitter, clock, serverClocks } = pipeline;
  const origin = originOf(call.request.url);
  const assumedOffset = serverClocks.assumedOffsetFor(origin);
  const offset = assumedOffset ?? serverClocks.offsetFor(origin);
  let credentials = initialCredentials;
  let sentAt = 0;
  let sentRequest: AuthenticatedRequest | undefined;
  const failuresAtSend = pipeline.reauthenticator.failures;

  const sendSigned = async (request: WireRequest): Promise<A> => {
    for (let tries = 1; ; tries++) {
      requireSameUser(call.caller.epoch);
      sentRequest = await untilAborted(
        scheme.authenticate(request, credentials.value, clock.now() + offset),
        call.signal,
      );
      if (source.isCurrent(credentials)) break;
      // A provider that keeps reporting changes must not hold the call forever.
      if (tries === MAX_SIGNATURES) throw new IdentityUnknownError();
      // The identity changed during signing: do not send the request with the old one.
      credentials = await source.getCredentials(waiter);
    }
    throwIfAborted(call.signal);
    if (emitter.has('signed'))
      emitter.emit('signed', { ...info(), ...accessKey(scheme.accessKeyIdOf(credentials.value)) });
    sentAt = clock.now();
    return call.send(request, sentRequest.headers);
  };

  const facts = (): Omit<Attempt<A, C>, 'answer' | 'error'> => {
    const isAssumed = assumedOffset !== undefined;
    return { credentials, failuresAtSend, offset, isAssumed, sentAt, receivedAt: clock.now(), sentRequest };
  };
  try {
    const answer = await sendSigned(call.request);
    if (!REDIRECT.test(String(answer.status)) || !call.redirects) return { answer, ...facts() };
    // What cannot be loaded costs its own feature only: the caller gets the redirect.
    const part = await untilAborted(
      Promise.resolve(redirects()).catch(() => undefined),
      call.signal,
    );
    return { ...(part ? await part.followRedirects(call, answer, sendSigned) : { answer }), ...facts() };
  } catch (error) {
    redactError(error, secretsOf(pipeline, { credentials, sentRequest }, call.request));
    if (call.signal?.aborted || !call.mayHideAnswer(error)) throw error;
    return { ...facts(), error };
  }
};
