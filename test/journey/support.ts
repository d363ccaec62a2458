import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type {
  Authenticator,
  AwsCredentialIdentity,
  AwsCredentialIdentityProvider,
  ProviderRequest,
} from 'sigv4-interceptor';
import { onTestFinished } from 'vitest';
import { wrapUndici } from '../adapters/support/undici-request.js';
import { clientsIn, type Settings } from '../support/clients.js';
import { libraries } from '../support/libraries.js';

/** A request as it arrived. */
export interface Arrival {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The access key id of its signature. */
  readonly key: string | undefined;
}

/** Answers an arrival: gives a status, or writes the response by hand. */
type Respond = (arrival: Arrival, response: ServerResponse, count: number) => unknown;

export const EXPIRED = {
  type: 'ExpiredTokenException',
  message: 'The security token included in the request is expired',
};
export const DENIED = {
  type: 'AccessDeniedException',
  message: 'User: arn:aws:sts::1:assumed-role/r/s is not authorized to perform: execute-api:Invoke on resource: x',
};

/** Answers a rejection as a REST API does. */
export const refuse = (
  response: ServerResponse,
  { type, message }: { type: string; message: string },
  status = 403,
): void => {
  response.writeHead(status, { 'content-type': 'application/json', ...(type && { 'x-amzn-errortype': type }) });
  response.end(JSON.stringify({ message }));
};

const read = async (request: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
};

/** A server on loopback that records what arrives and is closed after the test. */
export const startServer = async (respond: Respond): Promise<{ url: string; arrivals: Arrival[] }> => {
  const arrivals: Arrival[] = [];
  const server = createServer(async (request, response) => {
    const body = await read(request);
    const key = /Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1];
    const arrival = { method: request.method!, url: request.url!, headers: request.headers, body, key };
    arrivals.push(arrival);
    const status = (await respond(arrival, response, arrivals.length)) as number | undefined;
    if (response.writableEnded || response.headersSent) return;
    response.writeHead(status ?? 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ key, url: request.url, size: body.length }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, arrivals };
};

/** Credentials by access key id, good for an hour. */
export const credentials = (accessKeyId: string, more: Partial<AwsCredentialIdentity> = {}): AwsCredentialIdentity => ({
  accessKeyId,
  secretAccessKey: `secret-of-${accessKeyId}`,
  sessionToken: `session-token-of-${accessKeyId}`,
  expiration: new Date(Date.now() + 3_600_000),
  ...more,
});

/** A provider that gives KEY1, KEY2, … and remembers what it was asked. */
export const countingProvider = (
  delay = 0,
): AwsCredentialIdentityProvider & { asked: (ProviderRequest | undefined)[] } => {
  const asked: (ProviderRequest | undefined)[] = [];
  const provider = async (request?: ProviderRequest): Promise<AwsCredentialIdentity> => {
    asked.push(request);
    const accessKeyId = `KEY${asked.length}`;
    if (delay) await new Promise((resolve) => setTimeout(resolve, delay));
    return credentials(accessKeyId);
  };
  return Object.assign(provider, { asked });
};

/** What a test sees of an answer, whatever the client. */
export interface Seen {
  readonly status: number;
  readonly data: unknown;
}

/** A client with an Authenticator attached, reduced to what all of them can do. Never rejects for a status. */
export type Send = (method: string, url: string, body?: unknown, signal?: AbortSignal) => Promise<Seen>;

/** ky's time limit would depend on how busy the machine is. */
const SETTINGS: Settings = { ky: { timeout: false } };

/** Every client that the contract holds for. */
export const clients: Record<string, (auth: Authenticator) => Send> = {
  ...Object.fromEntries(
    clientsIn('node').map(({ name, attach }) => [
      name,
      (auth: Authenticator): Send => {
        const send = attach(libraries, auth, SETTINGS);
        return (method, url, body, signal) => send({ method, url, body, ...(signal && { signal }) });
      },
    ]),
  ),
  // As another package would write it, of public names alone.
  'undici.request by createAdapter': (auth) => {
    const client = wrapUndici(auth);
    return async (method, url, body, signal) => {
      const json = body !== undefined && {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      };
      const response = await client(url, { method, ...json, ...(signal && { signal }) });
      return { status: response.status, data: JSON.parse(await response.text()) };
    };
  },
};

/** The contract's rows for `test.each`. */
export const everyClient = Object.entries(clients);
