import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** How a call is lost: the request, or the response after the server has performed the call. */
export type Loss = 'request reset' | 'answer reset' | 'answer 502';

/** A proxy that loses calls. */
export interface LossyProxy {
  readonly url: string;
  /**
   * Loses the next calls of an operation.
   *
   * @param operation Its name. For a response to a challenge, followed by the challenge's name, such as
   *   `RespondToAuthChallenge SMS_MFA`.
   * @param times How many. Default: 1.
   */
  lose(operation: string, loss: Loss, times?: number): void;
  /** Holds back the next call of an operation. `arrived` resolves when it has arrived. */
  hold(operation: string): { readonly arrived: Promise<void>; release(): void };
  /** The operations that the server has performed or rejected, in order. */
  readonly received: readonly string[];
  /** How many calls were lost. */
  readonly lost: number;
}

/** Forwards calls to a server, and loses some of them on request. Closes when the test ends. */
export const lossyProxy = async (server: string): Promise<LossyProxy> => {
  let planned: { operation: string; loss: Loss; left: number } | undefined;
  let lost = 0;
  const received: string[] = [];
  let held: { operation: string; arrive: () => void; released: Promise<void> } | undefined;
  const proxy = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const { ChallengeName } = JSON.parse(body) as { readonly ChallengeName?: string };
    const name = String(request.headers['x-amz-target']).split('.')[1]!;
    const operation = ChallengeName ? `${name} ${ChallengeName}` : name;
    const plan = planned?.operation === operation && planned.left > 0 ? planned : undefined;
    if (plan) {
      plan.left -= 1;
      lost += 1;
    }
    if (plan?.loss === 'request reset') return void request.socket.destroy();
    if (held?.operation === operation) {
      const { arrive, released } = held;
      held = undefined;
      arrive();
      await released;
    }
    received.push(operation);
    const headers = new Headers(request.headers as Record<string, string>);
    headers.delete('connection');
    const answer = await fetch(server, { method: 'POST', headers, body });
    const text = await answer.text();
    switch (plan?.loss) {
      case 'answer reset':
        return void request.socket.destroy();
      case 'answer 502':
        return void response.writeHead(502, { 'content-type': 'text/html' }).end('<html>Bad gateway</html>');
      default: {
        const sent = [...answer.headers].filter(
          ([header]) => !/^(transfer-encoding|connection|content-l)/.test(header),
        );
        response.writeHead(answer.status, Object.fromEntries(sent)).end(text);
      }
    }
  });
  await new Promise<void>((resolve) => void proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/`,
    lose: (operation, loss, times = 1) => {
      planned = { operation, loss, left: times };
    },
    hold: (operation) => {
      let release = (): void => {};
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      const arrived = new Promise<void>((resolve) => {
        held = { operation, arrive: resolve, released };
      });
      return { arrived, release };
    },
    received,
    get lost() {
      return lost;
    },
  };
};
