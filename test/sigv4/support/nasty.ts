import { nastyBody } from './nasty-body.js';
import { nastyHeaders } from './nasty-headers.js';
import { REFUSALS } from './nasty-refusals.js';
import { nastyUrl } from './nasty-url.js';
import type { Nasty } from './nasty-types.js';
import type { Random } from './random.js';

/** The services that take paths as they are, and a payload that is not signed. */
export const isS3 = ({ service }: Pick<Nasty, 'service'>): boolean => service.startsWith('s3');

const METHODS = ['GET', 'get', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS'];
const SERVICES = [
  's3',
  's3',
  's3',
  's3-outposts',
  's3-object-lambda',
  'execute-api',
  'es',
  'lambda',
  'dynamodb',
  'aoss',
  'appsync',
  'sts',
  'neptune-db',
];
const REGIONS = ['us-east-1', 'eu-west-1', 'us-gov-west-1', 'cn-north-1', 'ap-southeast-2'];
const TOKENS = [undefined, undefined, 'FwoGZXIvYXdzE+/plus+slash/and==', 'a'.repeat(1200)];
const SECRETS = ['wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', 'ßécret 😀', 'x'.repeat(200)];
const DATES = [
  '2015-08-30T12:36:00Z',
  '2023-12-31T23:59:59.999Z',
  '2024-01-01T00:00:00.000Z',
  '2024-02-29T23:59:59Z',
  '1999-12-31T23:59:59Z',
  '2100-02-28T00:00:00.5Z',
];

const acceptable = (random: Random): Nasty => {
  const at = nastyUrl(random);
  const mode = random.chance(0.6) ? 'header' : 'query';
  const service = random.pick(SERVICES);
  const sessionToken = random.pick(TOKENS);
  return {
    method: random.pick(METHODS),
    at,
    headers: nastyHeaders(random, at.host),
    body: nastyBody(random, mode === 'header'),
    credentials: {
      accessKeyId: random.pick(['AKIDEXAMPLE', 'ASIAIOSFODNN7EXAMPLE']),
      secretAccessKey: random.pick(SECRETS),
      ...(sessionToken ? { sessionToken } : {}),
    },
    region: random.pick(REGIONS),
    service,
    mode,
    payload: isS3({ service }) && random.chance(0.2) ? 'unsigned' : 'signed',
    signingDate: new Date(random.pick(DATES)),
    expiresIn: random.pick([1, 900, 604_800]),
  };
};

/** The next request: one in twelve must be refused. */
export const nextNasty = (random: Random): Nasty => {
  const request = acceptable(random);
  return random.chance(1 / 12) ? random.pick(REFUSALS)(request) : request;
};
