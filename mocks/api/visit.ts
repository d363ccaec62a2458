import { DENIALS } from './denials.js';
import type { Faults } from './faults.js';
import type { Caller, KeyStore } from './keys.js';
import type { ApiSettings } from '../options.js';
import { splitTarget } from '../verifier/canonical-request.js';
import type { ArrivedRequest } from '../verifier/types.js';
import { checkChecksum } from './checksums.js';
import { verifySignature } from '../verifier/verify-signature.js';
import type { Refusal } from './flavours/flavour.js';
import type { Responder } from './responders.js';
import { parseRoute, type Route } from './routes.js';
import { type Admission, authorizeByToken, type ReadJwt } from './token-authorizer.js';

/** A route and its responder. */
export interface CompiledRoute {
  readonly route: Route;
  readonly responder: Responder;
}

/** The decision on a request: its caller and responder, or why it is refused. */
export type Outcome =
  | { readonly refusal: Refusal; readonly caller?: Caller }
  | {
      readonly refusal?: never;
      readonly caller: Caller;
      readonly responder: Responder;
      readonly params: Readonly<Record<string, string>>;
      /** The body, decoded if it was chunked. */
      readonly body: Uint8Array;
    };

/** Parses routes and sorts them, more specific routes first. */
export const compileRoutes = (routes: Readonly<Record<string, Responder>>): CompiledRoute[] =>
  Object.entries(routes)
    .map(([route, responder]) => ({ route: parseRoute(route, 'routes'), responder }))
    .sort((a, b) => (a.route.rank < b.route.rank ? -1 : 1));

/** Returns the path relative to a base URL. Undefined if the path is outside it. */
export const pathBelow = (target: string, baseUrl: URL): string | undefined => {
  const { path } = splitTarget(target);
  const base = baseUrl.pathname.replace(/\/$/, '');
  if (path === base) return '/';
  return path.startsWith(`${base}/`) ? path.slice(base.length) : undefined;
};

/** What a decision depends on. */
interface Gate {
  readonly keys: KeyStore;
  readonly faults: Faults;
  /** The time by the server's clock, in milliseconds since 1970. */
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

/** Accepts a request with a valid signature. */
const admit = async (arrived: ArrivedRequest, settings: ApiSettings, gate: Gate): Promise<Admission | Refusal> => {
  const verification = verify(arrived, settings, gate);
  if (!verification.ok) return verification.refusal;
  const { key, body, trailers } = verification;
  const refusal = settings.flavour.rules.checksums ? await checkChecksum(arrived, body, trailers) : undefined;
  return refusal ?? { caller: key.caller, body };
};

type AuthorizerGate = Gate & { readonly readJwt: ReadJwt };
type Authorize = (
  arrived: ArrivedRequest,
  settings: ApiSettings,
  gate: AuthorizerGate,
) => Admission | Refusal | Promise<Admission | Refusal>;

/** How each value of the option `authorizer` accepts a request. */
export const AUTHORIZERS: Readonly<Record<ApiSettings['authorizer'], Authorize>> = {
  iam: admit,
  jwt: (arrived, _, { readJwt }) => authorizeByToken(arrived, readJwt),
};

/**
 * Decides on a request in the service's order: throttling, firewall, route, signature, policy. It creates no response,
 * so that one place creates all of them.
 */
export const visit = async (
  arrived: ArrivedRequest,
  settings: ApiSettings,
  routes: readonly CompiledRoute[],
  { keys, faults, readJwt, time }: AuthorizerGate,
): Promise<Outcome> => {
  const path = pathBelow(arrived.target, settings.baseUrl);

  const throttle = faults.takeThrottle(settings.name);
  if (throttle) return { refusal: { reason: throttle } };
  const blocked = faults.denies(arrived.method, path ?? '');
  if (blocked) return { refusal: blocked };

  const found = path === undefined ? undefined : findRoute(routes, arrived.method, path);
  const unrouted: Refusal = { reason: path === undefined ? 'unknown-stage' : 'no-route' };
  if (!found && settings.flavour.routesFirst) return { refusal: unrouted };

  const admission = await AUTHORIZERS[settings.authorizer](arrived, settings, { keys, faults, readJwt, time });
  if ('reason' in admission) return { refusal: admission };
  const { caller, body } = admission;

  const isUsersOnly = settings.usersOnly.some(({ match }) => match(arrived.method, path ?? '') !== undefined);
  const refusal =
    faults.denies(arrived.method, path ?? '', caller) ??
    (caller.user === 'guest' && isUsersOnly ? DENIALS.iam.refuse(caller) : undefined);
  if (refusal) return { refusal, caller };
  return found ? { caller, ...found, body } : { refusal: unrouted, caller };
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
