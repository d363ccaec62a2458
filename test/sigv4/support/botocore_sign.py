"""Signs JSON lines from stdin with botocore, and prints a JSON line with the signature for each."""

import base64
import datetime
import json
import sys
from types import SimpleNamespace
from urllib.parse import unquote

import botocore.auth
from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

AUTH_PARAMETERS = {
    'X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date', 'X-Amz-Expires',
    'X-Amz-Security-Token', 'X-Amz-SignedHeaders', 'X-Amz-Signature',
}


def set_clock(timestamp):
    now = datetime.datetime.strptime(timestamp, '%Y%m%dT%H%M%SZ')
    clock = SimpleNamespace(utcnow=lambda: now, strptime=datetime.datetime.strptime)
    botocore.auth.datetime = SimpleNamespace(datetime=clock)


def split_query(url):
    base, _, query = url.partition('?')
    return base, [piece.partition('=')[::2] for piece in query.split('&')] if query else []


def join_query(base, pairs):
    return base + ('?' + '&'.join(f'{name}={value}' for name, value in pairs) if pairs else '')


def build(job, url):
    request = AWSRequest(method=job['method'], url=url, data=base64.b64decode(job['body']))
    for name, value in job['headers']:
        request.headers[name] = value
    return request


def sign_headers(job, credentials):
    request = build(job, job['url'])
    if job['unsigned']:
        # The S3 signer asks the client's configuration.
        request.context['client_config'] = SimpleNamespace(s3={'payload_signing_enabled': False})
    signer = S3SigV4Auth if job['s3'] else SigV4Auth
    signer(credentials, job['service'], job['region']).add_auth(request)
    return 'add_auth', request.headers['Authorization'].rpartition('Signature=')[2]


def sign_query(job, credentials):
    base, pairs = split_query(job['url'])
    own = [pair for pair in pairs if pair[0] not in AUTH_PARAMETERS]
    kind = S3SigV4QueryAuth if job['s3'] else SigV4QueryAuth
    signer = kind(credentials, job['service'], job['region'], expires=job['expires'])
    names = [unquote(name) for name, _ in own]
    if len(set(names)) == len(names) and not job['body']:
        request = build(job, join_query(base, own))
        signer.add_auth(request)
        return 'add_auth', request.url.rpartition('&X-Amz-Signature=')[2]
    # add_auth drops all but one of a repeated name and moves a body into the query: so only its parts are asked.
    request = build(job, join_query(base, [pair for pair in pairs if pair[0] != 'X-Amz-Signature']))
    request.context['timestamp'] = job['timestamp']
    return 'parts', signer.signature(signer.string_to_sign(request, signer.canonical_request(request)), request)


for line in sys.stdin:
    job = json.loads(line)
    set_clock(job['timestamp'])
    credentials = Credentials(job['accessKeyId'], job['secretAccessKey'], job.get('sessionToken'))
    way, signature = (sign_query if job['mode'] == 'query' else sign_headers)(job, credentials)
    print(json.dumps({'way': way, 'signature': signature}))
