import { additions, planes } from './endpoints/additions.js';
import { botocore, regionless } from './endpoints/botocore.generated.js';

/** What an AWS host tells about the credential scope. */
export interface AwsEndpoint {
  /** The signing name, `ses` for `email.{region}`. */
  readonly service?: string;
  /** The signing region; `*` with `sigv4a`. Left out where the host serves any region (S3 Transfer Acceleration). */
  readonly region?: string;
  /** Only Signature Version 4a will do: the host serves several regions. */
  readonly sigv4a?: true;
}

/**
 * Most hosts need no table: AWS's are `{service}.{region}.{suffix}`, where one label before the region is AWS's own to give. What is
 * listed is the rest: names that differ from the signing name, and the only names under which customers have hosts that IAM protects.
 * Anything else of theirs (load balancers, instances, databases, websites) must stay unknown, or it would be sent a session token.
 */
const known: ReadonlyMap<string, string> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ `${botocore}\n${additions}`.split('\n').flatMap((row) => {
    const [value = '', ...names] = row.split(' ');
    return names.map((name) => [name.replace('&', value), value] as const);
  }),
);

const STRUCTURE = /* @__PURE__ */ new RegExp(`^((${planes})[.-])?([a-z][\\w-]+)$`);

/** The region as last label, as last but one (`{domain}.{region}.es`), or in S3's old `s3-{region}`. */
const REGION = /(?<=(^|\.)(s3-)?)[a-z]{2}(sc-de|-gov|-iso\w?)?-[a-z]+-\d+(?=(\.[^.]+)?$)/;

/** What changes the way to a service, not its name: FIPS, dual stack, VPC endpoints, zones of S3 Express One Zone, "global". */
const ROUTE =
  /(?<=^|\.)(fips|dualstack)\.|(?<=s3express)-[^.]+|-fips\b|^([^.]+\.)*vpce-[^.]+\.(?=.*\.vpce$)|\.(vpce|global|dualstack)$|-external-1$/g;

/** The longest known ending of a name that begins with it, with a dot or with a dash; empty if there is none. */
const knownEnding = (name: string): string =>
  !name || known.has(name) ? name : knownEnding(name.replace(/^.[^.-]*/, ''));

/**
 * Reads service and region from a host of AWS (General Reference, "Service endpoints"). The path matters where one host serves
 * two services: IoT's MQTT over WebSocket, version 2 of Amazon Location.
 *
 * @returns `undefined` for a host that is not known to be an endpoint of AWS. A member is left out if the host does not tell it.
 */
export function recogniseEndpoint({ hostname, pathname }: URL): AwsEndpoint | undefined {
  // Suffixes are known with the root's dot, so that nothing can stand after them.
  const host = hostname.replace(/\.?$/, '.');
  const suffix = knownEnding(host);
  const globalRegion = known.get(suffix);
  if (!globalRegion) return undefined;

  const name = host
    .slice(0, -suffix.length)
    .replace(ROUTE, '')
    .replace(regionless, `$&.${globalRegion}`)
    .replace(/\.us-gov$/, '$&-west-1');
  const named = REGION.exec(name)?.[0];
  const key = named ? name.replace(REGION, '').replace(/\.$/, '') : `${name}!`;
  const found =
    known.get(knownEnding(key + (/^\/\w+/.exec(pathname) ?? ''))) ??
    known.get(knownEnding(key)) ??
    STRUCTURE.exec(key)?.[3];
  if (!found) return undefined;

  const [service = '', region = named] = found.split('/');
  return { service, ...(region && { region }), ...(region === '*' && { sigv4a: true }) };
}
