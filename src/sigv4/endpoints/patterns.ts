/** A region as the last label, as the last but one (`{domain}.{region}.es`), or in S3's old `s3-{region}`. */
export const REGION = /(?<=(^|\.)(s3-)?)[a-z]{2}(sc-de|-gov|-iso\w?)?-[a-z]+-\d+(?=(\.[^.]+)?$)/;

/** Parts of a host that change the way to a service, not the service: each is cut out of the name. */
export const ROUTES = {
  /** Before the region: FIPS and dual stack. */
  variant: /(?<=^|\.)(fips|dualstack)\./,
  /** At the end of a service's name. */
  fips: /-fips\b/,
  /** The zone of S3 Express One Zone. */
  expressZone: /(?<=s3express)-[^.]+/,
  /** The labels of a VPC endpoint before the service. */
  vpcEndpoint: /^([^.]+\.)*vpce-[^.]+\.(?=.*\.vpce$)/,
  /** After the region. */
  ending: /\.(vpce|global|dualstack)$/,
  /** S3's second name in us-east-1. */
  external: /-external-1$/,
};

/** All of {@link ROUTES}. */
export const ROUTE = /* @__PURE__ */ new RegExp(
  /* @__PURE__ */ Object.values(ROUTES)
    .map(({ source }) => source)
    .join('|'),
  'g',
);
