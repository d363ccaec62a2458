import { createServer } from 'node:net';

/** A port of loopback that is free. */
export const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

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
