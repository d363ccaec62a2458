import { onTestFinished } from 'vitest';
import { type AwsMock, type AwsMockOptions, createAwsMock, type FlavourName } from '../../../mocks/index.js';
import type { ArrivedRequest } from '../../../mocks/verifier/types.js';
import { type Received, sendRaw } from './send.js';
import { type Credentials, signWithAws4, type Unsigned } from './signers.js';

/** The time of the tests that compare timestamps: those of the transcript in amplify-js#7913. */
export const NOW = Date.UTC(2021, 2, 9, 16, 38, 58);

const SERVICES: Record<FlavourName, string> = {
  rest: 'execute-api',
  http: 'execute-api',
  'function-url': 'lambda',
  appsync: 'appsync',
  s3: 's3',
  json: 'dynamodb',
  query: 'sns',
  opensearch: 'es',
  bedrock: 'bedrock',
  iot: 'iotdevicegateway',
};

/** Every kind of endpoint. */
export const FLAVOURS = Object.keys(SERVICES) as readonly FlavourName[];

/** What to send, where it differs from a valid `GET /items`. */
export interface Call extends Partial<Omit<Unsigned, 'url'>> {
  readonly target?: string;
  readonly credentials?: Credentials;
  /** Changes the request after it was signed. */
  readonly tamper?: (request: ArrivedRequest) => ArrivedRequest;
}

/** A mock behind a real listener, and a client that signs independently of this package. */
export interface Stage {
  readonly mock: AwsMock;
  readonly urls: Readonly<Record<string, string>>;
  call(flavour: FlavourName, call?: Call): Promise<Received>;
}

/** Starts all flavours at a fixed time, until the end of the test. */
export const setStage = async (options: AwsMockOptions = {}): Promise<Stage> => {
  const apis = FLAVOURS.map((flavour) => ({
    flavour,
    region: 'eu-west-1',
    routes: { 'ANY /items': () => [{ id: 1 }] },
  }));
  const mock = createAwsMock({ now: () => NOW, apis, ...options });
  const { urls, close } = await mock.listen();
  onTestFinished(close);
  return {
    mock,
    urls,
    call: async (flavour, { target = '/items', credentials = mock.issueCredentials(), tamper, ...request } = {}) => {
      const url = urls[flavour] as string;
      const service = SERVICES[flavour];
      const signed = await signWithAws4(credentials, {
        service,
        region: 'eu-west-1',
        date: NOW,
        url: new URL(url).origin + target,
        ...request,
      });
      return sendRaw(url, tamper ? tamper(signed) : signed);
    },
  };
};

/** The request without some headers. */
export const without =
  (...names: string[]) =>
  (request: ArrivedRequest): ArrivedRequest => ({
    ...request,
    headers: request.headers.filter(([name]) => !names.includes(name.toLowerCase())),
  });

/** The request with a header, which replaces an earlier one of the same name. */
export const withHeader =
  (name: string, value: string) =>
  (request: ArrivedRequest): ArrivedRequest => {
    const rest = without(name)(request);
    return { ...rest, headers: [...rest.headers, [name, value]] };
  };
