import { withinPatience } from './answer.js';
import type { Answer } from './call.js';
import { correctedNow, measureOffset, SIGNIFICANT_SKEW } from './clock.js';
import type { Held } from './credential-cache.js';
import { accessKey, type CallInfo } from './events.js';
import type { Authenticated, Pipeline } from './pipeline.js';
import { isSecretName, redactCode, redactMessage } from './redact.js';
import { judge, mayBeRejection, type Rejection, needsBody } from './rejection.js';
import { originOf } from './strict-url.js';
import { POLICIES } from './verdicts.js';
import type { WireRequest } from './wire-request.js';

/** One send, and what it was signed with. */
export interface Attempt<A, C> {
  readonly used: Held<C>;
  readonly failuresAtSend: number;
  /** The offset from the raw clock that it was signed with, in milliseconds. */
  readonly offset: number;
  /** Whether that offset is a hypothesis, which this attempt confirms or refutes. */
  readonly isAssumed: boolean;
  /** By the raw clock, in milliseconds since the epoch, like `receivedAt`. */
  readonly sentAt: number;
  readonly receivedAt: number;
  /** Absent for a network error, like `answer`. */
  readonly sent?: Authenticated | undefined;
  readonly answer?: A;
  readonly error?: unknown;
}

/** Whether credentials have expired, by their issuer's clock. */
const isExpired = <C>({ expiration }: Held<C>, { clock }: Pipeline<C>): boolean =>
  expiration !== undefined && expiration <= correctedNow(clock);

/** Confirms or refutes the clock offset that an attempt was signed with: AWS checks the date first. */
const testAssumption = <A extends Answer, C>(
  { serverClocks, emitter }: Pipeline<C>,
  { isAssumed, offset, answer }: Attempt<A, C>,
  origin: string,
  isNamed: boolean,
  isRefuted: boolean,
): void => {
  if (!isAssumed || !answer) return;
  if (isRefuted) {
    serverClocks.forget(origin);
    return;
  }
  const previousOffset = serverClocks.confirm(origin, offset, isNamed);
  if (previousOffset !== undefined) emitter.emit('clock-corrected', { origin, offset, previousOffset });
};

/** Returns the secrets of a call that a server may echo. */
export const secretsOf = <A, C>(
  { scheme }: Pipeline<C>,
  { used, sent }: Pick<Attempt<A, C>, 'used' | 'sent'>,
  { url }: WireRequest,
): string[] => {
  const { headers = {} } = sent ?? {};
  const named = [...Object.entries(headers), ...url.query].filter(([name]) => isSecretName(name));
  const values = [...scheme.secretsOf(used.value), ...named.map(([, value]) => value)];
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
  isNamed: boolean,
  isReplay: boolean,
  info: () => CallInfo,
): Promise<Rejection | undefined> => {
  const { scheme, emitter, serverClocks, reauthenticator } = pipeline;
  const { used, sentAt, receivedAt, sent, answer } = attempt;
  const report = (found: Omit<Rejection, 'accessKeyId' | 'method' | 'url'>): Rejection => {
    const rejection = { ...found, ...accessKey(scheme.accessKeyIdOf(used.value)), ...info() };
    emitter.emit('rejected', rejection);
    return rejection;
  };
  if (!answer) {
    // Browsers show a 403 without CORS headers as a network error: assumed if the credentials had expired.
    return isExpired(used, pipeline) ? report({ status: 0, verdict: 'expired' }) : undefined;
  }
  const { status } = answer;
  const origin = originOf(request.url);
  const errorType = answer.header('x-amzn-errortype');
  const text = mayBeRejection(status) && needsBody(status, errorType) ? await answer.text() : '';
  const { offset } = attempt;
  const [date, age] = [answer.header('date'), answer.header('age')];
  const measured = measureOffset({ sentAt, receivedAt, date, age, text, offset });
  // Whether the clock was off when the request was signed.
  const isOff = measured !== undefined && Math.abs(measured - offset) >= SIGNIFICANT_SKEW;
  const { unauthorizedIsRejection } = scheme;
  const judged = judge({ status, errorType, text, skewed: isOff, unauthorizedIsRejection });
  const blamed = judged ? POLICIES[judged.verdict].clock : 'right';
  testAssumption(pipeline, attempt, origin, isNamed, blamed !== 'right');
  if (!judged) return undefined;
  // Do not trust a reading that was just refuted.
  const mayBeTime = blamed === 'wrong' || (blamed === 'suspect' && isOff);
  if (measured !== undefined && mayBeTime && !attempt.isAssumed) {
    serverClocks.assume(origin, measured);
  }
  const isFinal = isReplay || !reauthenticator.canRenew;
  const refusal = {
    ...judged,
    text,
    request,
    sent: sent!,
    credentials: used.value,
    isExpired: isExpired(used, pipeline),
    isFinal,
  };
  // Explanations are loaded on demand.
  const explaining = scheme.explain?.(refusal).catch(() => undefined);
  const explanation = explaining && (await withinPatience(explaining, undefined));
  const secrets = secretsOf(pipeline, attempt, request);
  const code = judged.code && redactCode(judged.code, secrets);
  const message = judged.message && redactMessage(judged.message, secrets);
  return report({
    status,
    verdict: judged.verdict,
    ...(code && { code }),
    ...(message && { message }),
    ...(explanation && { explanation: redactMessage(explanation, secrets, MAX_EXPLANATION) }),
  });
};
