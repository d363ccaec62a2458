import { mkdir, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { answers, freePorts, type RunningServer, startDaemons } from './daemons.js';

/** The permanent key that the server knows. */
export const CEPH_CREDENTIALS = {
  accessKeyId: 'AKIDTESTER',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};

/** A role that the key may assume, and that may do everything on S3. */
export const CEPH_ROLE = 'arn:aws:iam:::role/R1';

const conf = (folder: string, fsid: string, addresses: string, port: number): string => `
[global]
fsid = ${fsid}
mon_initial_members = a
mon_host = ${addresses}
public_addr = 127.0.0.1
cluster_addr = 127.0.0.1
public_network = 127.0.0.0/8
cluster_network = 127.0.0.0/8
ms_bind_ipv6 = false
keyring = ${folder}/keyring
auth_allow_insecure_global_id_reclaim = true
mon_warn_on_insecure_global_id_reclaim = false
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 1
osd_pool_default_pgp_num = 1
osd_pool_default_pg_autoscale_mode = off
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_max_pg_per_osd = 2000
osd_objectstore = memstore
memstore_device_bytes = 2147483648
osd_class_load_list = *
osd_class_default_list = *
run_dir = ${folder}/run
log_file = ${folder}/$name.log
admin_socket = ${folder}/run/$name.$pid.asok
pid_file =
mon_data = ${folder}/mon
osd_data = ${folder}/osd
rgw_data = ${folder}/rgw
mon_data_avail_warn = 1
mon_data_avail_crit = 1
[client.rgw]
rgw_frontends = beast endpoint=127.0.0.1:${port} tcp_nodelay=1
rgw_dns_name = localhost
rgw_s3_auth_use_sts = true
rgw_s3_auth_order = local, sts
rgw_sts_key = abcdefghijklmnop
rgw_enable_usage_log = false
rgw_thread_pool_size = 16
rgw_run_sync_thread = false
rgw_enable_gc_threads = false
rgw_enable_lc_threads = false
rgw_enable_quota_threads = false
`;

const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { AWS: ['arn:aws:iam:::user/tester'] }, Action: ['sts:AssumeRole'] }],
};
const POLICY = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: ['s3:*'], Resource: 'arn:aws:s3:::*' }],
};

/**
 * Starts a Ceph cluster of one node, in memory, with its S3 and STS gateway: it verifies session tokens, and does not
 * check the region.
 */
export const startCeph = (): Promise<RunningServer> =>
  startDaemons('ceph', async ({ folder, run, daemon, until }) => {
    const [port, v2, v1] = (await freePorts(3)) as [number, number, number];
    const fsid = randomUUID();
    const addresses = `[v2:127.0.0.1:${v2},v1:127.0.0.1:${v1}]`;
    const file = (name: string): string => join(folder, name);
    await Promise.all(['mon', 'osd', 'rgw', 'run'].map((name) => mkdir(file(name))));
    await writeFile(file('ceph.conf'), conf(folder, fsid, addresses, port));
    const config = ['-c', file('ceph.conf')];
    const keyring = file('keyring');

    await run('monmaptool', '--create', '--fsid', fsid, '--addv', 'a', addresses, file('monmap'));
    await run('ceph-authtool', '--create-keyring', keyring, '--gen-key', '-n', 'mon.', '--cap', 'mon', 'allow *');
    for (const name of ['client.admin', 'client.rgw', 'osd.0']) {
      const caps = ['mon', 'osd', 'mgr'].flatMap((one) => ['--cap', one, 'allow *']);
      await run('ceph-authtool', keyring, '--gen-key', '-n', name, ...caps);
    }
    await run('ceph-mon', ...config, '--mkfs', '-i', 'a', '--monmap', file('monmap'), '--keyring', keyring);
    daemon('ceph-mon', ...config, '-i', 'a', '-f');
    const uuid = randomUUID();
    await until('the monitor', async () => !!(await run('ceph', ...config, 'osd', 'new', uuid)));
    await run('ceph-osd', ...config, '-i', '0', '--mkfs', '--osd-uuid', uuid);
    daemon('ceph-osd', ...config, '-i', '0', '-f');
    await until('the storage', async () => (await run('ceph', ...config, 'osd', 'stat')).includes('1 up'));
    daemon('radosgw', ...config, '-n', 'client.rgw', '-f');
    const url = `http://127.0.0.1:${port}`;
    await until('the gateway', () => answers(url));

    const admin = (...parameters: string[]): Promise<string> => run('radosgw-admin', ...config, ...parameters);
    const { accessKeyId, secretAccessKey } = CEPH_CREDENTIALS;
    const key = [`--access-key=${accessKeyId}`, `--secret-key=${secretAccessKey}`];
    await admin('user', 'create', '--uid=tester', '--display-name=Tester', ...key);
    await admin('role', 'create', '--role-name=R1', `--assume-role-policy-doc=${JSON.stringify(TRUST)}`);
    const policy = ['--policy-name=P1', `--policy-doc=${JSON.stringify(POLICY)}`];
    await admin('role-policy', 'put', '--role-name=R1', ...policy);
    return url;
  });
