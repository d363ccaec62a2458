import { withTimeout } from './answer.js';
import type { Answer } from './call.js';
import { correctedNow, measureOffset, SIGNIFICANT_SKEW } from './clock.js';
import type { CachedCredentials } from './credential-cache.js';
import { accessKey, type CallInfo } from './events.js';
import type { AuthenticatedRequest, Pipeline } from './pipeline.js';
import { isSecretName, redactCode, redactMessage } from './redact.js';
import { judge, mayBeRejection, type Rejection, needsBody } from './rejection.js';
import { originOf } from './strict-url.js';
import { POLICIES } from './verdicts.js';
import type { WireRequest } from './wire-request.js';

/** One send, and what it was signed with. */
export interface Attempt<A, C> {
  readonly credentials: CachedCredentials<C>;
  readonly failuresAtSend: number;
  /** The offset from the raw clock that it was signed with, in milliseconds. */
  readonly offset: number;
  /** Whether that offset is a hypothesis, which this attempt confirms or refutes. */
  readonly isAssumed: boolean;
  /** By the raw clock, in milliseconds since the epoch, like `receivedAt`. */
  readonly sentAt: number;
  readonly receivedAt: number;
  /** Absent for a network error, like `answer`. */
  readonly sentRequest?: AuthenticatedRequest | undefined;
  readonly answer?: A;
  /** Whether a redirect led to another origin, which got no signature: its answer is not judged. */
  readonly hasLeft?: boolean;
  readonly error?: unknown;
}

/** Whether credentials have expired, by their issuer's clock. */
const isExpired = <C>({ expiration }: CachedCredentials<C>, { clock }: Pipeline<C>): boolean =>
  expiration !== undefined && expiration <= correctedNow(clock);

/** Confirms or refutes the clock offset that an attempt was signed with: AWS checks the date first. */
const testAssumption = <A extends Answer, C>(
  { serverClocks, emitter }: Pipeline<C>,
  { isAssumed, offset, answer }: Attempt<A, C>,
  origin: string,
  isNamedOrigin: boolean,
  isRefuted: boolean,
): void => {
  if (!isAssumed || !answer) return;
  if (isRefuted) {
    serverClocks.forget(origin);
    return;
  }
  const previousOffset = serverClocks.confirm(origin, offset, isNamedOrigin);
  if (previousOffset !== undefined) emitter.emit('clock-corrected', { origin, offset, previousOffset });
};

/** Returns the secrets of a call that a server may echo. */
export const secretsOf = <A, C>(
  { scheme }: Pipeline<C>,
  { credentials, sentRequest }: Pick<Attempt<A, C>, 'credentials' | 'sentRequest'>,
  { url }: WireRequest,
): string[] => {
  const { headers = {} } = sentRequest ?? {};
  const secretPairs = [...Object.entries(headers), ...url.query].filter(([name]) => isSecretName(name));
  const values = [...scheme.secretsOf(credentials.value), ...secretPairs.map(([, value]) => value)];
  // Only the signature or the token.
  values.push(headers.authorization?.split(/[ =]/).pop());
  return values.filter((value) => value !== undefined);
};

/** In characters. An explanation is our own sentence, but it may quote the server. */
const MAX_EXPLANATION = 1000;

/** Judges an attempt, emits the rejection if it is one, and reads the server's clock from the response. */
export const judgeAttempt = async <A extends Answer, C>(
  pipeline: Pipeline<C>,
  attempt: Attempt<A, C>,
  request: WireRequest,
  isNamedOrigin: boolean,
  isReplay: boolean,
  info: () => CallInfo,
): Promise<Rejection | undefined> => {
  const { scheme, emitter, serverClocks, reauthenticator } = pipeline;
  const { credentials, sentAt, receivedAt, sentRequest, answer } = attempt;
  const report = (details: Omit<Rejection, 'accessKeyId' | 'method' | 'url'>): Rejection => {
    const rejection = { ...details, ...accessKey(scheme.accessKeyIdOf(credentials.value)), ...info() };
    emitter.emit('rejected', rejection);
    return rejection;
  };
  if (attempt.hasLeft) return undefined;
  if (!answer) {
    // Browsers show a 403 without CORS headers as a network error: assumed if the credentials had expired.
    return isExpired(credentials, pipeline) ? report({ status: 0, verdict: 'expired' }) : undefined;
  }
  const { status } = answer;
  const origin = originOf(request.url);
  if (!mayBeRejection(status)) {
    testAssumption(pipeline, attempt, origin, isNamedOrigin, false);
    return undefined;
  }
  const errorType = answer.header('x-amzn-errortype');
  const text = needsBody(status, errorType) ? await answer.text() : '';
  const { offset } = attempt;
  const [date, age] = [answer.header('date'), answer.header('age')];
  const measuredOffset = measureOffset({ sentAt, receivedAt, date, age, text, offset });
  // Whether the clock was off when the request was signed.
  const isClockOff = measuredOffset !== undefined && Math.abs(measuredOffset - offset) >= SIGNIFICANT_SKEW;
  const { unauthorizedIsRejection } = scheme;
  const judgement = judge({ status, errorType, text, isSkewed: isClockOff, unauthorizedIsRejection });
  const clockBlame = judgement ? POLICIES[judgement.verdict].clock : 'right';
  testAssumption(pipeline, attempt, origin, isNamedOrigin, clockBlame !== 'right');
  if (!judgement) return undefined;
  // Do not trust a reading that was just refuted.
  const mayCorrectClock = clockBlame === 'wrong' || (clockBlame === 'suspect' && isClockOff);
  if (measuredOffset !== undefined && mayCorrectClock && !attempt.isAssumed) {
    serverClocks.assume(origin, measuredOffset);
  }
  const isFinal = isReplay || !reauthenticator.canRenew;
  const refusal = {
    ...judgement,
    text,
    request,
    sentRequest: sentRequest!,
    credentials: credentials.value,
    isExpired: isExpired(credentials, pipeline),
    isFinal,
  };
  // Explanations are loaded on demand.
  const pendingExplanation = scheme.explain?.(refusal).catch(() => undefined);
  const explanation = pendingExplanation && (await withTimeout(pendingExplanation, undefined));
  const secrets = secretsOf(pipeline, attempt, request);
  const code = judgement.code && redactCode(judgement.code, secrets);
  const message = judgement.message && redactMessage(judgement.message, secrets);
  return report({
    status,
    verdict: judgement.verdict,
    ...(code && { code }),
    ...(message && { message }),
    ...(explanation && { explanation: redactMessage(explanation, secrets, MAX_EXPLANATION) }),
  });
};
