import type { MockOperation } from '../cognito/operation-log.js';
import type { ApiSettings } from '../options.js';
import type { ArrivedRequest } from '../verifier/types.js';
import type { MockCall } from './call-log.js';

/** What becomes of one request, told step by step, for someone who watches: the emulator's page. */
export interface Watch {
  /** The verdict of an API. */
  call(call: MockCall, arrived: ArrivedRequest, settings: ApiSettings): void;
  /** The outcome of an operation of Cognito or STS. */
  operation(operation: MockOperation): void;
  /** How long a fault delays the response, in milliseconds. */
  delayed(by: number): void;
  /** A fault made the API unreachable. */
  offline(): void;
  /** The response was created. */
  answered(status: number): void;
  /** A route function or a trigger threw. */
  failed(error: unknown): void;
}

/** Watches the requests of all APIs. */
export interface Watcher {
  /** Called when a request arrives. */
  arrived(api: string, request: Request, wire: ArrivedRequest | undefined): Watch | undefined;
  /** Called for an error that no {@link Watch} was told of, such as a request that cannot be read. */
  failed(api: string, error: unknown, method: string, target: string): void;
}
