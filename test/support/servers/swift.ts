import { mkdir, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { answers, freePorts, listens, type RunningServer, startDaemons } from './daemons.js';

/** The key that the server knows. */
export const SWIFT_CREDENTIALS = {
  accessKeyId: 'test:tester',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};

const KINDS = ['account', 'container', 'object'] as const;

const storageConf = (kind: string, port: number, folder: string, user: string): string => `
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = ${port}
devices = ${folder}/dev
swift_dir = ${folder}
mount_check = false
user = ${user}
workers = 0
log_level = WARNING
disable_fallocate = true
[pipeline:main]
pipeline = ${kind}-server
[app:${kind}-server]
use = egg:swift#${kind}
`;

const proxyConf = (port: number, memcachedPort: number, folder: string, user: string): string => `
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = ${port}
swift_dir = ${folder}
user = ${user}
workers = 0
log_level = WARNING
[pipeline:main]
pipeline = catch_errors cache listing_formats s3api tempauth slo dlo proxy-server
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:${memcachedPort}
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:s3api]
use = egg:swift#s3api
location = us-east-1
s3_acl = false
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = ${SWIFT_CREDENTIALS.secretAccessKey} .admin
[filter:slo]
use = egg:swift#slo
[filter:dlo]
use = egg:swift#dlo
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
`;

const SWIFT_CONF = `
[swift-hash]
swift_hash_path_suffix = s
swift_hash_path_prefix = p
[storage-policy:0]
name = p0
default = yes
`;

/**
 * Starts OpenStack Swift with its S3 API on one node: an S3 that is strict about the region and the signed headers, and
 * whose 403 holds the canonical request that it expected. It ignores session tokens.
 */
export const startSwift = (): Promise<RunningServer> =>
  startDaemons('swift', async ({ folder, run, daemon, until }) => {
    const [proxyPort, memcachedPort, ...ports] = (await freePorts(2 + KINDS.length)) as [number, number, ...number[]];
    const { username } = userInfo();
    const file = (name: string): string => join(folder, name);
    await mkdir(file('dev/d1'), { recursive: true });
    await writeFile(file('swift.conf'), SWIFT_CONF);
    await writeFile(file('proxy.conf'), proxyConf(proxyPort, memcachedPort, folder, username));
    await Promise.all(
      KINDS.map(async (kind, index) => {
        await writeFile(file(`${kind}.conf`), storageConf(kind, ports[index]!, folder, username));
        const builder = `${kind}.builder`;
        await run('swift-ring-builder', builder, 'create', '4', '1', '1');
        await run('swift-ring-builder', builder, 'add', `r1z1-127.0.0.1:${ports[index]}/d1`, '1');
        await run('swift-ring-builder', builder, 'rebalance');
      }),
    );
    // As the same user: a daemon that changes its user would outlive a test process that is killed.
    daemon('memcached', '-l', '127.0.0.1', '-p', `${memcachedPort}`, '-U', '0', '-m', '16', '-u', username);
    for (const kind of [...KINDS, 'proxy']) daemon(`swift-${kind}-server`, file(`${kind}.conf`));
    const url = `http://127.0.0.1:${proxyPort}`;
    // The proxy answers before those behind it do.
    for (const port of [memcachedPort, ...ports]) await until(`port ${port}`, () => listens(port));
    await until('swift', () => answers(url));
    return url;
  });
