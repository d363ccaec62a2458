import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/**
 * What happens to a call: the connection is cut before the server gets the request or before the client gets the
 * response, or something else responds in the server's place, before the server gets the request or (gateway)
 * afterwards.
 */
export type Cut = 'request' | 'answer' | 'portal' | 'firewall' | 'unavailable' | 'gateway';

/** The statuses of responses that do not come from the server. */
const FOREIGN: Partial<Record<Cut, number>> = { portal: 200, firewall: 403, unavailable: 503, gateway: 504 };

/** A connection to a server that can be cut. */
export interface FragileProxy {
  readonly url: string;
  /** Cuts the connection of the next call of an operation. */
  cut(operation: string, when: Cut): void;
  /** Cuts every call of an operation until the returned function is called. */
  cutAll(operation: string, when: Cut): () => void;
  /** Returns how often an operation has reached the server. */
  received(operation: string): number;
  /** Whether the cut has happened. */
  readonly isCut: boolean;
}

const operationOf = (target: string | undefined, body: string): string =>
  target?.split('.')[1] ?? new URLSearchParams(body).get('Action') ?? '';

/** Forwards calls to a server, and cuts connections on request. Closes when the test ends. */
export const fragileProxy = async (server: string): Promise<FragileProxy> => {
  let planned: { operation: string; when: Cut } | undefined;
  let isCut = false;
  const always = new Map<string, Cut>();
  const received: string[] = [];
  const proxy = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const headers = new Headers(request.headers as Record<string, string>);
    headers.delete('connection');
    const operation = operationOf(request.headers['x-amz-target'] as string | undefined, body.toString());
    const isPlanned = planned?.operation === operation;
    const cut = isPlanned ? planned?.when : always.get(operation);
    if (isPlanned) {
      planned = undefined;
      isCut = true;
    }
    if (cut === 'request') return void request.socket.destroy();
    const answerForeign = (status: number) => {
      response.writeHead(status, { 'content-type': 'text/html', date: 'Mon, 05 Jan 1970 00:00:00 GMT' });
      response.end('<html><h1>Not what you were looking for</h1></html>');
    };
    const foreign = cut && FOREIGN[cut];
    if (foreign && cut !== 'gateway') return answerForeign(foreign);
    received.push(operation);
    const answer = await fetch(server, { method: request.method!, headers, body: body.length > 0 ? body : null }).catch(
      () => undefined,
    );
    // The session may still call the server after the test has stopped it.
    if (!answer) return void request.socket.destroy();
    const text = await answer.text();
    if (cut === 'answer') return void request.socket.destroy();
    if (foreign) return answerForeign(foreign);
    const sent = Object.fromEntries(
      [...answer.headers].filter(([name]) => !/^(transfer-encoding|connection|content-length)$/.test(name)),
    );
    response.writeHead(answer.status, sent).end(text);
  });
  await new Promise<void>((resolve) => void proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/`,
    cut: (operation, when) => {
      planned = { operation, when };
      isCut = false;
    },
    cutAll: (operation, when) => {
      always.set(operation, when);
      return () => void always.delete(operation);
    },
    received: (operation) => received.filter((one) => one === operation).length,
    get isCut() {
      return isCut;
    },
  };
};
