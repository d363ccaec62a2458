import { connect, type Socket } from 'node:net';

/** A connection to Firefox's Marionette. */
export interface Marionette {
  send<T>(command: string, parameters?: object): Promise<T>;
  close(): void;
}

type Message = readonly [type: number, id: number, error: { readonly message: string } | null, value: unknown];

/** Passes on each message of a stream: its length in bytes, a colon, and JSON. */
const readMessages = (socket: Socket, take: (message: unknown) => void): void => {
  let rest = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (;;) {
      const colon = rest.indexOf(':');
      const end = colon + 1 + Number(rest.subarray(0, Math.max(colon, 0)).toString());
      if (colon < 0 || rest.length < end) return;
      take(JSON.parse(rest.subarray(colon + 1, end).toString()));
      rest = rest.subarray(end);
    }
  });
};

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Connects to a Firefox that was started with `-marionette`. */
export const connectMarionette = async (port: number): Promise<Marionette> => {
  const socket = connect(port, '127.0.0.1');
  /** Pending commands by id. The greeting arrives unasked, like a response to command 0. */
  const waiting = new Map<number, Waiting>();
  const answer = (id: number): Promise<unknown> =>
    new Promise((resolve, reject) => void waiting.set(id, { resolve, reject }));
  const fail = (error: Error): void => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  socket.on('error', fail).on('close', () => fail(new Error('Firefox closed the connection.')));
  readMessages(socket, (message) => {
    const [, id, error, value] = Array.isArray(message) ? (message as unknown as Message) : [1, 0, null, message];
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error) asked?.reject(new Error(error.message));
    else asked?.resolve(value);
  });
  await answer(0);
  let last = 0;
  return {
    send: async (command, parameters = {}) => {
      const id = ++last;
      const text = JSON.stringify([0, id, command, parameters]);
      socket.write(`${Buffer.byteLength(text)}:${text}`);
      return (await answer(id)) as never;
    },
    close: () => socket.destroy(),
  };
};
