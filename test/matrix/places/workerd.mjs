// Cloudflare's runtime, without the tools around it.
import { existsSync, writeFileSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { HERE } from '../lib/paths.mjs';
import { run } from '../lib/run.mjs';
import { fetchWhenUp, freePort } from '../lib/port.mjs';

const BINARY = join(HERE, 'node_modules/@cloudflare/workerd-linux-64/bin/workerd');
const SHARED = 'an Authenticator at module scope, whose credentials expire between requests';

export const ownCases = [SHARED];

export const missing = () => (existsSync(BINARY) ? undefined : 'npm has no build of workerd for this machine');

const configuration = (port, flags) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (
      modules = [(name = "worker", esModule = embed "worker.js")],
      compatibilityDate = "2026-01-01",
      compatibilityFlags = [${flags.map((flag) => `"${flag}"`).join(', ')}],
    )),
    (name = "internet", network = (allow = ["public", "private"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "main")],
);
`;

/** A renewal that the first request began is not the end of those that follow. */
const checkShared = async (call, settings) => {
  const first = await call('/shared');
  if (first !== 200) return `the first request: ${first}`;
  await fetch(`${settings.control}/control`, {
    method: 'POST',
    body: JSON.stringify({ name: 'expireCredentials', args: [] }),
  });
  const second = await call('/shared');
  return second === 200 ? undefined : `the request after the expiry: ${second}`;
};

export const prepare = async ({ flags }, { project, bundle }) => {
  const [folder, built] = [await project('newest'), await bundle('worker')];
  const port = await freePort();
  const file = join(built, `${port}.capnp`);
  writeFileSync(file, configuration(port, flags));
  return {
    project: folder,
    start: async ({ settings, signal, report }) => {
      report({ version: (await run(BINARY, ['--version'])).replace(/^workerd\s+/, '').trim() });
      const child = spawn(BINARY, ['serve', file], { stdio: ['ignore', 'pipe', 'pipe'] });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
      const call = async (path, limit = 30_000) => {
        const init = { method: 'POST', body: JSON.stringify(settings) };
        const response = await fetchWhenUp(`http://127.0.0.1:${port}${path}`, {
          ...init,
          signal: AbortSignal.any([signal, AbortSignal.timeout(limit)]),
        });
        await response.arrayBuffer();
        return response.status;
      };
      try {
        report({ name: SHARED, error: await checkShared(call, settings).catch((failure) => failure.message) });
        const status = await call('/suite', 240_000);
        if (status !== 200) throw new Error(`the Worker answers ${status}: ${output.slice(-1500)}`);
      } finally {
        child.kill('SIGKILL');
      }
    },
  };
};
