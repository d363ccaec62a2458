import { fork } from 'node:child_process';
import { once } from 'node:events';

/**
 * Runs a module of the bench in a process of its own.
 *
 * @returns Its first message, and the function that ends it.
 */
export const start = async (url, { args = [], execArgv = [] } = {}) => {
  const child = fork(url, args, { execArgv });
  const [message] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => {
      throw new Error(`${url.pathname.split('/').at(-1)} ended with ${code} before it said anything.`);
    }),
  ]);
  return { message, stop: () => child.disconnect() };
};
