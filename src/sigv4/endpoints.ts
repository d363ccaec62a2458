import { additions, planes } from './endpoints/additions.js';
import { botocore, regionless } from './endpoints/botocore.generated.js';
import { REGION, ROUTE } from './endpoints/patterns.js';

/** The parts of the credential scope that an AWS host determines. */
export interface AwsEndpoint {
  /** The signing name, `ses` for `email.{region}`. */
  readonly service?: string;
  /** The signing region; `*` with `sigv4a`. Absent if the host serves any region (S3 Transfer Acceleration). */
  readonly region?: string;
  /** Set if the host serves several regions and accepts Signature Version 4a only. */
  readonly sigv4a?: true;
}

/**
 * Most hosts need no table: AWS names them `{service}.{region}.{suffix}`, and only AWS can assign a single label before the region. The
 * table holds the rest: names that differ from the signing name, and the only names under which customers have hosts that IAM protects.
 * Customers' other hosts (load balancers, instances, databases, websites) must stay unknown, or they would receive a session token.
 */
const endpointsByName: ReadonlyMap<string, string> = /* @__PURE__ */ new Map(
  /* @__PURE__ */ [...botocore.split('\n'), ...additions].flatMap((row) => {
    const [value = '', ...names] = row.split(' ');
    return names.map((name) => [name.replace('&', value), value] as const);
  }),
);

const STRUCTURE = /* @__PURE__ */ new RegExp(`^((${planes})[.-])?([a-z][\\w-]+)$`);

/** Returns the longest known ending of a name that is the whole name or begins with a dot or a dash; empty if there is none. */
const longestKnownSuffix = (name: string): string =>
  !name || endpointsByName.has(name) ? name : longestKnownSuffix(name.replace(/^.[^.-]*/, ''));

/**
 * Reads service and region from an AWS host (General Reference, "Service endpoints"). The path matters if one host serves
 * two services: IoT's MQTT over WebSocket, version 2 of Amazon Location.
 *
 * @returns `undefined` for a host that is not a known AWS endpoint. A member is missing if the host does not determine it.
 */
export function recogniseEndpoint({ hostname, pathname }: URL): AwsEndpoint | undefined {
  // Suffixes in the table end with the root's dot, so that nothing can follow them.
  const host = hostname.replace(/\.?$/, '.');
  const suffix = longestKnownSuffix(host);
  const globalRegion = endpointsByName.get(suffix);
  if (!globalRegion) return undefined;

  const name = host
    .slice(0, -suffix.length)
    .replace(ROUTE, '')
    .replace(regionless, `$&.${globalRegion}`)
    .replace(/\.us-gov$/, '$&-west-1');
  const regionLabel = REGION.exec(name)?.[0];
  const key = regionLabel ? name.replace(REGION, '').replace(/\.$/, '') : `${name}!`;
  const endpoint =
    endpointsByName.get(longestKnownSuffix(key + (/^\/\w+/.exec(pathname) ?? ''))) ??
    endpointsByName.get(longestKnownSuffix(key)) ??
    STRUCTURE.exec(key)?.[3];
  if (!endpoint) return undefined;

  const [service = '', region = regionLabel] = endpoint.split('/');
  return { service, ...(region && { region }), ...(region === '*' && { sigv4a: true }) };
}
