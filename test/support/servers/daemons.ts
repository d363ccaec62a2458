import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, openSync, closeSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** A server that a test started. */
export interface RunningServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** As many ports as asked for, all different, that nothing listens on. */
export const freePorts = async (count: number): Promise<number[]> => {
  const servers = Array.from({ length: count }, () => createServer());
  await Promise.all(servers.map((server) => new Promise<void>((done) => server.listen(0, '127.0.0.1', done))));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
};

/** Asks again until the answer is yes. */
export const until = async (what: string, isSo: () => Promise<boolean>, seconds = 60): Promise<void> => {
  const end = Date.now() + seconds * 1000;
  while (!(await isSo().catch(() => false))) {
    if (Date.now() > end) throw new Error(`${what} did not come up within ${seconds} s.`);
    await delay(100);
  }
};

/** Whether something answers HTTP at the URL, whatever it says. */
export const answers = async (url: string): Promise<boolean> => {
  const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
  await response.body?.cancel();
  return true;
};

/** The daemons of one server, with their state in a folder of their own. */
export interface Daemons {
  readonly folder: string;
  /** Runs a command to its end and gives its output. */
  run(command: string, ...parameters: string[]): Promise<string>;
  /** Starts a command that keeps running until `stop`. */
  daemon(command: string, ...parameters: string[]): void;
  stop(): Promise<void>;
}

const SETPRIV = '/usr/bin/setpriv';

/** Ends a process: politely, and after two seconds not. */
const end = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), 2000);
  await gone;
  clearTimeout(force);
};

/**
 * Starts what a server consists of. If `start` fails, everything is stopped and removed, and the error holds the end of
 * the logs. Where the test process itself is killed, the kernel ends the daemons with it (setpriv's pdeathsig).
 */
export const startDaemons = async (
  name: string,
  start: (daemons: Daemons) => Promise<string>,
): Promise<RunningServer> => {
  const folder = await mkdtemp(join(tmpdir(), `${name}-`));
  const children: ChildProcess[] = [];
  const logs: string[] = [];

  const stop = async (): Promise<void> => {
    await Promise.all(children.splice(0).map(end));
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const run = async (command: string, ...parameters: string[]): Promise<string> =>
    (await execute(command, parameters, { cwd: folder, timeout: 60_000, maxBuffer: 1 << 24 })).stdout;
  const daemon = (command: string, ...parameters: string[]): void => {
    const log = join(folder, `daemon-${logs.length}.log`);
    logs.push(log);
    const output = openSync(log, 'a');
    const bound = existsSync(SETPRIV) ? [SETPRIV, '--pdeathsig', 'KILL', command] : [command];
    const child = spawn(bound[0]!, [...bound.slice(1), ...parameters], {
      cwd: folder,
      stdio: ['ignore', output, output],
    });
    child.on('error', () => {});
    closeSync(output);
    children.push(child);
  };

  try {
    const url = await start({ folder, run, daemon, stop });
    return { url, stop };
  } catch (error) {
    const ends = await Promise.all(logs.map(async (log) => (await readFile(log, 'utf8').catch(() => '')).slice(-1000)));
    await stop();
    throw new Error(`${name} did not start:\n${ends.join('\n')}`, { cause: error });
  }
};
