import { query, queryError } from '../api/flavours/query.js';
import { type JsonInput, jsonAnswer, jsonOperation, jsonRefusal, readJsonInput } from './protocol.js';
import type { IdentityPool } from './identity-pool.js';
import { createSts, type StsWorld, stsAnswer, stsError } from './sts.js';
import { ServiceException } from './identity-pool/service-exception.js';
import type { UserPool } from './user-pool.js';
import type { Caller } from '../api/keys.js';
import type { Service } from './service-endpoint.js';
import { type SigningWorld, signedCaller } from './signed-caller.js';

const JSON_SERVICE = {
  operationOf: async (request: Request) => jsonOperation(request),
  refuse: jsonRefusal,
  throttling: 'TooManyRequestsException',
} as const;

/** Parses JSON. Undefined if the text is not JSON. */
const peek = async (message: Request | Response): Promise<JsonInput> => {
  try {
    return await readJsonInput(message.clone());
  } catch {
    return {};
  }
};

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Whether a token claims to be issued by a pool. Does not verify its signature. */
const isFrom = (token: unknown, { issuer }: UserPool): boolean => {
  try {
    const payload = text(token)?.split('.')[1] ?? '';
    return JSON.parse(atob(payload.replaceAll('-', '+').replaceAll('_', '/'))).iss === issuer;
  } catch {
    return false;
  }
};

/** `cognito-idp`: passes each request to its user pool. */
export const userPoolService = (pools: readonly UserPool[]): Service => {
  const sessions = new Map<string, UserPool>();

  const poolOf = (request: Request, { ClientId, UserPoolId, AccessToken, Session }: JsonInput): UserPool => {
    const { pathname } = new URL(request.url);
    const found =
      pools.find(({ id }) => pathname.startsWith(`/${id}/`)) ??
      pools.find(({ id, clientId }) => ClientId === clientId || UserPoolId === id) ??
      pools.find((pool) => isFrom(AccessToken, pool)) ??
      // AssociateSoftwareToken identifies the pool by nothing else.
      sessions.get(text(Session) ?? '');
    // Any pool refuses a request that is not for it.
    return found ?? (pools[0] as UserPool);
  };

  return {
    ...JSON_SERVICE,
    name: 'cognito-idp',
    answer: async (request, _, failed) => {
      const pool = poolOf(request, await peek(request));
      const response = await pool.answer(request, failed);
      const session = text((await peek(response)).Session);
      if (session !== undefined) sessions.set(session, pool);
      return response;
    },
    reset: () => {
      sessions.clear();
      for (const pool of pools) pool.reset();
    },
  };
};

/** `cognito-identity`: passes each operation to its identity pool. */
export const identityPoolService = (pools: readonly IdentityPool[]): Service => ({
  ...JSON_SERVICE,
  name: 'cognito-identity',
  answer: async (request) => {
    const input = await readJsonInput(request.clone());
    const pool =
      pools.find(({ id }) => id === input.IdentityPoolId) ??
      pools.find(({ has }) => has(text(input.IdentityId) ?? '')) ??
      (pools[0] as IdentityPool);
    return jsonAnswer(await pool.perform(jsonOperation(request), input));
  },
  reset: () => {
    for (const pool of pools) pool.reset();
  },
});

/** Returns the parameters of the Query protocol: the body of a POST, or the query of a GET. */
const readParameters = async (request: Request): Promise<URLSearchParams> =>
  request.method === 'POST' ? new URLSearchParams(await request.text()) : new URL(request.url).searchParams;

const HEADERS = { 'content-type': 'text/xml' };

/** What STS needs to verify signed requests. */
export type StsServiceWorld = StsWorld & SigningWorld;

/** Returns the caller of a signed request to STS. */
const stsCaller = async (request: Request, world: StsServiceWorld): Promise<Caller> => {
  const signed = await signedCaller(request, { service: 'sts', rules: query.rules }, world);
  if (signed.caller) return signed.caller;
  const { code, message, status } = queryError(signed.refusal, signed.context);
  throw new ServiceException(code, message, status);
};

/**
 * `sts`: AssumeRoleWithWebIdentity for tokens of identity pools, AssumeRole and GetCallerIdentity for signed requests.
 */
export const stsService = (world: StsServiceWorld): Service => {
  const sts = createSts(world);
  return {
    name: 'sts',
    throttling: 'Throttling',
    operationOf: async (request) => (await readParameters(request)).get('Action') ?? '',
    answer: async (request, requestId) => {
      const parameters = await readParameters(request.clone());
      const result = await sts.perform(parameters, () => stsCaller(request, world));
      return new Response(stsAnswer(parameters.get('Action') ?? '', result, requestId), { headers: HEADERS });
    },
    refuse: (refusal, requestId) =>
      new Response(stsError(refusal, requestId), { status: refusal.status, headers: HEADERS }),
    reset: () => {},
  };
};
