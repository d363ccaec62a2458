import { type ChildProcess, fork } from 'node:child_process';
import { build, transform } from 'esbuild';
import { Redis } from 'ioredis';
import { join } from 'node:path';
import { type AwsMock, createAwsMock } from 'sigv4-interceptor/mocks';
import { onTestFinished } from 'vitest';
import { newFolder, recipes, write } from '../../recipes/app.js';
import { startRedis } from '../../support/servers/redis.js';
import type { Machine, MachineSettings } from './machine-app.js';
import { packageImports } from '../../support/package-imports.mjs';

const path = (relative: string): string => new URL(relative, import.meta.url).pathname;
const PASSWORD = 'Correct-horse-1';

/** A server process that serves the same users as the others. */
export interface RemoteMachine extends Machine {
  readonly process: ChildProcess;
  /** Resolves when it holds this many renewals. */
  holds(count: number): Promise<void>;
}

const startMachine = (script: string, settings: MachineSettings): RemoteMachine => {
  const child = fork(script, [JSON.stringify(settings)]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const asked = new Map<number, (result: unknown) => void>();
  let count = 0;
  let held = 0;
  let noteHeld = (): void => {};
  child.on('message', (message: { id: number; result: unknown; held?: true }) => {
    if (!message.held) return asked.get(message.id)?.(message.result);
    held += 1;
    noteHeld();
  });
  const ask = (method: string, input: readonly unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = ++count;
      asked.set(id, resolve);
      child.send({ id, method, input }, (error) => error && reject(error));
    });
  const own = {
    process: child,
    holds: (expected: number) =>
      new Promise<void>((resolve) => {
        noteHeld = () => held === expected && resolve();
      }),
  };
  return new Proxy(own, {
    get: (_, name: keyof typeof own) => own[name] ?? ((...input: unknown[]) => ask(name, input)),
  }) as RemoteMachine;
};

/** Four machines that keep sessions in one Redis, as in the recipe, at a user pool with refresh token rotation. */
export interface Machines {
  readonly mock: AwsMock;
  readonly redis: Redis;
  readonly all: readonly [RemoteMachine, RemoteMachine, RemoteMachine, RemoteMachine];
  /** Signs a user in on one machine. */
  signIn(name: string): Promise<string>;
  /** Stops Redis. */
  stopRedis(): Promise<void>;
  /** Advances the clock of the pool and the machines. */
  advance(time: number): Promise<void>;
}

/** @param lockTime How long an unreleased lock lasts, in milliseconds. Default: the recipe's. */
export const startMachines = async (graceSeconds: number, lockTime?: number): Promise<Machines> => {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  const redis = new Redis(server.url);
  onTestFinished(() => redis.disconnect());

  let ahead = 0;
  const mock = createAwsMock({
    now: () => Date.now() + ahead,
    userPools: [{ refreshTokenRotation: { graceSeconds }, users: [{ username: 'alice', password: PASSWORD }] }],
  });
  const { urls, close } = await mock.listen();
  onTestFinished(close);

  const place = newFolder();
  const recipe = recipes
    .get('src/redis-storage.ts')!
    .replace('redis://127.0.0.1:6379', server.url)
    .replace(/(?<=LOCK_MS = )[\d_]+/, (time) => String(lockTime ?? time));
  const settings: MachineSettings = {
    storage: join(place, 'redis-storage.mjs'),
    userPool: urls['cognito-idp']!,
    userPoolId: mock.userPool().id,
    clientId: mock.userPool().clientId,
  };
  write(settings.storage, (await transform(recipe, { loader: 'ts', format: 'esm' })).code);
  const script = join(place, 'machine.mjs');
  await build({
    entryPoints: [path('machine-app.ts')],
    outfile: script,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    plugins: [packageImports('node')],
  });
  const start = (): RemoteMachine => startMachine(script, settings);
  const all = [start(), start(), start(), start()] as const;
  return {
    mock,
    redis,
    all,
    signIn: (name) => all[0].signIn(name, 'alice', PASSWORD),
    stopRedis: () => {
      redis.disconnect();
      return server.stop();
    },
    advance: async (time) => {
      ahead += time;
      await Promise.all(all.map((machine) => machine.advance(ahead)));
    },
  };
};
