/**
 * What botocore 1.29.27 does not include, or leaves to its callers. Services: endpoint rules and signing names in the client packages
 * of the AWS SDK for JavaScript, none newer than 3.1169. Suffixes: the partitions in `@aws-sdk/core` 3.981. Customers' hosts that no
 * rules contain: the services' own guides. A comment names any other source.
 *
 * A row, here and in `botocore.generated.ts`, is a value and the names that have it. In a name
 * - `&` is the value;
 * - `.s3` and `-chime` match anything that ends like this, `data.iot` only itself;
 * - `..es` has the region between the dots, `!` has none, and all others have it after them;
 * - `/v2` is the first segment of the path;
 * - a dot at the end makes it a suffix.
 *
 * The value of a suffix is the region of its partition's global services. The value of a name is a signing name; `service/region` assigns
 * a region other than the global one to a name without a region (`*`: SigV4a; nothing: not determined by the host). Empty: takes no signature.
 */
export const additions: readonly string[] = [
  // The partitions' suffixes: plain, dual stack, and on.aws for customers' resources (AWS Lambda Developer Guide, "Function URLs").
  // GovCloud shares the first row. The other partitions have no "on" suffix: no service below is documented to use one.
  'us-east-1 .amazonaws.com. .api.aws. .on.aws.',
  'cn-northwest-1 .amazonaws.com.cn. .api.amazonwebservices.com.cn.',
  'eusc-de-east-1 .amazonaws.eu. .api.amazonwebservices.eu.',
  'us-iso-east-1 .c2s.ic.gov. .api.aws.ic.gov.',
  'us-isob-east-1 .sc2s.sgov.gov. .api.aws.scloud.',
  'eu-isoe-west-1 .cloud.adc-e.uk. .api.cloud-aws.adc-e.uk.',
  'us-isof-south-1 .csp.hci.ic.gov. .api.aws.hci.ic.gov.',
  // Customers' APIs and resources, under their own label.
  'appsync .&-api .&-realtime-api',
  'execute-api .&',
  'lambda .&-url',
  'vpc-lattice-svcs .&',
  'aoss ..&',
  'cloudsearch ..&',
  'es ..& .aos aos', // aos: General Reference, "Amazon OpenSearch Service endpoints and quotas"; DomainStatus in its API
  'neptune-db ..neptune',
  'neptune-graph ..&',
  // Devices. Credentials are obtained with a certificate and tunnels with a token; a bucket's website takes no signature.
  'iotdevicegateway .iot/mqtt',
  'iotdata .iot',
  'iot-jobs-data .jobs.iot',
  ' .credentials.iot .tunneling.iot .s3-website',
  // S3 (User Guide, "Making requests to Amazon S3"): buckets, access points, accounts. s3- is the old form of a region.
  's3 .& .&-accesspoint .&-control s3- .s3-',
  's3-object-lambda .&',
  's3-outposts .&',
  's3express .&',
  's3/ .s3-accelerate!',
  // Hosts that serve several regions.
  's3/* .accesspoint.s3-global!',
  'events/* .endpoint.events!',
  // Services and hosts newer than botocore's data, and signing names that have changed (iot, oidc).
  'aps &-workspaces', // General Reference, "Amazon Managed Service for Prometheus endpoints and quotas"
  'aws-marketplace -marketplace',
  'bedrock &-agent &-agent-runtime &-data-automation &-data-automation-runtime &-runtime',
  'bedrock-agentcore &-control .gateway.&', // .gateway: Amazon Bedrock AgentCore Developer Guide
  'cassandra &-streams', // Keyspaces Developer Guide, "How to access CDC stream endpoints"
  'elasticfilesystem efs',
  'geo-maps maps.geo/v2',
  'geo-places places.geo/v2',
  'geo-routes routes.geo/v2',
  'iot &',
  'ivs &realtime',
  'kafka &-api',
  'ses mail-manager',
  'sso-oauth oidc',
  'timestream &-ingest &-query',
  'transcribe &streaming',
];

/**
 * Words that precede a service's own name: `api.ecr`, `sync-states`. A closed list, because any other first label is a
 * customer's: `{load balancer}.elb`. All are in botocore 1.29.27 except two for CloudWatch Logs: `streaming` (aws-sdk 2.1693) and `stream`
 * (client-cloudwatch-logs 3.1169).
 */
export const planes =
  'api|api-fulfill|cn|data|dataplane|env|global|ingest|monitor|ops|query|runtime|session|stream|streaming|streams|subscribe|sync';
