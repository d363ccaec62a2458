import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, rmSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
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

/** Whether something answers HTTP at the URL, whatever it says. */
export const answers = async (url: string): Promise<boolean> => {
  const response = await fetch(url, { signal: AbortSignal.timeout(2000) });
  await response.body?.cancel();
  return true;
};

/** Whether something takes connections at the port. */
export const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

/** The daemons of one server, with their state in a folder of their own. */
export interface Daemons {
  readonly folder: string;
  /** Runs a command to its end and gives its output. */
  run(command: string, ...parameters: string[]): Promise<string>;
  /** Starts a command that keeps running until `stop`. */
  daemon(command: string, ...parameters: string[]): void;
  /** Asks again until the answer is yes, as long as every daemon lives. */
  until(what: string, isSo: () => Promise<boolean>): Promise<void>;
}

/** How often a server is started before that counts as a failure: a port may be taken before its daemon gets to it. */
const ATTEMPTS = 3;
const PATIENCE = 40_000;

const SETPRIV = '/usr/bin/setpriv';

const isGone = ({ exitCode, signalCode, pid }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null || pid === undefined;

/** Ends a process: politely, and after two seconds not. */
const end = async (child: ChildProcess): Promise<void> => {
  if (isGone(child)) return;
  const gone = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), 2000);
  await gone;
  clearTimeout(force);
};

/** Starts what a server consists of, once; if that fails, stops and removes everything. */
const attempt = async (name: string, start: (daemons: Daemons) => Promise<string>): Promise<RunningServer> => {
  const folder = await mkdtemp(join(tmpdir(), `${name}-`));
  const children: ChildProcess[] = [];
  const logs: string[] = [];

  // Where the test runner is killed, its worker lives on until the test ends.
  const orphaned = (): void => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once('disconnect', orphaned);

  const stop = async (): Promise<void> => {
    process.off('disconnect', orphaned);
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

  const until = async (what: string, isSo: () => Promise<boolean>): Promise<void> => {
    const latest = Date.now() + PATIENCE;
    while (!(await isSo().catch(() => false))) {
      if (children.some(isGone)) throw new Error(`A daemon ended before ${what} was there.`);
      if (Date.now() > latest) throw new Error(`${what} was not there within ${PATIENCE} ms.`);
      await delay(100);
    }
  };

  try {
    const url = await start({ folder, run, daemon, until });
    return { url, stop };
  } catch (error) {
    const ends = await Promise.all(logs.map(async (log) => (await readFile(log, 'utf8').catch(() => '')).slice(-1000)));
    await stop();
    throw new Error(`${name} did not start:\n${ends.join('\n')}`, { cause: error });
  }
};

/**
 * Starts what a server consists of. If `start` fails, everything is stopped and removed, and it is tried again; the error
 * holds the end of the logs. Where the test process is killed, the kernel ends the daemons with it (setpriv's pdeathsig).
 */
export const startDaemons = async (
  name: string,
  start: (daemons: Daemons) => Promise<string>,
): Promise<RunningServer> => {
  for (let left = ATTEMPTS - 1; left > 0; left--) {
    try {
      return await attempt(name, start);
    } catch {
      // Tried again, with other ports.
    }
  }
  return attempt(name, start);
};
