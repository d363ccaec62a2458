import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { type AwsEndpoint, recogniseEndpoint } from '../../src/sigv4/endpoints.js';
import { additions } from '../../src/sigv4/endpoints/additions.js';
import { REGION, ROUTE } from '../../src/sigv4/endpoints/patterns.js';

const recognise = (host: string): AwsEndpoint | undefined => recogniseEndpoint(new URL(`https://${host}`));

test.each([
  // Hosts whose signing name, region or rules are not what their name suggests.
  ['abc123.execute-api.eu-west-1.amazonaws.com/prod/users', 'execute-api', 'eu-west-1'],
  ['abc123.execute-api.cn-north-1.amazonaws.com.cn', 'execute-api', 'cn-north-1'],
  ['abc123-vpce-0f1e2d3c.execute-api.eu-west-1.amazonaws.com', 'execute-api', 'eu-west-1'],
  ['vpce-0f1e2d3c-abcdefgh.execute-api.eu-west-1.vpce.amazonaws.com', 'execute-api', 'eu-west-1'],
  ['abcdefghij.lambda-url.us-east-1.on.aws', 'lambda', 'us-east-1'],
  ['abcdefghij.appsync-api.us-west-2.amazonaws.com/graphql', 'appsync', 'us-west-2'],
  ['abcdefghij.appsync-realtime-api.us-west-2.amazonaws.com', 'appsync', 'us-west-2'],
  ['search-movies-abc.us-east-1.es.amazonaws.com/_search', 'es', 'us-east-1'],
  ['vpc-movies-abc.cn-north-1.es.amazonaws.com.cn', 'es', 'cn-north-1'],
  ['search-movies-abc.aos.us-east-1.on.aws', 'es', 'us-east-1'],
  ['abcdef.us-east-1.aoss.amazonaws.com', 'aoss', 'us-east-1'],
  ['svc-0f1e2d3c.7d67968.vpc-lattice-svcs.us-west-2.on.aws', 'vpc-lattice-svcs', 'us-west-2'],
  ['bedrock.us-east-1.amazonaws.com', 'bedrock', 'us-east-1'],
  ['bedrock-runtime.us-east-1.amazonaws.com', 'bedrock', 'us-east-1'],
  ['bedrock-runtime-fips.us-gov-west-1.amazonaws.com', 'bedrock', 'us-gov-west-1'],
  ['bedrock-agent.us-east-1.amazonaws.com', 'bedrock', 'us-east-1'],
  ['bedrock-agent-runtime.us-east-1.amazonaws.com', 'bedrock', 'us-east-1'],
  ['bedrock-agentcore.us-east-1.amazonaws.com', 'bedrock-agentcore', 'us-east-1'],
  ['bedrock-agentcore-control.us-east-1.amazonaws.com', 'bedrock-agentcore', 'us-east-1'],
  ['a1b2-ats.iot.eu-central-1.amazonaws.com/things/lamp/shadow', 'iotdata', 'eu-central-1'],
  ['a1b2-ats.iot.eu-central-1.amazonaws.com/mqtt', 'iotdevicegateway', 'eu-central-1'],
  ['data.iot.eu-central-1.amazonaws.com/mqtt', 'iotdevicegateway', 'eu-central-1'],
  ['data-ats.iot.eu-central-1.amazonaws.com', 'iotdata', 'eu-central-1'],
  ['a1b2.jobs.iot.eu-central-1.amazonaws.com', 'iot-jobs-data', 'eu-central-1'],
  ['email.eu-west-1.amazonaws.com', 'ses', 'eu-west-1'],
  ['runtime.sagemaker.eu-west-1.amazonaws.com', 'sagemaker', 'eu-west-1'],
  ['streams.dynamodb.eu-west-1.amazonaws.com', 'dynamodb', 'eu-west-1'],
  // S3 in all its forms.
  ['s3.eu-west-1.amazonaws.com/bucket/key', 's3', 'eu-west-1'],
  ['s3-eu-west-1.amazonaws.com', 's3', 'eu-west-1'],
  ['bucket.s3-eu-west-1.amazonaws.com', 's3', 'eu-west-1'],
  ['s3-fips-us-gov-west-1.amazonaws.com', 's3', 'us-gov-west-1'],
  ['bucket.s3.eu-west-1.amazonaws.com', 's3', 'eu-west-1'],
  ['a.bucket.with.dots.s3.eu-west-1.amazonaws.com', 's3', 'eu-west-1'],
  ['bucket.s3.cn-north-1.amazonaws.com.cn', 's3', 'cn-north-1'],
  ['bucket.s3.dualstack.eu-west-1.amazonaws.com', 's3', 'eu-west-1'],
  ['bucket.s3-fips.us-east-1.amazonaws.com', 's3', 'us-east-1'],
  ['s3-fips.dualstack.us-east-1.amazonaws.com', 's3', 'us-east-1'],
  ['bucket.s3.amazonaws.com', 's3', 'us-east-1'],
  ['a.bucket.s3.amazonaws.com', 's3', 'us-east-1'],
  ['s3.amazonaws.com', 's3', 'us-east-1'],
  ['s3-external-1.amazonaws.com', 's3', 'us-east-1'],
  ['bucket.s3-external-1.amazonaws.com', 's3', 'us-east-1'],
  ['bucket.s3-accelerate.amazonaws.com', 's3', undefined],
  ['bucket.s3-accelerate.dualstack.amazonaws.com', 's3', undefined],
  ['reports-123456789012.s3-accesspoint.us-west-2.amazonaws.com', 's3', 'us-west-2'],
  ['reports-123456789012.s3-accesspoint-fips.dualstack.us-west-2.amazonaws.com', 's3', 'us-west-2'],
  ['123456789012.s3-control.us-west-2.amazonaws.com', 's3', 'us-west-2'],
  ['reports-123456789012.op-0123.s3-outposts.us-west-2.amazonaws.com', 's3-outposts', 'us-west-2'],
  ['reports-123456789012.s3-object-lambda.us-west-2.amazonaws.com', 's3-object-lambda', 'us-west-2'],
  ['b--usw2-az1--x-s3.s3express-usw2-az1.us-west-2.amazonaws.com', 's3express', 'us-west-2'],
  ['b--usw2-az1--x-s3.s3express-fips-usw2-az1.dualstack.us-west-2.amazonaws.com', 's3express', 'us-west-2'],
  ['s3express-control.us-west-2.amazonaws.com', 's3express', 'us-west-2'],
  ['bucket.vpce-1a2b3c4d-5e6f.s3.us-east-1.vpce.amazonaws.com', 's3', 'us-east-1'],
  // Buckets with names that look like something else.
  ['us-west-2.s3.eu-west-1.amazonaws.com', 's3', 'eu-west-1'],
  ['logs.us-west-2.s3.amazonaws.com', 's3', 'us-east-1'],
  ['my-dualstack.s3.eu-west-1.amazonaws.com', 's3', 'eu-west-1'],
  ['x.execute-api.s3.eu-west-1.amazonaws.com', 's3', 'eu-west-1'],
  ['amazonaws.com.s3.eu-west-1.amazonaws.com', 's3', 'eu-west-1'],
  // Without a region: the partition's global one.
  ['sts.amazonaws.com', 'sts', 'us-east-1'],
  ['iam.amazonaws.com', 'iam', 'us-east-1'],
  ['iam.global.api.aws', 'iam', 'us-east-1'],
  ['cloudfront.amazonaws.com', 'cloudfront', 'us-east-1'],
  ['route53-fips.amazonaws.com', 'route53', 'us-east-1'],
  ['global.health.amazonaws.com', 'health', 'us-east-1'],
  ['iam.us-gov.amazonaws.com', 'iam', 'us-gov-west-1'],
  ['route53.us-gov.api.aws', 'route53', 'us-gov-west-1'],
  ['route53.amazonaws.com.cn', 'route53', 'cn-northwest-1'],
  ['iam.cn-north-1.amazonaws.com.cn', 'iam', 'cn-north-1'],
  ['route53.c2s.ic.gov', 'route53', 'us-iso-east-1'],
  ['route53.sc2s.sgov.gov', 'route53', 'us-isob-east-1'],
  ['route53.cloud.adc-e.uk', 'route53', 'eu-isoe-west-1'],
  ['route53.csp.hci.ic.gov', 'route53', 'us-isof-south-1'],
  ['route53.amazonaws.eu', 'route53', 'eusc-de-east-1'],
  // Partitions, variants.
  ['sqs.eusc-de-east-1.amazonaws.eu', 'sqs', 'eusc-de-east-1'],
  ['lambda.eusc-de-east-1.api.amazonwebservices.eu', 'lambda', 'eusc-de-east-1'],
  ['sqs.us-iso-east-1.c2s.ic.gov', 'sqs', 'us-iso-east-1'],
  ['sqs.us-isob-east-1.sc2s.sgov.gov', 'sqs', 'us-isob-east-1'],
  ['sqs.eu-isoe-west-1.cloud.adc-e.uk', 'sqs', 'eu-isoe-west-1'],
  ['sqs.us-isof-south-1.csp.hci.ic.gov', 'sqs', 'us-isof-south-1'],
  ['lambda.cn-north-1.api.amazonwebservices.com.cn', 'lambda', 'cn-north-1'],
  ['sqs.us-isob-east-1.api.aws.scloud', 'sqs', 'us-isob-east-1'],
  ['dynamodb-fips.us-east-1.amazonaws.com', 'dynamodb', 'us-east-1'],
  ['fips.batch.us-east-1.amazonaws.com', 'batch', 'us-east-1'],
  ['models-fips.lex.us-east-1.amazonaws.com', 'lex', 'us-east-1'],
  ['ec2.ap-southeast-7.api.aws', 'ec2', 'ap-southeast-7'],
  ['SQS.EU-West-1.AmazonAWS.com', 'sqs', 'eu-west-1'],
  ['sqs.eu-west-1.amazonaws.com.', 'sqs', 'eu-west-1'],
  ['sqs.eu-west-1.amazonaws.com:8443', 'sqs', 'eu-west-1'],
  // One host, two services.
  ['maps.geo.eu-west-1.amazonaws.com/maps/v0/maps/m/style-descriptor', 'geo', 'eu-west-1'],
  ['maps.geo.eu-west-1.amazonaws.com/v2/styles/Standard/descriptor', 'geo-maps', 'eu-west-1'],
  ['routes.geo.eu-west-1.amazonaws.com/v2/routes', 'geo-routes', 'eu-west-1'],
  // Newer than botocore 1.29.27, or known from the documentation; the sources are named in additions.ts.
  ['aps-workspaces.eu-west-1.amazonaws.com/workspaces/ws-1/api/v1/query', 'aps', 'eu-west-1'],
  ['transcribestreaming.eu-west-1.amazonaws.com:8443', 'transcribe', 'eu-west-1'],
  ['agreement-marketplace.us-east-1.amazonaws.com', 'aws-marketplace', 'us-east-1'],
  ['abc.gateway.bedrock-agentcore.us-east-1.amazonaws.com/mcp', 'bedrock-agentcore', 'us-east-1'],
  ['bedrock-data-automation-runtime.us-east-1.amazonaws.com', 'bedrock', 'us-east-1'],
  ['aos.us-east-1.api.aws', 'es', 'us-east-1'],
  ['cassandra-streams.us-east-1.api.aws', 'cassandra', 'us-east-1'],
  ['efs.us-east-1.api.aws', 'elasticfilesystem', 'us-east-1'],
  ['iot.us-east-1.amazonaws.com', 'iot', 'us-east-1'],
  ['ivsrealtime.us-east-1.amazonaws.com', 'ivs', 'us-east-1'],
  ['kafka-api.us-east-1.api.aws', 'kafka', 'us-east-1'],
  ['mail-manager.us-east-1.amazonaws.com', 'ses', 'us-east-1'],
  ['oidc.us-east-1.amazonaws.com', 'sso-oauth', 'us-east-1'],
  ['timestream-query.us-east-1.api.aws', 'timestream', 'us-east-1'],
  ['stream-logs.us-east-1.amazonaws.com', 'logs', 'us-east-1'],
  ['streaming-logs.us-east-1.amazonaws.com', 'logs', 'us-east-1'],
  ['g-0123456789.us-east-1.neptune-graph.amazonaws.com', 'neptune-graph', 'us-east-1'],
  ['db.cluster-abc.eu-west-1.neptune.amazonaws.com:8182/status', 'neptune-db', 'eu-west-1'],
])('%s is signed for %s in %s', (host, service, region) => {
  expect(recognise(host)).toEqual(region ? { service, region } : { service });
});

test.each([
  ['mfzwi23gnjvgw.mrap.accesspoint.s3-global.amazonaws.com', 's3'],
  ['abcde.veo.endpoint.events.amazonaws.com', 'events'],
])('%s accepts SigV4a only', (host, service) => {
  expect(recognise(host)).toEqual({ service, region: '*', sigv4a: true });
});

test.each([
  // Not AWS, however it looks.
  'evil-amazonaws.com',
  'sqs.eu-west-1.evil-amazonaws.com',
  'sqs.eu-west-1.amazonaws.com.evil.org',
  's3.amazonaws.com.evil.org',
  'sqs.eu-west-1.amazonaws.com.evil',
  'amazonaws.com.evil',
  'sqs.eu-west-1.amazonaws.community',
  'sqs.eu-west-1.amazonawsXcom.org',
  'sqs.eu-west-1.xapi.aws',
  'evil.org/sqs.eu-west-1.amazonaws.com',
  'localhost',
  '127.0.0.1',
  '[::1]',
  'email',
  'bucket.s3',
  'foo-s3-eu-west-1.amazonaws.com',
  // AWS, but no endpoint.
  'amazonaws.com',
  'us-east-1.amazonaws.com',
  'docs.amazonaws.com',
  'sqs.amazonaws.com',
  'sqs.not-a-region-1.amazonaws.com',
  // Customers' hosts that IAM does not protect: none may ever get a session token.
  'ec2-203-0-113-25.compute-1.amazonaws.com',
  'ec2-203-0-113-25.eu-west-1.compute.amazonaws.com',
  'shop-1234567890.eu-west-1.elb.amazonaws.com',
  'dualstack.shop-1234567890.eu-west-1.elb.amazonaws.com',
  'shop-0123456789abcdef.elb.eu-west-1.amazonaws.com',
  'shop.elb.amazonaws.com',
  'vpce-0123456789abcdef.elb.eu-west-1.amazonaws.com',
  'db.abcdefgh.eu-west-1.rds.amazonaws.com',
  'db.cluster-abcdefgh.eu-west-1.rds.amazonaws.com',
  'data.eu-west-1.redshift.amazonaws.com',
  'cache.abcdef.ng.0001.euw1.cache.amazonaws.com',
  'ABCDEF0123.gr7.eu-west-1.eks.amazonaws.com',
  'oidc.eks.eu-west-1.amazonaws.com',
  '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
  'b-1234.mq.eu-west-1.amazonaws.com',
  'abcdef.mediatailor.eu-west-1.amazonaws.com',
  'vpce-0f1e2d3c.vpce-svc-0a1b2c3d.eu-west-1.vpce.amazonaws.com',
  'shop.eu-west-1.elasticbeanstalk.com',
  'b-1234.mq.cn-north-1.on.amazonwebservices.com.cn',
  'd111111abcdef8.cloudfront.net',
  'shop.auth.eu-west-1.amazoncognito.com',
  'bucket.s3-website-eu-west-1.amazonaws.com',
  'bucket.s3-website.eu-central-1.amazonaws.com',
  'api.s3-website.eu-central-1.amazonaws.com',
  // Devices authenticate otherwise here.
  'a1b2.credentials.iot.eu-west-1.amazonaws.com/role-aliases/r/credentials',
  'data.tunneling.iot.eu-west-1.amazonaws.com',
])('%s is not recognised', (host) => {
  expect(recognise(host)).toBeUndefined();
});

/** The partitions that the AWS SDK for JavaScript makes its endpoints of. Its core comes with the clients and exports no list, hence a path. */
const partitionsModule = join(
  fileURLToPath(new URL('../../node_modules', import.meta.url)),
  '@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js',
);

interface Partition {
  readonly id: string;
  readonly regions: Readonly<Record<string, unknown>>;
  readonly outputs: {
    readonly dnsSuffix: string;
    readonly dualStackDnsSuffix: string;
    readonly implicitGlobalRegion: string;
  };
}

test('every partition of the AWS SDK is known: its regions, both suffixes and its global region', async () => {
  const { partitionsInfo } = (await import(pathToFileURL(partitionsModule).href)) as {
    readonly partitionsInfo: { readonly partitions: readonly Partition[] };
  };
  const expected = partitionsInfo.partitions.flatMap(({ id, regions, outputs }) =>
    [outputs.dnsSuffix, outputs.dualStackDnsSuffix].flatMap((suffix): [string, AwsEndpoint][] => [
      // GovCloud, with the suffixes of the first partition, has a label of its own.
      [
        `route53.${id === 'aws-us-gov' ? 'us-gov.' : ''}${suffix}`,
        { service: 'route53', region: outputs.implicitGlobalRegion },
      ],
      ...Object.keys(regions)
        .filter((region) => !region.endsWith('-global'))
        .map((region): [string, AwsEndpoint] => [
          `abc123.execute-api.${region}.${suffix}`,
          { service: 'execute-api', region },
        ]),
    ]),
  );

  expect(partitionsInfo.partitions.length).toBeGreaterThanOrEqual(8);
  expect(expected.map(([host]) => [host, recognise(host)])).toEqual(expected);
});

/** The alternatives of a pattern: what stands between the bars outside of all brackets. */
const alternativesOf = ({ source }: RegExp): RegExp[] => {
  let depth = 0;
  const parts = [''];
  for (const character of source) {
    depth += character === '(' ? 1 : character === ')' ? -1 : 0;
    if (character === '|' && depth === 0) parts.push('');
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => new RegExp(part));
};

test('each alternative of the route pattern matches its own example and no other one', () => {
  const examples = [
    's3.dualstack.eu-west-1',
    's3express-usw2-az1.us-west-2',
    'kms-fips.us-east-1',
    'vpce-0f1e2d3c.execute-api.eu-west-1.vpce',
    'iam.global',
    's3-external-1',
  ];
  const alternatives = alternativesOf(ROUTE);
  const matches = examples.map((example) =>
    alternatives.flatMap((pattern, index) => (pattern.test(example) ? index : [])),
  );
  // The name of a VPC endpoint has a route at both ends.
  expect(matches).toEqual([[0], [1], [2], [3, 4], [4], [5]]);
  expect(alternatives).toHaveLength(examples.length);
});

test.each([
  ['dynamodb.eu-west-1', 'eu-west-1'],
  ['movies.us-gov-east-1.es', 'us-gov-east-1'],
  ['bucket.s3-ap-southeast-2', 'ap-southeast-2'],
  ['s3.eusc-de-east-1', 'eusc-de-east-1'],
  ['sqs.us-isob-east-1', 'us-isob-east-1'],
  ['eu-west-1.s3.example', undefined],
  ['my-eu-west-1', undefined],
])('the region of the name %s is %s', (name, region) => {
  expect(REGION.exec(name)?.[0]).toBe(region);
});

test('each row of the additions has a value, and every name is in one row only', () => {
  const names = additions.flatMap((row) => {
    const [value = '', ...rest] = row.split(' ');
    return rest.map((name) => name.replace('&', value));
  });
  expect(additions.every((row) => /^[\w/*-]*( [\w.&!/-]+)+$/.test(row))).toBe(true);
  expect(names).toHaveLength(new Set(names).size);
});
