import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Daemons } from '../../support/servers/daemons.js';

/** Starts a virtual screen, as the first of the daemons. Returns its name, for `DISPLAY`. */
export const startScreen = async ({ folder, daemon, until }: Daemons): Promise<string> => {
  daemon('Xvfb', '-displayfd', '1', '-screen', '0', '1280x900x24', '-nolisten', 'tcp');
  const number = (): string | undefined => /^\d+$/m.exec(readFileSync(join(folder, 'daemon-0.log'), 'utf8'))?.[0];
  await until('the screen', async () => number() !== undefined);
  return `:${number()}`;
};
