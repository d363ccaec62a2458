import { additions, moreVerbs } from './endpoints/additions.js';
import { botocore, verbs } from './endpoints/botocore.generated.js';
import { partitions, type Partition } from './endpoints/partitions.js';

/** What an AWS host tells about the credential scope. */
export interface AwsEndpoint {
  readonly service?: string;
  readonly region?: string;
  readonly sigv4a?: true;
}

const services: ReadonlyMap<string, string> = /* @__PURE__ */ new Map(/* @__PURE__ */ Object.entries({ ...botocore, ...additions }));
const operationHosts: readonly string[] = /* @__PURE__ */ `${verbs} ${moreVerbs}`.split(' ');

export function recogniseEndpoint(url: URL): AwsEndpoint | undefined {
  const labels = url.hostname.toLowerCase().replace(/\.$/, '').split('.');
  for (let end = 1; end < labels.length; end++) {
    const suffix = labels.slice(end).join('.');
    const partition = partitions.find(({ suffixes }) => suffixes.includes(suffix));
    if (partition) return inPartition(labels.slice(0, end), partition, suffix.startsWith('on.'), url.pathname);
  }
  return undefined;
}

function inPartition(labels: string[], { regions, globalRegion }: Partition, resources: boolean, path: string): AwsEndpoint | undefined {
  let name = labels
    .map((label) => label.replace(/-fips(?=$|-)/, '').replace(/^s3express-.+/, 's3express'))
    .filter((label) => label !== 'fips' && label !== 'dualstack');
  let region: string | undefined;
  const last = name.pop()!;
  const before = name.at(-1);
  const legacy = last.replace(/^s3-/,'');
  let known = false
  if (regions.test(last)) {
    region = last;
  } else if (regions.test(legacy)) {
    region = legacy;
    name.push('s3');
  } else if (before && regions.test(before) && last === 'vpce') {
    region = before;
    name = name.slice(name.findLastIndex((label) => label.startsWith('vpce-')) + 1, -1);
  } else if (before && regions.test(before) && services.has) {
    region = before;
    name.splice(-1, 1, '$', last);
    known = true;
  } else {
    name.push(last, '-');
    known = true;
  }
  const found = serviceOf(name, known || resources);
  if (!found) return undefined;
  let [service, ...at] = found.split('/') as [string, ...string[]];
  region ??= at.length ? at.find((r) => r === '*' || regions.test(r)) : globalRegion;
  if (service === 'iotdata' && path === '/mqtt') service = 'iotdevicegateway';
  if (service === 'geo' && path.startsWith('/v2/')) service += '-' + labels[0];
  return { service, ...(region && { region }), ...(region === '*' && { sigv4a: true as const }) };
}

function serviceOf(name: string[], known: boolean): string | undefined {
  const listed = name.flatMap((_, i) => services.get([...(i ? ['*'] : []), ...name.slice(i)].join('.')) ?? [])[0];
  if (listed !== undefined) return listed;
  const [first, ...rest] = name;
  if (rest.length) return operationHosts.includes(first!) ? serviceOf(rest, known) : undefined;
  return known ? undefined : first;
}
