/**
 * Cognito's services as a scripted `fetch`. The response of each operation can be replaced, and every call is recorded.
 */
export interface FakeCognito {
  readonly fetch: typeof fetch;
  /** The called operations, in order. */
  readonly calls: { readonly operation: string; readonly input: Record<string, unknown> }[];
  count(operation: string): number;
  /**
   * Replaces what an operation answers: an object, a `Response` as it is, or a function that gives one of them, throws
   * a Refusal, or rejects as a network does.
   */
  on(operation: string, answer: Answer): void;
  /** The lifetime of the issued tokens and credentials, in milliseconds. */
  lifetime: number;
  /** The service's clock. */
  now: () => number;
}

type Answer = object | ((input: Record<string, unknown>) => object | Promise<object>);

/** An error response of the service. */
export class Refusal extends Error {
  readonly code: string;

  constructor(code: string, message = 'Refused.') {
    super(message);
    this.code = code;
  }
}

/** Makes an operation fail as without a network. */
export const noNetwork = (): never => {
  throw new TypeError('fetch failed');
};

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Creates a token that looks like Cognito's. Its signature is not verified here. */
export const jwt = (claims: object): string => `${part({ alg: 'RS256' })}.${part(claims)}.c2ln`;

let serial = 0;

export const createFakeCognito = (): FakeCognito => {
  const calls: FakeCognito['calls'] = [];
  const answers = new Map<string, Answer>();
  const fake: FakeCognito = {
    calls,
    lifetime: 3_600_000,
    now: Date.now,
    count: (operation) => calls.filter((call) => call.operation === operation).length,
    on: (operation, answer) => void answers.set(operation, answer),
    fetch: async (_url, init) => {
      init?.signal?.throwIfAborted();
      const headers = new Headers(init?.headers);
      const operation = headers.get('x-amz-target')!.split('.')[1]!;
      const input = JSON.parse(String(init?.body));
      calls.push({ operation, input });
      const answer = answers.get(operation);
      const date = new Date(fake.now()).toUTCString();
      try {
        if (answer === undefined) throw new Refusal('InvalidParameterException', `${operation} is not scripted.`);
        const result = typeof answer === 'function' ? await (answer as (given: object) => object)(input) : answer;
        return result instanceof Response ? result : Response.json(result, { headers: { date } });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        const { code, message } = error;
        return Response.json({ __type: code, message }, { status: 400, headers: { date } });
      }
    },
  };

  const tokensOf = (username: string, refreshToken?: string) => {
    const times = { exp: Math.floor((fake.now() + fake.lifetime) / 1000), iat: Math.floor(fake.now() / 1000) };
    const jti = ++serial;
    return {
      AuthenticationResult: {
        IdToken: jwt({ sub: `sub-${username}`, 'cognito:username': username, ...times, jti }),
        AccessToken: jwt({ sub: `sub-${username}`, username, ...times, jti }),
        ...(refreshToken && { RefreshToken: refreshToken }),
        ExpiresIn: fake.lifetime / 1000,
      },
    };
  };
  fake.on('InitiateAuth', (input) => {
    const { USERNAME, REFRESH_TOKEN, PASSWORD } = input.AuthParameters as Record<string, string>;
    if (REFRESH_TOKEN) return tokensOf(REFRESH_TOKEN.split('-')[1]!);
    if (PASSWORD === 'wrong') throw new Refusal('NotAuthorizedException', 'Incorrect username or password.');
    return tokensOf(USERNAME!, `refresh-${USERNAME}-${++serial}`);
  });
  fake.on('GetTokensFromRefreshToken', ({ RefreshToken }) => tokensOf(String(RefreshToken).split('-')[1]!));
  fake.on('GetId', ({ Logins }) => ({ IdentityId: Logins ? 'us-east-1:user' : `us-east-1:guest-${++serial}` }));
  fake.on('GetCredentialsForIdentity', ({ IdentityId }) => ({
    IdentityId,
    Credentials: {
      AccessKeyId: `ASIA${++serial}`,
      SecretKey: 'secret',
      SessionToken: 'token',
      Expiration: (fake.now() + fake.lifetime) / 1000,
    },
  }));
  fake.on('GlobalSignOut', {});
  fake.on('RevokeToken', {});
  return fake;
};
