import { createServer } from 'node:http';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { credentialsNamed } from './fixtures.mjs';

/** The access key that the server refuses as expired, however good it looks. */
export const EXPIRED_KEY = 'ASIAEXPIREDEXAMPLE00';

/** How long issuing credentials takes, in milliseconds: about a round trip to AWS. */
const ISSUING = 20;

const inAnHour = () => new Date(Date.now() + 3_600_000);

/** Credentials that look good for an hour and are refused. */
export const expired = () => ({ ...credentialsNamed(EXPIRED_KEY), expiration: inAnHour() });

/** Credentials that are accepted; each has a key of its own. */
const createIssuer = () => {
  let issued = 0;
  return () => ({
    ...credentialsNamed(`ASIARENEWEDEXAMPL${String(++issued).padStart(4, '0')}`),
    expiration: inAnHour(),
  });
};

const assumeRoleXml = ({ accessKeyId, secretAccessKey, sessionToken, expiration }) =>
  `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials>` +
  `<AccessKeyId>${accessKeyId}</AccessKeyId><SecretAccessKey>${secretAccessKey}</SecretAccessKey>` +
  `<SessionToken>${sessionToken}</SessionToken><Expiration>${expiration.toISOString()}</Expiration>` +
  `</Credentials></AssumeRoleResult></AssumeRoleResponse>`;

const identityPoolJson = async (target, issue) => {
  const IdentityId = 'eu-west-1:00000000-0000-4000-8000-000000000000';
  if (target.endsWith('.GetId')) return { IdentityId };
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = await issue();
  const Credentials = { AccessKeyId: accessKeyId, SecretKey: secretAccessKey, SessionToken: sessionToken };
  return { IdentityId, Credentials: { ...Credentials, Expiration: expiration.getTime() / 1000 } };
};

const answerApi = (request, response) => {
  const key = /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1];
  response.setHeader('content-type', 'application/json');
  if (key && key !== EXPIRED_KEY) return response.end('{"ok":true}');
  response.writeHead(403, { 'x-amzn-errortype': 'ExpiredTokenException' });
  return response.end('{"message":"The security token included in the request is expired"}');
};

/**
 * An API that refuses one access key as expired, with STS and an identity pool that issue others, on one port.
 *
 * @returns Its origin; `issue`, an issuer that counts as a credential call; and the counts since `reset`.
 */
export const startStormServer = async () => {
  const create = createIssuer();
  const counts = { credentialCalls: 0, requests: 0 };
  const issue = async () => {
    counts.credentialCalls++;
    await setTimeout(ISSUING);
    return create();
  };
  const server = createServer((request, response) => {
    request.resume().on('end', async () => {
      const target = request.headers['x-amz-target'];
      if (request.url.startsWith('/api')) {
        counts.requests++;
        answerApi(request, response);
      } else if (target) {
        if (target.endsWith('.GetId')) counts.credentialCalls++;
        response.setHeader('content-type', 'application/x-amz-json-1.1');
        response.end(JSON.stringify(await identityPoolJson(target, issue)));
      } else {
        response.setHeader('content-type', 'text/xml');
        response.end(assumeRoleXml(await issue()));
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    issue,
    counts,
    reset: () => Object.assign(counts, { credentialCalls: 0, requests: 0 }),
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
