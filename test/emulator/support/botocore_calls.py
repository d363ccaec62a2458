"""Calls the emulator by botocore: reads jobs as JSON lines, prints what became of each."""

import json
import sys
import urllib.error
import urllib.request

import botocore.session
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

KEYS = {"accessKeyId": "aws_access_key_id", "secretAccessKey": "aws_secret_access_key", "sessionToken": "aws_session_token"}


def by_client(job):
    """One of botocore's own service clients, which parse the answer themselves."""
    config = Config(retries={"max_attempts": 1}, s3={"addressing_style": "path"}, signature_version="s3v4" if job["service"] == "s3" else "v4")
    keys = {KEYS[name]: value for name, value in job["keys"].items()}
    client = botocore.session.get_session().create_client(
        job["service"], region_name=job["region"], endpoint_url=job["url"], config=config, **keys
    )
    try:
        result = getattr(client, job["operation"])(**job["input"])
        if "Body" in result:
            return {"read": result["Body"].read().decode()}
        status = result.pop("ResponseMetadata")["HTTPStatusCode"]
        return {"status": status, "result": result} if job["service"] == "sts" else {"status": status}
    except ClientError as error:
        return {"code": error.response["Error"]["Code"], "status": error.response["ResponseMetadata"]["HTTPStatusCode"]}


def by_signer(job):
    """botocore's signer alone, as people use it for API Gateway."""
    data = job.get("body", "").encode()
    request = AWSRequest(method=job["method"], url=job["url"], data=data, headers=job.get("headers", {}))
    keys = job["keys"]
    credentials = Credentials(keys["accessKeyId"], keys["secretAccessKey"], keys.get("sessionToken"))
    SigV4Auth(credentials, job["service"], job["region"]).add_auth(request)
    prepared = request.prepare()
    sent = urllib.request.Request(prepared.url, data=data or None, headers=dict(prepared.headers), method=job["method"])
    try:
        with urllib.request.urlopen(sent) as answer:
            return {"status": answer.status, "body": answer.read().decode()}
    except urllib.error.HTTPError as error:
        return {"status": error.code, "body": error.read().decode()}


for line in sys.stdin:
    job = json.loads(line)
    print(json.dumps((by_client if "operation" in job else by_signer)(job)), flush=True)
