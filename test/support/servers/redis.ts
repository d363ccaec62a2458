import { freePorts, listens, type RunningServer, startDaemons } from './daemons.js';

/** Starts a Redis that keeps nothing on disk. */
export const startRedis = (): Promise<RunningServer> =>
  startDaemons('redis', async ({ folder, daemon, until }) => {
    const [port] = await freePorts(1);
    const settings = [
      '--bind',
      '127.0.0.1',
      '--port',
      String(port),
      '--dir',
      folder,
      '--save',
      '',
      '--appendonly',
      'no',
    ];
    daemon('/usr/bin/redis-server', ...settings);
    await until('Redis', () => listens(port!));
    return `redis://127.0.0.1:${port}`;
  });
