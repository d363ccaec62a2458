import type { Clock } from '../../core/clock.js';
import { parseObject } from '../../core/parse-object.js';
import { redactCode, redactMessage } from '../../core/redact.js';
import { type RetryOptions, withRetry } from '../../core/retry.js';
import { type ServiceErrorCode, serviceErrorCode } from '../../core/errors.js';
import { readServerTime } from './issuer-time.js';
import { isThrottled, isUnknownOperation } from './declined.js';
import { CallError, CognitoError, unusableAnswer } from '../errors.js';
import { exchange, type Exchanged } from './exchange.js';
import { isUncertain, settleLost } from './lost-answers.js';
import { isResult, type Operation } from './results.js';

/** Calls one of Cognito's services. */
export interface ServiceClient {
  /**
   * One operation. Throttling, 5xx and network errors are tried again; nothing else is, so that a wrong password counts
   * once. Where an answer was lost, so that the operation may have been carried out twice, the error says so.
   *
   * @param operation The operation's name, such as `InitiateAuth`.
   * @param input Its input, in the service's own spelling.
   * @param options `signal` ends the call, retries included.
   * @throws CognitoError what the service refused
   * @throws OutcomeUnknownError what was refused when it was sent again, perhaps because the first had been carried out
   * @throws NetworkError `network`, `unexpected-answer`
   */
  call<T>(operation: Operation, input: object, options?: RepeatOptions): Promise<T>;
}

/** What a call can be given besides its input. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

/** What the library's own calls can be given besides. */
export interface RepeatOptions extends CallOptions {
  /** Whether an earlier call of the same may have been carried out. Default: false. */
  readonly wasLost?: boolean | undefined;
}

/** What a {@link ServiceClient} needs. */
export interface ServiceClientOptions {
  /** The URL to post to, such as `https://cognito-idp.eu-west-1.amazonaws.com/`. */
  readonly endpoint: string;
  /** The service's name on the wire: `AWSCognitoIdentityProviderService` or `AWSCognitoIdentityService`. */
  readonly target: string;
  /** Sends the requests; they are not signed. */
  readonly fetch: typeof fetch;
  /** Its offset is corrected by the `Date` of the answers. */
  readonly clock: Clock;
  /** Default: three more times, jittered, from 200 ms up. */
  readonly retry?: RetryOptions | undefined;
  /** How long one attempt may take, in milliseconds. Default: 15000. */
  readonly timeout?: number | undefined;
}

/** Whether trying again may help. */
const isTransient = (error: Error): boolean => {
  if (!(error instanceof CallError) || isUnknownOperation(error)) return false;
  return error.code === 'network' || error.status >= 500 || isThrottled(error);
};

/** What may be shown of an input when a message echoes it. All other values may be secrets, or personal. */
const SHOWN = /^(AuthFlow|ChallengeName|PREFERRED_CHALLENGE|USERNAME|Username|Name|AttributeName|\w+Id)$/;

const secretsOf = (input: unknown, key = ''): string[] => {
  if (typeof input === 'string') return SHOWN.test(key) ? [] : [input];
  return input && typeof input === 'object'
    ? Object.entries(input).flatMap(([name, value]) => secretsOf(value, name))
    : [];
};

/** "Value 'abc' at 'session' failed to satisfy constraint": also a value too short to be looked for. */
const withoutEchoes = (message: string): string => {
  const echo = /value '/gi;
  let text = '';
  let from = 0;
  for (let found = echo.exec(message); found; found = echo.exec(message)) {
    // A value may hold anything but the words that end it.
    const end = message.indexOf("' at '", echo.lastIndex);
    if (end < 0) break;
    text += message.slice(from, echo.lastIndex - 1);
    from = end + 2;
    echo.lastIndex = from;
  }
  return text + message.slice(from);
};

/** The error type: "NotAuthorizedException:http://…" and "com.amazonaws#NotAuthorizedException" are the same. */
const codeOf = (type: unknown): ServiceErrorCode | undefined =>
  typeof type === 'string' ? serviceErrorCode(type.split(/[,:]/)[0]?.split('#').pop()?.trim()) : undefined;

/** What an answer says. */
interface Interpretation {
  /** It is certainly the service that answered. */
  readonly isService: boolean;
  /** Gives the result, or throws what was refused. */
  readonly read: () => unknown;
}

/**
 * Whether something besides an answer's content shows that the service sent it: AWS's headers; emulators may send none, and are believed
 * where they say nothing at all.
 */
const isShown = ({ headers, text }: Exchanged, isEmulator: boolean): boolean =>
  headers.has('x-amzn-requestid') ||
  /^application\/x-amz-json/.test(headers.get('content-type') ?? '') ||
  (!text && isEmulator);

/**
 * What an answer says. Pure.
 *
 * @param isEmulator Emulators say `code` where AWS says `__type`. So does much else, which may not speak for AWS: such a code ends sessions.
 * @throws NetworkError `unexpected-answer` for what is no answer of the service
 */
const interpret = (operation: Operation, input: object, answer: Exchanged, isEmulator: boolean): Interpretation => {
  const { status, headers, text } = answer;
  const body = parseObject(text);
  if (status === 200 && (body || !text) && isResult(operation, body, isShown(answer, isEmulator))) {
    return { isService: true, read: () => body ?? {} };
  }

  const secrets = secretsOf(input);
  const type = codeOf(body?.__type ?? headers.get('x-amzn-errortype'));
  const code = type ?? (isEmulator ? codeOf(body?.code) : undefined);
  // A code that is one of the input's secrets is an echo.
  if (status < 300 || !code || !redactCode(code, secrets)) {
    const what = redactMessage(text ? (headers.get('content-type') ?? 'a body of no type') : 'an empty body', secrets);
    const advice = `${operation} got status ${status} with ${what}, no answer of Cognito's. Check the endpoint.`;
    throw unusableAnswer({ operation, status, advice });
  }
  const told = body?.message ?? body?.Message ?? headers.get('x-amzn-errormessage');
  const message = redactMessage(withoutEchoes(String(told || `${operation} was refused`)), secrets);
  const refuse = (): never => {
    throw new CognitoError(code, message, { operation, status });
  };
  return { isService: type !== undefined, read: refuse };
};

/** Makes the client of one service: JSON by POST, as AWS's JSON 1.1 protocol has it. */
export const createServiceClient = (options: ServiceClientOptions): ServiceClient => {
  const { endpoint, target, fetch, clock, retry, timeout } = options;
  // AWS's own endpoints are https.
  const isEmulator = endpoint.startsWith('http:');

  const attempt = async (operation: Operation, input: object, signal: AbortSignal | undefined): Promise<unknown> => {
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `${target}.${operation}`,
      'cache-control': 'no-store',
    };
    const init = { method: 'POST', headers, body: JSON.stringify(input) };
    const secrets = (): string[] => secretsOf(input);
    const answer = await exchange(endpoint, init, { operation, fetch, clock, signal, timeout, secrets });
    const { isService, read } = interpret(operation, input, answer, isEmulator);
    // A captive portal has a clock, too.
    if (isService) readServerTime(clock, answer);
    return read();
  };

  return {
    call: async <T>(operation: Operation, input: object, { signal, wasLost = false }: RepeatOptions = {}) => {
      let lost = wasLost;
      const noting = (error: unknown): never => {
        lost ||= isUncertain(error);
        throw error;
      };
      try {
        return (await withRetry(() => attempt(operation, input, signal).catch(noting), {
          shouldRetry: ({ error }) => isTransient(error),
          ...retry,
          ...(signal && { signal }),
        })) as T;
      } catch (error) {
        if (!lost) throw error;
        return settleLost(operation, input, error) as T;
      }
    },
  };
};
