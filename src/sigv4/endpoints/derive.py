#!/usr/bin/python3
"""Derives botocore.generated.ts from botocore's data (Debian's python3-botocore).

derive.py          prints the module
derive.py --hosts  prints every endpoint botocore can resolve, as JSON rows
                   [host, signing service, signing region, botocore's service, its region, variant, where it says so]

Two sources, as in botocore: endpoints.json, and each client's endpoint ruleset (which wins where both speak).
The module holds only what endpoints.ts cannot tell by its structural rule, "{service}.{region}.{suffix}".
"""
import collections
import itertools
import json
import re
import sys

sys.dont_write_bytecode = True

import botocore
import botocore.session
from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import BotoCoreError, EndpointProviderError
from botocore.regions import EndpointResolver

LOADER = botocore.session.get_session().get_component('data_loader')
ENDPOINTS = LOADER.load_data('endpoints')
PARTITIONS = LOADER.load_data('partitions')
VARIANTS = [(), ('fips',), ('dualstack',), ('fips', 'dualstack')]
SUFFIXES = sorted(
    {suffix for partition in PARTITIONS['partitions'] for key, suffix in partition['outputs'].items() if key.endswith('nsSuffix')},
    key=len, reverse=True)
IMPLICIT_REGIONS = ['us-east-1', 'cn-northwest-1', 'us-iso-east-1', 'us-isob-east-1']
REAL_REGIONS = {region for partition in ENDPOINTS['partitions'] for region in partition['regions']}
# Resources whose host only the client can know, with the names AWS's documentation uses as examples.
ARN = 'arn:{partition}:%s:{region}:123456789012:%s'
RESOURCES = {
    's3': [
        {'Bucket': 'bucket'},
        {'Bucket': 'bucket.with.dots'},
        {'Bucket': 'bucket', 'ForcePathStyle': True},
        {'Bucket': 'bucket', 'UseGlobalEndpoint': True},
        {'Bucket': 'bucket', 'UseObjectLambdaEndpoint': True},
        {'Bucket': ARN % ('s3', 'accesspoint:reports')},
        {'Bucket': ARN % ('s3-object-lambda', 'accesspoint/reports')},
        {'Bucket': ARN % ('s3-outposts', 'outpost/op-01234567890123456/accesspoint/reports')},
        {'Bucket': 'arn:{partition}:s3::123456789012:accesspoint:mfzwi23gnjvgw.mrap'},
    ],
    's3control': [{'AccountId': '123456789012', 'RequiresAccountId': True}, {'OutpostId': 'op-01234567890123456'}],
    'events': [{'EndpointId': 'abcde.veo'}],
    'sts': [{'UseGlobalEndpoint': True}],
}


def clients():
    """Each client of botocore that signs: name, model, signing name."""
    for name in LOADER.list_available_services('service-2'):
        model = LOADER.load_service_model(name, 'service-2')
        meta = model['metadata']
        if meta['signatureVersion'] != 'bearer':
            yield name, model, meta.get('signingName', meta['endpointPrefix'])


def is_host(host):
    """Neither localhost:8000 nor a template filled with a pseudo region, such as account-fips.aws-global.amazonaws.com."""
    return host and ':' not in host and not re.search(r'\.aws(-[a-z]+)*-global\.', host)


def by_endpoints_json(signing_names):
    resolver = EndpointResolver(ENDPOINTS)
    for partition in ENDPOINTS['partitions']:
        for service, entry in partition['services'].items():
            for variant in VARIANTS:
                for region in sorted({*partition['regions'], *entry['endpoints']}):
                    own = entry['endpoints'].get(region, {})
                    # Aliases such as fips-us-east-1 are endpoints only where they have a host of their own.
                    if region not in REAL_REGIONS and (variant or 'hostname' not in own):
                        continue
                    try:
                        found = resolver.construct_endpoint(
                            service, region, partition['partition'],
                            use_fips_endpoint='fips' in variant, use_dualstack_endpoint='dualstack' in variant)
                    except BotoCoreError:
                        continue
                    if not found or not is_host(found.get('hostname', '')):
                        continue
                    scope = found.get('credentialScope', {})
                    # A name without a client (docdb, neptune: clients of rds) says nothing of the signing name.
                    names = {scope['service']} if 'service' in scope else signing_names.get(service, ())
                    for name in sorted(names):
                        yield (found['hostname'], name, scope.get('region', found['endpointName']),
                               service, region, '+'.join(variant), 'endpoints.json')


def by_rulesets():
    for service, model, signing_name in clients():
        rules = LOADER.load_service_model(service, 'endpoint-rule-set-1')
        provider = EndpointProvider(rules, PARTITIONS)
        host_prefixes = {''} | {
            operation['endpoint']['hostPrefix'] for operation in model['operations'].values()
            if '{' not in operation.get('endpoint', {}).get('hostPrefix', '{')}
        for partition, variant in itertools.product(PARTITIONS['partitions'], VARIANTS):
            for region, resource in itertools.product(partition['regions'], [{}, *RESOURCES.get(service, [])]):
                asked = {'Region': region, 'UseFIPS': 'fips' in variant, 'UseDualStack': 'dualstack' in variant}
                asked |= {key: value.format(partition=partition['id'], region=region) if isinstance(value, str) else value
                          for key, value in resource.items()}
                try:
                    found = provider.resolve_endpoint(
                        **{key: value for key, value in asked.items() if key in rules['parameters']})
                except EndpointProviderError:
                    continue
                scheme = ((found.properties or {}).get('authSchemes') or [{}])[0]
                signing_region = scheme.get('signingRegion') or (scheme.get('signingRegionSet') or [region])[0]
                host = found.url.split('//')[1].split('/')[0]
                if signing_region.endswith('-global') or not is_host(host):
                    continue
                for prefix in sorted(host_prefixes):
                    yield (prefix + host, scheme.get('signingName', signing_name), signing_region,
                           service, region, '+'.join(variant), 'ruleset')


def all_hosts():
    signing_names = collections.defaultdict(set)
    for _, model, signing_name in clients():
        signing_names[model['metadata']['endpointPrefix']].add(signing_name)
    return sorted({*by_endpoints_json(signing_names), *by_rulesets()})


def is_host_of_one_region_asked_for_another(host, signing_region, service, variant, source):
    """Services with one endpoint a partition: rulesets of this age write the asked region into their variants."""
    others = [label for label in host.split('.') if label in REAL_REGIONS and label != signing_region]
    return source == 'ruleset' and variant and bool(others or host.startswith(('cost-explorer', 'route-53')))


def key_of(host):
    """The host as endpoints.ts looks it up: without suffix, variant and region; "-" stands for "no region"."""
    suffix = next(s for s in SUFFIXES if host.endswith('.' + s))
    labels = [re.sub('-fips$', '', label) for label in host[:-len(suffix) - 1].split('.')]
    labels = [label for label in labels if label not in ('fips', 'dualstack')]
    return labels[:-1] if labels[-1] in REAL_REGIONS else [*labels, '-']


def tables():
    """Names whose service is not what the structural rule of endpoints.ts says, and the verbs of that rule."""
    seen = collections.defaultdict(collections.Counter)
    regions = collections.defaultdict(set)
    for host, name, region, service, _, variant, source in all_hosts():
        if service in RESOURCES and service != 'sts':
            continue  # S3 and the rest whose hosts bear a resource's name: additions.ts
        if not is_host_of_one_region_asked_for_another(host, region, service, variant, source):
            key = '.'.join(key_of(host))
            seen[key][name] += 1
            regions[key].add(region)
    # importexport has two names, by partition: the one of the partition that has it, which more endpoints say.
    names = {key: count.most_common(1)[0][0] for key, count in seen.items()}
    verbs = {verb for verb, dot, rest in (key.partition('.') for key in names) if dot and names[f'{verb}.{rest}'] == rest}
    differing = {}
    for key, name in names.items():
        verb, _, rest = key.partition('.')
        if key.endswith('.-'):
            implicit = regions[key] <= set(IMPLICIT_REGIONS)
            differing[key] = name if implicit and len(regions[key]) else '/'.join([name, *sorted(regions[key])])
        elif key != name and not (verb in verbs and rest == name):
            differing[key] = name
    return differing, verbs


def module():
    differing, verbs = tables()
    quoted = lambda key: key if re.fullmatch(r'[A-Za-z_]\w*', key) else f"'{key}'"
    lines = [f'  {quoted(key)}: \'{name}\',' for key, name in sorted(differing.items())]
    return '''%s''' % ()


if __name__ == '__main__':
    if '--hosts' in sys.argv:
        json.dump(all_hosts(), sys.stdout, separators=(',', ':'))
    else:
        d,v=tables()
        for k,x in sorted(d.items()): print(k,x)
        print(' '.join(sorted(v)))
