import { createServer } from 'node:net';

/** Below the ports that systems give out by themselves: another server cannot get one between the look and its use. */
const FIRST = 10_000;
const COUNT = 20_000;

const isFree = (port) =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });

let last = Math.floor(Math.random() * COUNT);

/** A port of loopback that is free, and another one each time. */
export const freePort = async () => {
  for (;;) {
    last = (last + 1) % COUNT;
    // Two places may ask at the same time.
    const port = FIRST + last;
    if (await isFree(port)) return port;
  }
};

/** Calls a server that may not listen yet, until it does. */
export const fetchWhenUp = async (url, init, patience = 100) => {
  for (let left = patience; ; left--) {
    try {
      return await fetch(url, init);
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
};
