import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Verdict, WireRequest } from '../../conformance/oracle/oracle.js';
import { available } from '../../support/available.js';
import { isS3 } from './nasty.js';
import type { Nasty } from './nasty-types.js';

/** Debian's interpreter: python3-botocore installs there. */
const PYTHON = '/usr/bin/python3';
const SCRIPT = fileURLToPath(new URL('botocore_sign.py', import.meta.url));

/** Undefined where python3-botocore is not installed. */
export const botocoreVersion: string | undefined = available.botocore
  ? spawnSync(PYTHON, ['-c', 'import botocore; print(botocore.__version__)'], { encoding: 'utf8' }).stdout.trim()
  : undefined;

/** botocore sets these itself. */
const ITS_OWN = /^(authorization|host|x-amz-date|x-amz-security-token)$/;

const toJob = (request: Nasty, { method, url, headers, body }: WireRequest, { claimed }: Verdict) => ({
  ...request.credentials,
  mode: request.mode,
  s3: isS3(request),
  unsigned: request.payload === 'unsigned',
  region: request.region,
  service: request.service,
  expires: request.expiresIn,
  timestamp: claimed.timestamp,
  method,
  url,
  headers: headers.filter(([name]) => claimed.signedHeaders.includes(name) && !ITS_OWN.test(name)),
  body: Buffer.from(body).toString('base64'),
});

/** What botocore makes of a request, and whether by its signer as a whole or by the signer's parts. */
export interface BotocoreAnswer {
  readonly way: 'add_auth' | 'parts';
  readonly signature: string;
}

/** Signs what left with botocore, all in one process. */
export const signWithBotocore = (
  requests: readonly { readonly request: Nasty; readonly wire: WireRequest; readonly verdict: Verdict }[],
): BotocoreAnswer[] => {
  const input = requests.map(({ request, wire, verdict }) => JSON.stringify(toJob(request, wire, verdict))).join('\n');
  const { status, stdout, stderr } = spawnSync(PYTHON, [SCRIPT], { input, encoding: 'utf8', maxBuffer: 2 ** 30 });
  if (status !== 0) throw new Error(`botocore_sign.py failed: ${stderr}`);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
};
