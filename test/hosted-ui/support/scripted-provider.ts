import { createCognitoSession, memoryStorage } from 'sigv4-interceptor/cognito';
import { createHostedUi, type HostedUiOptions } from 'sigv4-interceptor/hosted-ui';
import { APP } from './stage.js';

const ISSUER = 'https://idp.example.com/';

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** A provider on the web, which tests cannot reach: its answers are scripted. The identity pool accepts all tokens. */
export const scriptedProvider = (more: Partial<HostedUiOptions> = {}) => {
  let claims: object = {};
  const fetch = async (input: string | URL | Request): Promise<Response> => {
    const target = String(input);
    if (!target.startsWith(ISSUER)) {
      const Credentials = { AccessKeyId: 'A', SecretKey: 'S', SessionToken: 'T', Expiration: 9e9 };
      return Response.json({ IdentityId: 'us-east-1:11111111-2222-3333-4444-555555555555', Credentials });
    }
    const now = Math.floor(Date.now() / 1000);
    const payload = { iss: ISSUER, aud: 'client', sub: 'alice', iat: now, exp: now + 600, ...claims };
    return Response.json({
      access_token: 'access',
      token_type: 'Bearer',
      expires_in: 600,
      id_token: `${encode({ alg: 'RS256' })}.${encode(payload)}.AAAA`,
    });
  };
  const session = createCognitoSession({
    identityPoolId: 'us-east-1:11111111-2222-3333-4444-555555555555',
    storage: memoryStorage(),
    fetch: fetch as typeof globalThis.fetch,
  });
  const ui = createHostedUi({
    session,
    issuer: ISSUER,
    authorizationEndpoint: `${ISSUER}authorize`,
    tokenEndpoint: `${ISSUER}token`,
    clientId: 'client',
    redirectSignIn: [APP],
    ...more,
  });
  return {
    ui,
    session,
    /** The answer of the page at `url`. `other` overrides claims of the ID token. */
    answerTo: (url: string, other: object = {}): string => {
      const { searchParams } = new URL(url);
      claims = { nonce: searchParams.get('nonce'), ...other };
      return `${APP}?code=code&state=${searchParams.get('state')}`;
    },
  };
};
