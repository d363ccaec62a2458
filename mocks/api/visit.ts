import type { Faults } from './faults.js';
import type { Caller, KeyStore } from './keys.js';
import type { ApiSettings } from '../options.js';
import { splitTarget } from '../verifier/canonical-request.js';
import type { ArrivedRequest } from '../verifier/types.js';
import { verifySignature } from '../verifier/verify-signature.js';
import type { Rejection } from './flavours/flavour.js';
import type { Responder } from './responders.js';
import { parseRoute, type Route } from './routes.js';
import { type Admission, authorizeByToken, type ReadJwt } from './token-authorizer.js';

/** A route and what answers it. */
export interface CompiledRoute {
  readonly route: Route;
  readonly responder: Responder;
}

/** What became of a request: who may do what, or why not. */
export type Outcome =
  | { readonly rejection: Rejection; readonly caller?: Caller }
  | {
      readonly rejection?: never;
      readonly caller: Caller;
      readonly responder: Responder;
      readonly params: Readonly<Record<string, string>>;
      /** The body, out of its chunks if it came in chunks. */
      readonly body: Uint8Array;
    };

/** Reads routes, the more specific ones first. */
export const compileRoutes = (routes: Readonly<Record<string, Responder>>): CompiledRoute[] =>
  Object.entries(routes)
    .map(([route, responder]) => ({ route: parseRoute(route, 'routes'), responder }))
    .sort((a, b) => (a.route.rank < b.route.rank ? -1 : 1));

/** The path below a base URL; `undefined` beside it. */
export const pathBelow = (target: string, baseUrl: URL): string | undefined => {
  const { path } = splitTarget(target);
  const base = baseUrl.pathname.replace(/\/$/, '');
  if (path === base) return '/';
  return path.startsWith(`${base}/`) ? path.slice(base.length) : undefined;
};

/** What decides whether a request is let in. */
interface Gate {
  readonly keys: KeyStore;
  readonly faults: Faults;
  /** By the server's clock. */
  readonly time: number;
}

/** Verifies the signature of a request as an API does. */
export const verify = (arrived: ArrivedRequest, settings: ApiSettings, { keys, faults, time }: Gate) =>
  verifySignature(arrived, {
    service: settings.service,
    region: settings.region,
    rules: {
      ...settings.flavour.rules,
      unsignedPayload: settings.unsignedPayload,
      contentSha256Required: settings.contentSha256Required,
    },
    now: time,
    findKey: (accessKeyId) => keys.find(accessKeyId, time, faults.isExpired),
  });

/** Lets in who signed, with the body that was signed. */
const admit = (arrived: ArrivedRequest, settings: ApiSettings, gate: Gate): Admission | Rejection => {
  const verification = verify(arrived, settings, gate);
  return verification.ok ? { caller: verification.key.caller, body: verification.body } : verification.refusal;
};

/**
 * Takes a request through the gates of the service, in its order: throttling, firewall, route, signature, policy. Says
 * what came of it and answers nothing, so that all answers are made in one place.
 */
export const visit = async (
  arrived: ArrivedRequest,
  settings: ApiSettings,
  routes: readonly CompiledRoute[],
  { keys, faults, readJwt, time }: Gate & { readonly readJwt: ReadJwt },
): Promise<Outcome> => {
  const path = pathBelow(arrived.target, settings.baseUrl);

  const throttle = faults.takeThrottle(settings.name);
  if (throttle) return { rejection: { reason: throttle } };
  if (faults.denies(arrived.method, path ?? '')) return { rejection: { reason: 'blocked' } };

  const found = path === undefined ? undefined : findRoute(routes, arrived.method, path);
  const astray: Rejection = { reason: path === undefined ? 'unknown-stage' : 'no-route' };
  if (!found && settings.flavour.routesFirst) return { rejection: astray };

  const admission =
    settings.authorizer === 'jwt'
      ? await authorizeByToken(arrived, readJwt)
      : admit(arrived, settings, { keys, faults, time });
  if ('reason' in admission) return { rejection: admission };
  const { caller, body } = admission;

  const isUsersOnly = settings.usersOnly.some(({ match }) => match(arrived.method, path ?? '') !== undefined);
  const denial =
    faults.denies(arrived.method, path ?? '', caller.user) ?? (caller.user === 'guest' && isUsersOnly && 'iam');
  if (denial) return { rejection: { reason: 'denied', caller, explicit: denial === 'explicit' }, caller };
  return found ? { caller, ...found, body } : { rejection: astray, caller };
};

const findRoute = (
  routes: readonly CompiledRoute[],
  method: string,
  path: string,
): { responder: Responder; params: Readonly<Record<string, string>> } | undefined => {
  for (const { route, responder } of routes) {
    const params = route.match(method, path);
    if (params) return { responder, params };
  }
  return undefined;
};
