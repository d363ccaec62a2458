import { execFile } from 'node:child_process';
import { request as httpRequest } from 'node:http';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { createSignedFetcher } from 'aws-sigv4-fetch';
import { aws4Interceptor } from 'aws4-axios';
import { AwsClient } from 'aws4fetch';
import axios from 'axios';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What a client is asked to send. */
export interface Job {
  readonly method: string;
  readonly url: string;
  readonly service: string;
  readonly region: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Answer {
  readonly status: number;
  readonly errorType: string | undefined;
  readonly body: string;
}

/** A client that signs and sends in its own way. */
export type Client = (job: Job, keys: Keys) => Promise<Answer>;

const fromResponse = async (response: Response): Promise<Answer> => ({
  status: response.status,
  errorType: response.headers.get('x-amzn-errortype') ?? undefined,
  body: await response.text(),
});

const initOf = ({ method, headers, body }: Job): RequestInit => ({
  method,
  ...(headers && { headers }),
  ...(body !== undefined && { body }),
});

const aws4fetch: Client = async (job, keys) => {
  const client = new AwsClient({ ...keys, service: job.service, region: job.region, retries: 0 });
  return fromResponse(await client.fetch(job.url, initOf(job)));
};

const sigv4fetch: Client = async (job, keys) => {
  const signed = createSignedFetcher({ service: job.service, region: job.region, credentials: keys });
  return fromResponse(await signed(job.url, initOf(job)));
};

interface Aws4Options {
  readonly host: string;
  readonly path: string;
  readonly method: string;
  readonly service: string;
  readonly region: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signQuery?: boolean;
}
const { sign } = createRequire(import.meta.url)('aws4') as { sign(options: Aws4Options, keys: Keys): Aws4Options };

const aws4 =
  (signQuery: boolean): Client =>
  ({ url, method, service, region, headers = {}, body }, keys) => {
    const [, host = '', path = '/'] = /^http:\/\/([^/]+)(.*)$/.exec(url) ?? [];
    const [hostname, port] = host.split(':');
    // It leaves the expiry out for all but S3.
    const target = signQuery ? `${path}${path.includes('?') ? '&' : '?'}X-Amz-Expires=300` : path;
    const options = {
      host,
      path: target,
      method,
      service,
      region,
      headers,
      ...(body !== undefined && { body }),
      signQuery,
    };
    const signed = sign(options, keys);
    return new Promise((resolve, reject) => {
      const request = httpRequest(
        { hostname, port, method, path: signed.path, headers: signed.headers },
        async (response) => {
          const chunks: Uint8Array[] = [];
          for await (const chunk of response) chunks.push(chunk as Uint8Array);
          const { statusCode: status = 0, headers: received } = response;
          const errorType = received['x-amzn-errortype'] as string | undefined;
          resolve({ status, errorType, body: Buffer.concat(chunks).toString() });
        },
      );
      request.on('error', reject).end(body);
    });
  };

const aws4axios: Client = async ({ url, method, service, region, headers, body }, keys) => {
  const client = axios.create({ validateStatus: () => true, responseType: 'text', transformResponse: (data) => data });
  client.interceptors.request.use(aws4Interceptor({ options: { service, region }, credentials: keys }) as never);
  const response = await client.request({
    url,
    method,
    ...(headers && { headers }),
    ...(body !== undefined && { data: body }),
  });
  return {
    status: response.status,
    errorType: response.headers['x-amzn-errortype'] as string,
    body: String(response.data),
  };
};

const curl: Client = async ({ url, method, service, region, headers = {}, body }, keys) => {
  const all = { ...headers, ...(keys.sessionToken && { 'X-Amz-Security-Token': keys.sessionToken }) };
  const args = [
    ...['--silent', '--globoff', '--path-as-is', '--include', '--request', method],
    ...['--aws-sigv4', `aws:amz:${region}:${service}`, '--user', `${keys.accessKeyId}:${keys.secretAccessKey}`],
    ...Object.entries(all).flatMap(([name, value]) => ['--header', `${name}: ${value}`]),
    ...(body === undefined ? [] : ['--data-binary', body]),
    url,
  ];
  const { stdout } = await promisify(execFile)('curl', args);
  const [head = '', ...rest] = stdout.replace(/^HTTP\/1\.1 100.*?\r\n\r\n/s, '').split('\r\n\r\n');
  const [, status] = /^HTTP\/\S+ (\d+)/.exec(head) ?? [];
  return {
    status: Number(status),
    errorType: /^x-amzn-errortype: (.*)$/im.exec(head)?.[1],
    body: rest.join('\r\n\r\n'),
  };
};

/** Clients that sign whatever they are given. */
export const CLIENTS = {
  aws4fetch,
  'aws-sigv4-fetch': sigv4fetch,
  aws4: aws4(false),
  'aws4 signQuery': aws4(true),
  'aws4-axios': aws4axios,
  'curl --aws-sigv4': curl,
} as const satisfies Record<string, Client>;
