import type { Clock } from '../../core/clock.js';
import { parseObject } from '../../core/parse-object.js';
import { redactCode, redactMessage } from '../../core/redact.js';
import { type RetryOptions, withRetry } from '../../core/retry.js';
import { type ServiceErrorCode, serviceErrorCode } from '../../core/errors.js';
import { readServerTime } from './issuer-time.js';
import { isThrottled, isUnknownOperation } from './declined.js';
import { CallError, CognitoError, unusableAnswer } from '../errors.js';
import { exchange, type ExchangeResult } from './exchange.js';
import { isUncertain, resolveLost } from './lost-answers.js';
import { isResult, type Operation, SESSION_OPERATIONS } from './results.js';
import type { OperationTable } from './shape.js';

/** Calls one of Cognito's services. */
export interface ServiceClient {
  /**
   * Calls one operation. Retries throttling, 5xx and network errors, but nothing else, so that a wrong password counts
   * once. If a response was lost, so that the operation may have been performed twice, the error says so.
   *
   * @param operation The operation's name, such as `InitiateAuth`.
   * @param input Its input, in the service's own spelling.
   * @param options `signal` aborts the call and its retries.
   * @throws CognitoError if the service rejects the call
   * @throws OutcomeUnknownError if the service rejects a retry, perhaps because the first attempt had succeeded
   * @throws NetworkError `network`, `unexpected-answer`
   */
  call<T>(operation: Operation, input: object, options?: RepeatOptions): Promise<T>;
}

/** Options of a call. */
export interface CallOptions {
  /** Aborts the call and its retries. The promise rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of the library's own calls. */
export interface RepeatOptions extends CallOptions {
  /** Whether an earlier attempt at the same call may have succeeded. Default: false. */
  readonly wasLost?: boolean | undefined;
  /** The table that describes the operation. Default: {@link SESSION_OPERATIONS}. */
  readonly operations?: OperationTable;
}

/** What a {@link ServiceClient} needs. */
export interface ServiceClientOptions {
  /** The URL to post to, such as `https://cognito-idp.eu-west-1.amazonaws.com/`. */
  readonly endpoint: string;
  /** The service's name on the wire: `AWSCognitoIdentityProviderService` or `AWSCognitoIdentityService`. */
  readonly target: string;
  /** Sends the requests, which are not signed. */
  readonly fetch: typeof fetch;
  /** The `Date` headers of the responses correct its offset. */
  readonly clock: Clock;
  /** Default: 3 retries with jitter, from 200 ms up. */
  readonly retry?: RetryOptions | undefined;
  /** How long one attempt may take, in milliseconds. Default: 15000. */
  readonly timeout?: number | undefined;
}

/** Whether a retry may succeed. */
const isTransient = (error: Error): boolean => {
  if (!(error instanceof CallError) || isUnknownOperation(error)) return false;
  return error.code === 'network' || error.status >= 500 || isThrottled(error);
};

/** Names of input values that a message may echo. All other values may be secret or personal. */
const SHOWN = /^(AuthFlow|ChallengeName|PREFERRED_CHALLENGE|USERNAME|Username|Name|AttributeName|\w+Id)$/;

const secretsOf = (input: unknown, key = ''): string[] => {
  if (typeof input === 'string') return SHOWN.test(key) ? [] : [input];
  return input && typeof input === 'object'
    ? Object.entries(input).flatMap(([name, value]) => secretsOf(value, name))
    : [];
};

/**
 * Removes echoed values from messages such as "Value 'abc' at 'session' failed…", because short values are not redacted
 * elsewhere.
 */
const withoutEchoes = (message: string): string => {
  const echo = /value '/gi;
  let text = '';
  let position = 0;
  for (let match = echo.exec(message); match; match = echo.exec(message)) {
    // A value may contain anything except the words after it.
    const end = message.indexOf("' at '", echo.lastIndex);
    if (end < 0) break;
    text += message.slice(position, echo.lastIndex - 1);
    position = end + 2;
    echo.lastIndex = position;
  }
  return text + message.slice(position);
};

/**
 * Reads an error type: "NotAuthorizedException:http://…" and "com.amazonaws#NotAuthorizedException" are the same code.
 */
const codeOf = (type: unknown): ServiceErrorCode | undefined =>
  typeof type === 'string' ? serviceErrorCode(type.split(/[,:]/)[0]?.split('#').pop()?.trim()) : undefined;

/** An interpreted response. */
interface Interpretation {
  /** Whether the response is certainly the service's. */
  readonly isService: boolean;
  /** Returns the result, or throws the error. */
  readonly read: () => unknown;
}

/**
 * Whether something other than the content shows that the service sent a response: AWS's headers. Emulators may send
 * none, so an empty response of an emulator counts as well.
 */
const isShown = ({ headers, text }: ExchangeResult, isEmulator: boolean): boolean =>
  headers.has('x-amzn-requestid') ||
  /^application\/x-amz-json/.test(headers.get('content-type') ?? '') ||
  (!text && isEmulator);

/**
 * Interprets a response. Pure.
 *
 * @param operations The table that describes the operation.
 * @param isEmulator Emulators send `code` instead of AWS's `__type`. Many other servers do so, too, and must not be
 * mistaken for AWS, because such a code ends sessions.
 * @throws NetworkError `unexpected-answer` for a response that is not the service's
 */
const interpret = (
  operation: Operation,
  input: object,
  answer: ExchangeResult,
  operations: OperationTable,
  isEmulator: boolean,
): Interpretation => {
  const { status, headers, text } = answer;
  const body = parseObject(text);
  if (status === 200 && (body || !text) && isResult(operations.results[operation], body, isShown(answer, isEmulator))) {
    return { isService: true, read: () => body ?? {} };
  }

  const secrets = secretsOf(input);
  const type = codeOf(body?.__type ?? headers.get('x-amzn-errortype'));
  const code = type ?? (isEmulator ? codeOf(body?.code) : undefined);
  // A code that equals a secret of the input is an echo.
  if (status < 300 || !code || !redactCode(code, secrets)) {
    const what = redactMessage(text ? (headers.get('content-type') ?? 'an untyped body') : 'an empty body', secrets);
    const advice = `${operation} got status ${status} with ${what}, not a Cognito response. Check the endpoint.`;
    throw unusableAnswer({ operation, status, advice });
  }
  const rawMessage = body?.message ?? body?.Message ?? headers.get('x-amzn-errormessage');
  const message = redactMessage(withoutEchoes(String(rawMessage || `${operation} was rejected`)), secrets);
  const reject = (): never => {
    const advice = operations.advice?.[code];
    throw new CognitoError(code, message, { ...(advice && { advice }), operation, status });
  };
  return { isService: type !== undefined, read: reject };
};

/** Creates the {@link ServiceClient} of one service, which uses the AWS JSON 1.1 protocol. */
export const createServiceClient = (options: ServiceClientOptions): ServiceClient => {
  const { endpoint, target, fetch, clock, retry, timeout } = options;
  // AWS's own endpoints are https.
  const isEmulator = endpoint.startsWith('http:');

  const attempt = async (
    operation: Operation,
    input: object,
    operations: OperationTable,
    signal: AbortSignal | undefined,
  ): Promise<unknown> => {
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `${target}.${operation}`,
      'cache-control': 'no-store',
    };
    const init = { method: 'POST', headers, body: JSON.stringify(input) };
    const secrets = (): string[] => secretsOf(input);
    const answer = await exchange(endpoint, init, { operation, fetch, clock, signal, timeout, secrets });
    const { isService, read } = interpret(operation, input, answer, operations, isEmulator);
    // A captive portal sends a `Date` as well.
    if (isService) readServerTime(clock, answer);
    return read();
  };

  return {
    call: async <T>(operation: Operation, input: object, repeatOptions: RepeatOptions = {}) => {
      const { signal, wasLost = false, operations = SESSION_OPERATIONS } = repeatOptions;
      let lost = wasLost;
      const noteLost = (error: unknown): never => {
        lost ||= isUncertain(error);
        throw error;
      };
      try {
        return (await withRetry(() => attempt(operation, input, operations, signal).catch(noteLost), {
          shouldRetry: ({ error }) => isTransient(error),
          ...retry,
          ...(signal && { signal }),
        })) as T;
      } catch (error) {
        if (!lost) throw error;
        return resolveLost(operations.rules[operation], input, error) as T;
      }
    },
  };
};
