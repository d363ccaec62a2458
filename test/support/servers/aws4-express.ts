import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import type { RunningServer } from './daemons.js';
import type { Aws4Express, Express, Request, Response } from './express4.js';

/** What the server verified, as it arrived. */
export interface Echo {
  readonly method: string;
  readonly url: string;
  readonly contentType: string | undefined;
  /** The body's bytes, in base64. */
  readonly body: string;
}

/** The key that the server knows. */
export const EXPRESS_CREDENTIALS = {
  accessKeyId: 'AKIDTESTER',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};

const require = createRequire(import.meta.url);
const { awsVerify } = require('@filen/aws4-express') as Aws4Express;
// Express 4, the one that the verifier is written for, wherever npm has put it.
const express = createRequire(require.resolve('@filen/aws4-express'))('express') as Express;

const refuse = (_: Request, response: Response): void => {
  response.status(403).json({ message: 'The request signature we calculated does not match' });
};

const verify = {
  secretKey: ({ accessKey }: { accessKey: string }) =>
    accessKey === EXPRESS_CREDENTIALS.accessKeyId ? EXPRESS_CREDENTIALS.secretAccessKey : undefined,
  onSignatureMismatch: refuse,
  onMissingHeaders: refuse,
};

/** Starts an express app behind `@filen/aws4-express` that echoes what it verified, by the rules of all but S3. */
export const startAws4Express = async (): Promise<RunningServer> => {
  const app = express();
  app.use(
    express.raw({
      type: () => true,
      limit: '10mb',
      verify: (request, _, bytes) => {
        request.rawBody = bytes;
      },
    }),
  );
  // A verifier for each request: it keeps the request it is busy with in a field.
  app.use((request, response, next) => awsVerify(verify)(request, response, next));
  app.use(({ method, url, headers, rawBody }, response) => {
    const body = (rawBody ?? Buffer.alloc(0)).toString('base64');
    return response.status(200).json({ method, url, contentType: headers['content-type'], body } satisfies Echo);
  });
  const server = await new Promise<import('node:http').Server>((resolve) => {
    const listening = app.listen(0, '127.0.0.1', () => resolve(listening));
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
};
