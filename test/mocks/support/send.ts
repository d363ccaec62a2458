import { request as httpRequest } from 'node:http';
import type { ArrivedRequest } from '../../../mocks/verifier/types.js';

/** A response with its whole body. */
export interface Received {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Writes a request to a socket byte for byte, so that no client normalises its target, headers or host. */
export const sendRaw = (listenerUrl: string, { method, target, headers, body }: ArrivedRequest): Promise<Received> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(listenerUrl);
    const length: [string, string][] = body.length ? [['content-length', String(body.length)]] : [];
    const request = httpRequest({ hostname, port, method, path: target, setHost: false, agent: false }, (response) => {
      const chunks: Uint8Array[] = [];
      response.on('data', (chunk: Uint8Array) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const { statusCode: status = 0 } = response;
        resolve({ status, headers: response.headers, body: Buffer.concat(chunks).toString('utf8') });
      });
    });
    request.on('error', reject);
    const names = new Set(headers.map(([name]) => name.toLowerCase()));
    for (const name of names) {
      const values = headers.filter(([candidate]) => candidate.toLowerCase() === name).map(([, value]) => value);
      request.setHeader(name, values.length === 1 ? (values[0] as string) : values);
    }
    for (const [name, value] of length) request.setHeader(name, value);
    request.end(body);
  });
