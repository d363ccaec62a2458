import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** How a call is lost: on its way there, or on the way back, after the server has carried it out. */
export type Loss = 'request reset' | 'answer reset' | 'answer 502';

/** A proxy that loses calls. */
export interface LosingWay {
  readonly url: string;
  /**
   * Loses the next calls of an operation.
   *
   * @param operation Its name; for an answer to a challenge followed by that challenge's, such as
   *   `RespondToAuthChallenge SMS_MFA`.
   * @param times How many. Default: 1.
   */
  lose(operation: string, loss: Loss, times?: number): void;
  /** Keeps back the next call of an operation. `arrived` resolves when it is there. */
  hold(operation: string): { readonly arrived: Promise<void>; release(): void };
  /** What the server has carried out or refused, in order. */
  readonly heard: readonly string[];
  /** How many calls were lost. */
  readonly lost: number;
}

/** Forwards to a server, and loses calls when told to. Ends with the test. */
export const losingWay = async (server: string): Promise<LosingWay> => {
  let planned: { operation: string; loss: Loss; left: number } | undefined;
  let lost = 0;
  const heard: string[] = [];
  let held: { operation: string; arrive: () => void; released: Promise<void> } | undefined;
  const way = createServer(async (request, response) => {
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
    heard.push(operation);
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
  await new Promise<void>((resolve) => void way.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    way.closeAllConnections();
    way.close();
  });
  return {
    url: `http://127.0.0.1:${(way.address() as AddressInfo).port}/`,
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
    heard,
    get lost() {
      return lost;
    },
  };
};
