/** A set of regions with accounts, regions and host suffixes of its own. */
export interface Partition {
  readonly regions: RegExp;
  /** Where its global services (IAM, Route 53, …) are signed. */
  readonly globalRegion: string;
  readonly suffixes: readonly string[];
}

/**
 * AWS's partitions: region patterns, implicit global regions and host suffixes (plain, dual stack, customers' resources) as in the SDKs'
 * `partitions.json` (AWS SDK for JavaScript 3.1169). GovCloud shares the suffixes of the first. The pattern matters as much as the
 * suffix: it keeps `us-east-1.elb` or `compute-1` from being read as a region.
 */
export const partitions: readonly Partition[] = [
  {
    regions: /^(us|us-gov|eu|ap|sa|ca|me|af|il|mx)-[a-z]+-\d+$/,
    globalRegion: 'us-east-1',
    suffixes: ['amazonaws.com', 'api.aws', 'on.aws'],
  },
  {
    regions: /^cn-[a-z]+-\d+$/,
    globalRegion: 'cn-northwest-1',
    suffixes: ['amazonaws.com.cn', 'api.amazonwebservices.com.cn', 'on.amazonwebservices.com.cn'],
  },
  {
    regions: /^eusc-de-[a-z]+-\d+$/,
    globalRegion: 'eusc-de-east-1',
    suffixes: ['amazonaws.eu', 'api.amazonwebservices.eu', 'on.amazonwebservices.eu'],
  },
  { regions: /^us-iso-[a-z]+-\d+$/, globalRegion: 'us-iso-east-1', suffixes: ['c2s.ic.gov', 'api.aws.ic.gov'] },
  { regions: /^us-isob-[a-z]+-\d+$/, globalRegion: 'us-isob-east-1', suffixes: ['sc2s.sgov.gov', 'api.aws.scloud'] },
  {
    regions: /^eu-isoe-[a-z]+-\d+$/,
    globalRegion: 'eu-isoe-west-1',
    suffixes: ['cloud.adc-e.uk', 'api.cloud-aws.adc-e.uk'],
  },
  {
    regions: /^us-isof-[a-z]+-\d+$/,
    globalRegion: 'us-isof-south-1',
    suffixes: ['csp.hci.ic.gov', 'api.aws.hci.ic.gov'],
  },
];
