/** A region as the last label, as the last but one (`{domain}.{region}.es`), or in S3's old `s3-{region}`. */
export const REGION = /(?<=(^|\.)(s3-)?)[a-z]{2}(sc-de|-gov|-iso\w?)?-[a-z]+-\d+(?=(\.[^.]+)?$)/;

/**
 * What changes the route to a service, not its name: FIPS and dual stack before the region, zones of S3 Express One Zone, FIPS after the
 * name, VPC endpoints, what follows the region, and S3's second name in us-east-1. A test has an example of each.
 */
export const ROUTE =
  /(?<=^|\.)(fips|dualstack)\.|(?<=s3express)-[^.]+|-fips\b|^([^.]+\.)*vpce-[^.]+\.(?=.*\.vpce$)|\.(vpce|global|dualstack)$|-external-1$/g;
