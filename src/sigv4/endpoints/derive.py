#!/usr/bin/python3
"""Derives botocore.generated.ts from botocore's data (Debian's python3-botocore, 1.29.27).

derive.py > botocore.generated.ts  writes the module: only the names that endpoints.ts cannot tell by their structure
derive.py --hosts                  prints what botocore resolves, for the test: JSON rows of host, signing service, signing
                                   region, and where that is from (service, region, variant, file)
"""
import collections
import itertools
import json
import pathlib
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
REAL_REGIONS = {region for partition in ENDPOINTS['partitions'] for region in partition['regions']}
VARIANTS = [(), ('fips',), ('dualstack',), ('fips', 'dualstack')]
# Customers' resources, each with a host of its own. Names as in AWS's documentation.
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
}


def clients():
    """The clients that sign with version 4 (importexport and SimpleDB: 2; CodeCatalyst: bearer tokens)."""
    for client in LOADER.list_available_services('service-2'):
        model = LOADER.load_service_model(client, 'service-2')
        metadata = model['metadata']
        if metadata['signatureVersion'] not in ('v2', 'bearer'):
            yield client, model, metadata.get('signingName', metadata['endpointPrefix'])


def is_host(name):
    """Neither localhost:8000 nor a template filled with a pseudo region: account-fips.aws-global.amazonaws.com."""
    return name and ':' not in name and not re.search(r'\.aws(-[a-z]+)*-global\.', name)


def hosts_of_endpoints_json():
    signing_names = collections.defaultdict(set)
    for _, model, signing_name in clients():
        signing_names[model['metadata']['endpointPrefix']].add(signing_name)
    resolver = EndpointResolver(ENDPOINTS)
    for partition in ENDPOINTS['partitions']:
        for (service, entry), variant in itertools.product(partition['services'].items(), VARIANTS):
            # A name that no client has (docdb, neptune: theirs is rds) says nothing of how it is signed.
            for region in sorted({*partition['regions'], *entry['endpoints']}) if service in signing_names else ():
                # An alias (fips-us-east-1, dkr-us-east-1) is an endpoint only where it has a host of its own.
                if region not in REAL_REGIONS and (variant or 'hostname' not in entry['endpoints'][region]):
                    continue
                try:
                    found = resolver.construct_endpoint(
                        service, region, partition['partition'],
                        use_fips_endpoint='fips' in variant, use_dualstack_endpoint='dualstack' in variant)
                except BotoCoreError:
                    continue
                if found and is_host(found.get('hostname')):
                    scope = found.get('credentialScope', {})
                    for name in {scope['service']} if 'service' in scope else signing_names[service]:
                        signing_region = scope.get('region', found['endpointName'])
                        yield found['hostname'], name, signing_region, service, region, '+'.join(variant), 'endpoints.json'


def hosts_of_rulesets():
    for client, model, signing_name in clients():
        rules = LOADER.load_service_model(client, 'endpoint-rule-set-1')
        provider = EndpointProvider(rules, PARTITIONS)
        # What single operations put before the host, sync- of states; '{AccountId}.' is among RESOURCES.
        prefixes = {operation.get('endpoint', {}).get('hostPrefix', '') for operation in model['operations'].values()}
        prefixes = {'', *(prefix for prefix in prefixes if '{' not in prefix)}
        for partition, variant, resource in itertools.product(
                PARTITIONS['partitions'], VARIANTS, [{}, *RESOURCES.get(client, [])]):
            for region in partition['regions']:
                asked = {'Region': region, 'UseFIPS': 'fips' in variant, 'UseDualStack': 'dualstack' in variant}
                for key, value in resource.items():
                    asked[key] = value.format(partition=partition['id'], region=region) if isinstance(value, str) else value
                try:
                    found = provider.resolve_endpoint(**{k: v for k, v in asked.items() if k in rules['parameters']})
                except EndpointProviderError:
                    continue
                host = found.url.split('//')[1].split('/')[0]
                scheme = ((found.properties or {}).get('authSchemes') or [{}])[0]
                signing_region = scheme.get('signingRegion') or (scheme.get('signingRegionSet') or [region])[0]
                if is_host(host) and not signing_region.endswith('-global'):
                    for prefix in prefixes:
                        name = scheme.get('signingName', signing_name)
                        yield prefix + host, name, signing_region, client, region, '+'.join(variant), 'ruleset'


def is_a_mistake(host, name, signing_region, service, region, variant, source):
    """Services with one endpoint a partition: these rulesets write any region asked for into its variants, and odd names."""
    return source == 'ruleset' and variant and bool(
        {*host.split('.')} & REAL_REGIONS - {signing_region} or host.startswith(('cost-explorer', 'route-53')))


def name_of(host):
    """The host without suffix, variant and region, and whether it had a region: what endpoints.ts looks up."""
    suffixes = {suffix for partition in PARTITIONS['partitions'] for key, suffix in partition['outputs'].items()
                if key.endswith('nsSuffix')}
    suffix = max((suffix for suffix in suffixes if host.endswith('.' + suffix)), key=len)
    labels = [re.sub('-fips$', '', label) for label in host[:-len(suffix) - 1].split('.')]
    labels = [label for label in labels if label not in ('fips', 'dualstack')]
    regional = labels[-1] in REAL_REGIONS
    return '.'.join(labels[:-1] if regional else labels), regional


def names():
    """The signing name of each name, and the names without a region."""
    services, regionless = {}, set()
    for row in sorted({*hosts_of_endpoints_json(), *hosts_of_rulesets()}):
        if row[3] not in RESOURCES and not is_a_mistake(*row):
            name, regional = name_of(row[0])
            # iam.us-gov and the like: endpoints.ts has a rule for GovCloud's "region".
            if not name.endswith('.us-gov'):
                services[name] = row[1]
                regionless |= set() if regional else {name}
    return services, regionless


def module():
    services, regionless = names()
    planes = re.search(r"planes =\s+'(.+)'", pathlib.Path(__file__).with_name('additions.ts').read_text())[1]
    structure = re.compile(rf'(?:(?:{planes})[.-])?([a-z][\w-]+)')
    irregular = {name for name, service in services.items()
                 if not (found := structure.fullmatch(name)) or found[1] != service}
    # Families: an ending that two irregular names share and that no name contradicts, shortest first.
    endings = collections.defaultdict(set)
    for name in services:
        for separator in re.finditer('[.-]', name):
            endings[name[separator.start():]].add(name)
    known = {}
    for ending, members in sorted(endings.items(), key=lambda item: (len(item[0]), item[0])):
        if len(members & irregular) > 1 and len({services[name] for name in members}) == 1:
            known[ending] = services[min(members)]
            irregular -= members
    known |= {name: services[name] for name in irregular}

    rows = collections.defaultdict(list)
    for name, service in sorted(known.items()):
        rows[service].append(name.replace(service, '&'))
    table = '\n'.join(' '.join([service, *names]) for service, names in sorted(rows.items()))
    alone = '|'.join(sorted(re.escape(name) for name in regionless))
    return f'''\
// Written by derive.py from botocore {botocore.__version__}; the notation is explained in additions.ts.

/** Names whose signing name their structure does not tell. */
export const botocore = `{table}`;

/** Names that are served without a region, and buckets. */
export const regionless = /^({alone}|(.+\\.)?s3)$/;
'''


if __name__ == '__main__':
    if '--hosts' in sys.argv:
        json.dump(sorted({*hosts_of_endpoints_json(), *hosts_of_rulesets()}), sys.stdout, separators=(',', ':'))
    else:
        sys.stdout.write(module())
