import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/**
 * What happens to a call: the connection is cut before the server has the request, or before the client has the answer; or
 * something answers in the server's place, before the server has the request or (gateway) afterwards.
 */
export type Cut = 'request' | 'answer' | 'portal' | 'firewall' | 'unavailable' | 'gateway';

/** The statuses of what answers in the server's place. */
const FOREIGN: Partial<Record<Cut, number>> = { portal: 200, firewall: 403, unavailable: 503, gateway: 504 };

/** A way to a server that can be cut. */
export interface FragileWay {
  readonly url: string;
  /** Cuts the connection of the next call of an operation. */
  cut(operation: string, when: Cut): void;
  /** Does it to every call of an operation, until the function that it gives is called. */
  cutAll(operation: string, when: Cut): () => void;
  /** How often the server has got an operation. */
  heard(operation: string): number;
  /** Whether the cut has taken place. */
  readonly isCut: boolean;
}

const operationOf = (target: string | undefined, body: string): string =>
  target?.split('.')[1] ?? new URLSearchParams(body).get('Action') ?? '';

/** Forwards to a server, and cuts connections when told to. Ends with the test. */
export const fragileWay = async (server: string): Promise<FragileWay> => {
  let planned: { operation: string; when: Cut } | undefined;
  let isCut = false;
  const always = new Map<string, Cut>();
  const heard: string[] = [];
  const way = createServer(async (request, response) => {
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
    heard.push(operation);
    const answer = await fetch(server, { method: request.method!, headers, body: body.length > 0 ? body : null }).catch(
      () => undefined,
    );
    // What the session still tells the server when the test, and the server, have ended.
    if (!answer) return void request.socket.destroy();
    const text = await answer.text();
    if (cut === 'answer') return void request.socket.destroy();
    if (foreign) return answerForeign(foreign);
    const sent = Object.fromEntries(
      [...answer.headers].filter(([name]) => !/^(transfer-encoding|connection|content-length)$/.test(name)),
    );
    response.writeHead(answer.status, sent).end(text);
  });
  await new Promise<void>((resolve) => void way.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    way.closeAllConnections();
    way.close();
  });
  return {
    url: `http://127.0.0.1:${(way.address() as AddressInfo).port}/`,
    cut: (operation, when) => {
      planned = { operation, when };
      isCut = false;
    },
    cutAll: (operation, when) => {
      always.set(operation, when);
      return () => void always.delete(operation);
    },
    heard: (operation) => heard.filter((one) => one === operation).length,
    get isCut() {
      return isCut;
    },
  };
};
