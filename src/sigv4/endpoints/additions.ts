/**
 * What botocore 1.29.27 is too old to know, or leaves to its callers. Services: endpoint rules and signing names in the client packages
 * of the AWS SDK for JavaScript, none newer than 3.1169. Suffixes: the partitions in `@aws-sdk/core` 3.981. Customers' hosts, where
 * no rules contain them: the services' own guides. A comment names any other source.
 *
 * A row, here and in `botocore.generated.ts`, is a value and the names that have it. In a name
 * - `&` stands for the value;
 * - `.s3` and `-chime` mean whatever ends so, `data.iot` exactly this;
 * - `..es` has the region where the dots are, other names have it after them, `!` has none;
 * - `/v2` is the first segment of the path;
 * - a dot at the end makes it a suffix.
 *
 * The value is a signing name, `service/region` where a name without a region has another than the partition's global one (`*` is
 * SigV4a, nothing: the host does not say), for a suffix that global region, or empty: takes no signature.
 */
export const additions =
  // The partitions' suffixes: plain, dual stack, and on.aws for customers' resources (AWS Lambda Developer Guide, "Function URLs").
  // GovCloud shares the first row. Other partitions' "on" suffixes are left out: no service below is documented to use one.
  'us-east-1 .amazonaws.com. .api.aws. .on.aws.\n' +
  'cn-northwest-1 .amazonaws.com.cn. .api.amazonwebservices.com.cn.\n' +
  'eusc-de-east-1 .amazonaws.eu. .api.amazonwebservices.eu.\n' +
  'us-iso-east-1 .c2s.ic.gov. .api.aws.ic.gov.\n' +
  'us-isob-east-1 .sc2s.sgov.gov. .api.aws.scloud.\n' +
  'eu-isoe-west-1 .cloud.adc-e.uk. .api.cloud-aws.adc-e.uk.\n' +
  'us-isof-south-1 .csp.hci.ic.gov. .api.aws.hci.ic.gov.\n' +
  // APIs and resources of customers, under a label of theirs.
  'appsync .&-api .&-realtime-api\n' +
  'execute-api .&\n' +
  'lambda .&-url\n' +
  'vpc-lattice-svcs .&\n' +
  'aoss ..&\n' +
  'cloudsearch ..&\n' +
  'es ..& .aos aos\n' + // aos: General Reference, "Amazon OpenSearch Service endpoints and quotas"; DomainStatus in its API
  'neptune-db ..neptune\n' +
  'neptune-graph ..&\n' +
  // Devices. Credentials are got with a certificate and tunnels with a token; a website takes no signature, in whosever bucket.
  'iotdevicegateway .iot/mqtt\n' +
  'iotdata .iot\n' +
  'iot-jobs-data .jobs.iot\n' +
  ' .credentials.iot .tunneling.iot .s3-website\n' +
  // S3 (User Guide, "Making requests to Amazon S3"): buckets, access points, accounts. s3- is the old way to write a region.
  's3 .& .&-accesspoint .&-control s3- .s3-\n' +
  's3-object-lambda .&\n' +
  's3-outposts .&\n' +
  's3express .&\n' +
  's3/ .s3-accelerate!\n' +
  // Served by several regions at once.
  's3/* .accesspoint.s3-global!\n' +
  'events/* .endpoint.events!\n' +
  // Services and hosts newer than the data, and signing names that have changed (iot, oidc).
  'aps &-workspaces\n' + // General Reference, "Amazon Managed Service for Prometheus endpoints and quotas"
  'aws-marketplace -marketplace\n' +
  'bedrock &-agent &-agent-runtime &-data-automation &-data-automation-runtime &-runtime\n' +
  'bedrock-agentcore &-control .gateway.&\n' + // .gateway: Amazon Bedrock AgentCore Developer Guide
  'cassandra &-streams\n' + // Keyspaces Developer Guide, "How to access CDC stream endpoints"
  'elasticfilesystem efs\n' +
  'geo-maps maps.geo/v2\n' +
  'geo-places places.geo/v2\n' +
  'geo-routes routes.geo/v2\n' +
  'iot &\n' +
  'ivs &realtime\n' +
  'kafka &-api\n' +
  'ses mail-manager\n' +
  'sso-oauth oidc\n' +
  'timestream &-ingest &-query\n' +
  'transcribe &streaming';

/**
 * First words before a service's own name: `api.ecr`, `sync-states`. A closed list, since elsewhere the first label is a
 * customer's: `{load balancer}.elb`. All are in botocore 1.29.27 but two for CloudWatch Logs: `streaming` is in aws-sdk 2.1693, `stream`
 * in client-cloudwatch-logs 3.1169.
 */
export const planes =
  'api|api-fulfill|cn|data|dataplane|env|global|ingest|monitor|ops|query|runtime|session|stream|streaming|streams|subscribe|sync';
