import { spawn } from 'node:child_process';

/**
 * Runs a command to its end.
 *
 * @param options Those of `spawn`, and `signal` and `timeout` (milliseconds).
 * @returns Its output, both streams in one
 * @throws Error with the end of the output, where it fails
 */
export const run = (command, args, options = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], killSignal: 'SIGKILL', ...options });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (status, signal) => {
      if (status === 0) return resolve(output);
      const end = output.trim().slice(-1500);
      reject(new Error(`${command} ${args[0] ?? ''} ended with ${signal ?? status}: ${end}`));
    });
  });
