import type { IncomingMessage, ServerResponse } from 'node:http';
import { METHODS } from '../api/cors.js';
import type { Api } from '../api/create-api.js';
import type { ArrivedRequest } from '../verifier/types.js';
import type { Admits } from './origins.js';

/** Methods that no `Request` can have (Fetch standard, "forbidden method"). */
const FORBIDDEN_METHOD = /^(CONNECT|TRACE|TRACK)$/i;

/** Answers in words, without the headers that would let a page of another origin read them. */
export const answerInWords = (
  reply: ServerResponse,
  status: number,
  words: string,
  headers: Readonly<Record<string, string>> = {},
): void => {
  const type = { 'content-type': 'text/plain; charset=utf-8', 'x-content-type-options': 'nosniff' };
  reply.writeHead(status, { ...type, ...headers }).end(`${words}\n`);
};

/**
 * Responds to a Node request.
 *
 * @param admits Whether pages of an origin may call. What others send is read by no API.
 */
export const serve = async (
  api: Api,
  message: IncomingMessage,
  reply: ServerResponse,
  admits: Admits,
): Promise<void> => {
  const { origin: page } = message.headers;
  if (page !== undefined && !admits(page, message.socket.localAddress)) {
    return answerInWords(reply, 403, `Pages of ${page} may not call this mock. Its option origins can admit them.`);
  }
  const { method = 'GET' } = message;
  if (FORBIDDEN_METHOD.test(method)) {
    return answerInWords(reply, 405, `${method} is not allowed.`, { allow: METHODS });
  }
  const wire = await readWire(message);
  const { host = '' } = message.headers;
  const origin = /^[\w.-]+(:\d+)?$|^\[[\da-f:.]+\](:\d+)?$/i.test(host)
    ? `http://${host.toLowerCase()}`
    : 'http://localhost';
  const request = toRequest(wire, origin);
  const response = await api.answer(request, wire);
  // `Response.error()` means a network error.
  if (response.type === 'error') return void reply.destroy();
  await send(response, reply);
};

/** Reads a request exactly as it arrived. */
const readWire = async (message: IncomingMessage): Promise<ArrivedRequest> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of message) chunks.push(chunk as Uint8Array);
  const { rawHeaders, method = 'GET', url = '/' } = message;
  const headers = rawHeaders.flatMap((name, index) =>
    index % 2 ? [] : [[name, rawHeaders[index + 1] ?? ''] as const],
  );
  // A request line for a proxy has an absolute URL. Node reads, as Latin-1, bytes that clients should have encoded.
  const target = url
    .replace(/^https?:\/\/[^/?]*/i, '')
    .replace(/[^\x21-\x7e]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
  return { method, target: target || '/', headers, body: Buffer.concat(chunks) };
};

/**
 * Converts it to a `Request` for responders. That normalises the URL
 * and drops the body of a GET, which fetch does not allow.
 */
const toRequest = ({ method, target, headers, body }: ArrivedRequest, origin: string): Request => {
  const withBody = method !== 'GET' && method !== 'HEAD' && body.length > 0;
  return new Request(new URL(`${origin}${target.startsWith('/') ? target : '/'}`), {
    method,
    headers: headers.map(([name, value]): [string, string] => [name, value]),
    ...(withBody ? { body: Uint8Array.from(body) } : {}),
  });
};

const send = async (response: Response, reply: ServerResponse): Promise<void> => {
  const headers = [...response.headers].filter(([name]) => name !== 'set-cookie');
  const cookies = response.headers.getSetCookie().map((cookie): [string, string] => ['set-cookie', cookie]);
  reply.writeHead(response.status, response.statusText, [...headers, ...cookies].flat());
  for await (const chunk of response.body ?? []) {
    if (!reply.write(chunk)) await new Promise((resume) => reply.once('drain', resume).once('close', resume));
    if (reply.destroyed) return;
  }
  reply.end();
};
