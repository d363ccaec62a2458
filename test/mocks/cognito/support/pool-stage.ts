import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { onTestFinished } from 'vitest';
import { createUserPool, type UserPool, type UserPoolOptions } from '../../../../mocks/cognito/user-pool.js';

export const PASSWORD = 'Correct-Horse-7';
export const ALICE = {
  username: 'alice',
  password: PASSWORD,
  attributes: { email: 'alice@example.com', phone_number: '+15551234567', given_name: 'Alice' },
};

/** A user pool behind a real server, with a clock that only the test moves. */
export interface PoolStage {
  readonly pool: UserPool;
  readonly endpoint: string;
  readonly client: CognitoIdentityProviderClient;
  /** The parameters common to InitiateAuth and the other calls. */
  readonly ClientId: string;
  now(): number;
  advance(milliseconds: number): void;
  /** The status and body of a plain POST, for requests that no client sends. */
  post(operation: string, body: unknown): Promise<{ status: number; headers: Headers; body: Record<string, unknown> }>;
}

export const setPoolStage = async (options: UserPoolOptions = {}): Promise<PoolStage> => {
  let time = Date.now();
  const pool = createUserPool({ users: [ALICE], ...options }, { now: () => time });
  const server = createServer(async (message, reply) => {
    const response = await pool.answer(await toRequest(message));
    reply.writeHead(response.status, Object.fromEntries(response.headers));
    reply.end(Buffer.from(await response.arrayBuffer()));
  });
  await new Promise<void>((resume) => server.listen(0, '127.0.0.1', resume));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new CognitoIdentityProviderClient({ region: pool.region, endpoint, maxAttempts: 1 });
  onTestFinished(async () => {
    client.destroy();
    server.closeAllConnections();
    await new Promise((resume) => server.close(resume));
  });
  return {
    pool,
    endpoint,
    client,
    ClientId: pool.clientId,
    now: () => time,
    advance: (milliseconds) => {
      time += milliseconds;
    },
    post: async (operation, body) => {
      const response = await fetch(endpoint, {
        method: 'POST',
        headers: { 'x-amz-target': `AWSCognitoIdentityProviderService.${operation}` },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      });
      const parsed = (await response.json()) as Record<string, unknown>;
      return { status: response.status, headers: response.headers, body: parsed };
    },
  };
};

const toRequest = async (message: IncomingMessage): Promise<Request> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of message) chunks.push(chunk as Uint8Array);
  const { method = 'GET', url = '/', headers } = message;
  const body = Buffer.concat(chunks);
  return new Request(`http://localhost${url}`, {
    method,
    headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
    ...(body.length ? { body } : {}),
  });
};

/** The code of an authenticator app (RFC 6238), by Node's crypto. */
export const authenticatorCode = (secret: string, now: number): string => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  let bits = 0n;
  for (const character of secret) bits = bits * 32n + BigInt(alphabet.indexOf(character));
  const length = Math.floor((secret.length * 5) / 8);
  bits >>= BigInt(secret.length * 5 - length * 8);
  const key = Buffer.from(bits.toString(16).padStart(length * 2, '0'), 'hex');
  const counter = Buffer.alloc(8);
  counter.writeUInt32BE(Math.floor(now / 30_000), 4);
  const mac = createHmac('sha1', key).update(counter).digest();
  const offset = (mac.at(-1) as number) % 16;
  return String((mac.readUInt32BE(offset) % 2 ** 31) % 1_000_000).padStart(6, '0');
};

/** The claims of a JWT, unverified. */
export const claimsOf = (token: string | undefined): Record<string, unknown> =>
  JSON.parse(Buffer.from(String(token).split('.')[1] as string, 'base64url').toString()) as Record<string, unknown>;
