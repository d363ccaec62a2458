import { AwsClient } from 'aws4fetch';
import { onTestFinished } from 'vitest';
import { type AwsMock, type AwsMockOptions, createAwsMock } from '../../../../mocks/index.js';

/** A JSON answer, with its headers. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AnswerBody;
}

/** All members of an identity pool's responses. Each response has some of them. */
export interface AnswerBody {
  readonly IdentityId: string;
  readonly Credentials: Readonly<Record<string, unknown>>;
  readonly Token: string;
  readonly __type: string;
  readonly message: string;
}

/** A mock with an identity pool behind a real listener. */
export interface IdentityStage {
  readonly mock: AwsMock;
  readonly urls: Readonly<Record<string, string>>;
  /** The id of the first pool. */
  readonly pool: string;
  call(operation: string, input: unknown, headers?: Record<string, string>): Promise<Answer>;
  /** GetId, and the identity's id. */
  enter(logins?: Record<string, string>): Promise<string>;
  /** GetCredentialsForIdentity. */
  credentials(identityId: string, logins?: Record<string, string>, customRoleArn?: string): Promise<Answer>;
  /** AssumeRoleWithWebIdentity. */
  assumeRole(parameters: Record<string, string>): Promise<{ readonly status: number; readonly body: string }>;
  /** The response of the mock's REST API to a call signed with credentials from the wire. */
  echo(credentials: Readonly<Record<string, unknown>>): Promise<Readonly<Record<string, unknown>>>;
}

/** Sets it up until the end of the test. */
export const setIdentityStage = async (options: AwsMockOptions = {}): Promise<IdentityStage> => {
  const mock = createAwsMock({ identityPools: [{}], ...options });
  const { url, urls, close } = await mock.listen();
  onTestFinished(close);
  const pool = mock.identityPool().id;

  const call: IdentityStage['call'] = async (operation, input, headers = {}) => {
    const response = await fetch(urls['cognito-identity'] as string, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `AWSCognitoIdentityService.${operation}`,
        ...headers,
      },
      body: typeof input === 'string' ? input : JSON.stringify(input),
    });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };

  return {
    mock,
    urls,
    pool,
    call,
    enter: async (logins) => {
      const { body } = await call('GetId', { IdentityPoolId: pool, ...(logins ? { Logins: logins } : {}) });
      return body.IdentityId;
    },
    credentials: (identityId, logins, customRoleArn) =>
      call('GetCredentialsForIdentity', { IdentityId: identityId, Logins: logins, CustomRoleArn: customRoleArn }),
    assumeRole: async (parameters) => {
      const body = new URLSearchParams({ Version: '2011-06-15', ...parameters });
      const response = await fetch(urls.sts as string, { method: 'POST', body });
      return { status: response.status, body: await response.text() };
    },
    echo: async ({ AccessKeyId, SecretKey, SecretAccessKey, SessionToken }) => {
      const client = new AwsClient({
        accessKeyId: String(AccessKeyId),
        secretAccessKey: String(SecretKey ?? SecretAccessKey),
        sessionToken: String(SessionToken),
        service: 'execute-api',
        region: 'us-east-1',
        retries: 0,
      });
      return (await client.fetch(`${url}/echo`)).json();
    },
  };
};
