import { DENIALS, type DenyAs } from './denials.js';
import type { Refusal } from './flavours/flavour.js';
import type { Caller } from './keys.js';
import type { Route } from './routes.js';
import type { LoggedToken } from '../cognito/token-log.js';

/** Switches a fault off. A second call does nothing. */
export type Undo = () => void;

/** A fault that is switched on. */
type Fault =
  | { readonly type: 'skew'; readonly offset: number }
  | { readonly type: 'expire'; readonly upTo: number; readonly tokensUpTo: number }
  | { readonly type: 'expire-tokens'; readonly upTo: number; readonly owners: readonly string[] | undefined }
  | {
      readonly type: 'throttle';
      left: number;
      readonly quota: boolean;
      readonly api: string | undefined;
      readonly operation: string | undefined;
    }
  | { readonly type: 'offline'; readonly api: string | undefined }
  | { readonly type: 'no-cors' }
  | { readonly type: 'no-delivery' }
  | {
      readonly type: 'delay';
      readonly by: number;
      readonly route: Route | undefined;
      readonly api: string | undefined;
    }
  | {
      readonly type: 'deny';
      readonly route: Route | undefined;
      readonly user: string | undefined;
      readonly as: DenyAs;
    };

type FaultOf<T extends Fault['type']> = Extract<Fault, { type: T }>;

/** The faults of the mock, and their combined effect. */
export interface Faults {
  /** Switches a fault on. */
  add(fault: Fault): Undo;
  clear(): void;
  /** Returns how far the server's clock is ahead, in milliseconds. The latest skew counts. */
  clockOffset(): number;
  /** Whether `expireCredentials()` has expired the temporary credentials with this serial. */
  isExpired(serial: number): boolean;
  /** Whether `expireTokens()` has expired a token. */
  isTokenExpired(token: LoggedToken | undefined): boolean;
  /** Whether an API refuses a token as expired. `expireCredentials()` expires tokens at APIs, too. */
  isTokenExpiredAtApis(token: LoggedToken | undefined): boolean;
  /** Uses up one throttled response of an API, or of an operation of Cognito or STS, if one is left. */
  takeThrottle(api: string, operation?: string): 'throttled' | 'quota-exceeded' | undefined;
  /** How many responses are still to be throttled. */
  throttlesLeft(): number;
  /** Whether an API is unreachable. */
  isOffline(api: string): boolean;
  dropsCorsHeaders(): boolean;
  /** Whether codes cannot be sent. */
  failsDelivery(): boolean;
  /** Returns how long to delay a response, in milliseconds. Several delays add up. */
  delayOf(api: string, method: string, path: string): number;
  /** Returns the refusal of a denied request. Without `caller`, before the signature is verified, only firewalls count. */
  denies(method: string, path: string, caller?: Caller): Refusal | undefined;
}

/** Each fault is its own entry, so that faults can be switched off in any order. */
export const createFaults = (): Faults => {
  const active = new Set<Fault>();
  const all = <T extends Fault['type']>(type: T): FaultOf<T>[] =>
    [...active].filter((fault): fault is FaultOf<T> => fault.type === type);
  const isTokenExpired = (token: LoggedToken | undefined): boolean =>
    token !== undefined &&
    all('expire-tokens').some(({ upTo, owners }) => token.serial <= upTo && (owners?.includes(token.owner) ?? true));

  return {
    add: (fault) => {
      active.add(fault);
      return () => void active.delete(fault);
    },
    clear: () => active.clear(),
    clockOffset: () => all('skew').at(-1)?.offset ?? 0,
    isExpired: (serial) => all('expire').some(({ upTo }) => serial <= upTo),
    isTokenExpired,
    isTokenExpiredAtApis: (token) =>
      isTokenExpired(token) ||
      all('expire').some(({ tokensUpTo }) => token !== undefined && token.serial <= tokensUpTo),
    isOffline: (name) => all('offline').some(({ api }) => api === undefined || api === name),
    takeThrottle: (name, asked) => {
      const fault = all('throttle').find(
        ({ api, operation }) => (api === undefined || api === name) && (operation === undefined || operation === asked),
      );
      if (!fault) return undefined;
      fault.left -= 1;
      if (fault.left === 0) active.delete(fault);
      return fault.quota ? 'quota-exceeded' : 'throttled';
    },
    throttlesLeft: () => all('throttle').reduce((sum, { left }) => sum + left, 0),
    dropsCorsHeaders: () => all('no-cors').length > 0,
    failsDelivery: () => all('no-delivery').length > 0,
    delayOf: (name, method, path) =>
      all('delay')
        .filter(({ api }) => api === undefined || api === name)
        .filter(({ route }) => route === undefined || route.match(method, path) !== undefined)
        .reduce((sum, { by }) => sum + by, 0),
    denies: (method, path, caller) => {
      for (const { as, user, route } of all('deny')) {
        if (route !== undefined && route.match(method, path) === undefined) continue;
        const denial = DENIALS[as];
        if (!denial.knowsUsers && !caller) return denial.refusal;
        if (denial.knowsUsers && caller && (user ?? caller.user) === caller.user) return denial.refuse(caller);
      }
      return undefined;
    },
  };
};
