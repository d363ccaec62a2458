import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AwsMockOptions } from '../../../mocks/index.js';
import type { ArrivedRequest } from '../../../mocks/verifier/types.js';
import { emulate } from '../../../mocks/emulator/emulate.js';

/** The keys of the user `tester`. */
export const USER = {
  accessKeyId: 'AKIDTESTER',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYTESTERKEY0',
} as const;

/** What `--config` is given: every kind of endpoint, a user with a known key, and pools. */
const CONFIG: AwsMockOptions = {
  region: 'eu-west-1',
  users: [{ name: 'tester', ...USER }],
  apis: [
    { flavour: 'rest' },
    { flavour: 'function-url' },
    { flavour: 's3' },
    { flavour: 'json' },
    { flavour: 'query' },
    { flavour: 'appsync' },
  ],
  userPools: [{ users: [{ username: 'alice', password: 'Correct-Horse-7' }] }],
  identityPools: [{ guests: true }],
};

/** A call as the control page shows it. */
export interface ShownCall {
  readonly api: string;
  readonly path: string;
  readonly status: number;
  readonly verdict: string;
  readonly user?: string;
  readonly detail?: string;
}

/** An emulator, with a wire tap before each of its APIs. */
export interface RunningEmulator {
  /** Where clients call it. */
  readonly urls: Readonly<Record<string, string>>;
  readonly session: {
    readonly userPoolId: string;
    readonly userPoolClientId: string;
    readonly identityPoolId: string;
    readonly endpoints: { readonly userPool: string; readonly identityPool: string };
  };
  /** The last request that came by, exactly as it did. */
  last(): ArrivedRequest;
  /** What the control page shows of the last call. */
  shown(): Promise<ShownCall>;
  /** Presses a button of the control page. */
  press(control: string): Promise<void>;
  close(): Promise<void>;
}

/** Passes everything on as it came, Host included, and remembers it. */
const tap = async (target: string, remember: (request: ArrivedRequest) => void) => {
  const server = createServer(async (message, reply) => {
    const chunks: Uint8Array[] = [];
    for await (const chunk of message) chunks.push(chunk as Uint8Array);
    const body = Buffer.concat(chunks);
    const { method = '', url = '', rawHeaders } = message;
    const headers = rawHeaders.flatMap((name, at) => (at % 2 ? [] : [[name, rawHeaders[at + 1]!] as [string, string]]));
    remember({ method, target: url, headers: headers.map(([name, value]) => [name.toLowerCase(), value]), body });
    const { hostname, port } = new URL(target);
    const passed = forward({ hostname, port, method, path: url, headers: headers.flat(), setHost: false }, (answer) => {
      reply.writeHead(answer.statusCode!, answer.rawHeaders);
      answer.pipe(reply);
    });
    passed.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
};

/** Starts `sigv4-interceptor emulate --config aws.json`, but in this process. */
export const startEmulator = async (): Promise<RunningEmulator> => {
  const folder = mkdtempSync(join(tmpdir(), 'emulator-'));
  const config = join(folder, 'aws.json');
  writeFileSync(config, JSON.stringify(CONFIG));
  const emulator = await emulate({ config, port: 0, host: '127.0.0.1' });
  rmSync(folder, { recursive: true });
  const values = emulator.values as { urls: Record<string, string>; session: RunningEmulator['session'] };
  let last: ArrivedRequest | undefined;
  const taps = await Promise.all(
    Object.entries(values.urls).map(
      async ([name, url]) => [name, await tap(url, (request) => (last = request))] as const,
    ),
  );
  return {
    urls: Object.fromEntries(taps.map(([name, { url }]) => [name, url])),
    session: values.session,
    last: () => last!,
    shown: async () => (await (await fetch(`${emulator.url}state`)).json()).calls[0],
    press: async (control) => {
      const answer = await fetch(`${emulator.url}controls/${control}`, {
        method: 'POST',
        headers: { 'x-emulator': '1' },
      });
      if (!answer.ok) throw new Error(`There is no control '${control}'.`);
    },
    close: async () => {
      await Promise.all(taps.map(([, { close }]) => close()));
      await emulator.close();
    },
  };
};
