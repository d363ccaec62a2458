import { execFileSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What some tests need beyond `npm ci`. They are skipped, by name, where it is missing. */
export type Need =
  | 'chromium'
  | 'firefox'
  | 'webkit'
  | 'screen'
  | 'swift'
  | 'ceph'
  | 'botocore'
  | 'curl'
  | 'redis'
  | 'vectors';

const here = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/** Where Chromium is, if it is anywhere. */
export const chromiumPath: string | undefined = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path && existsSync(path));

/** Where Firefox is, if it is anywhere. */
export const firefoxPath: string | undefined = [
  process.env.FIREFOX_PATH,
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
].find((path) => path && existsSync(path));

/** Where WebKitGTK's small browser is, if it is anywhere. */
export const miniBrowserPath: string | undefined = globSync('/usr/lib/*/webkit2gtk-*/MiniBrowser')[0];

/** The test vectors of awslabs/aws-c-auth, which are kept beside the repository. */
export const vectorsPath: string = here('../../../shared/vectors/aws-c-auth-v4.json');
/** A complete SRP login, beside them. */
const loginPath = here('../../../shared/vectors/cognito-srp.json');

const allExist = (...paths: string[]): boolean => paths.every((path) => existsSync(path));

const importsBotocore = (): boolean => {
  try {
    execFileSync('/usr/bin/python3', ['-c', 'import botocore'], { stdio: 'ignore', timeout: 10_000 });
    return true;
  } catch {
    return false;
  }
};

/** `--aws-sigv4` came with 7.75. */
const curlSigns = (): boolean => {
  try {
    return /--aws-sigv4/.test(execFileSync('curl', ['--help', 'all'], { encoding: 'utf8', timeout: 10_000 }));
  } catch {
    return false;
  }
};

/** What is there. */
export const available: Readonly<Record<Need, boolean>> = {
  chromium: chromiumPath !== undefined,
  firefox: firefoxPath !== undefined,
  webkit: miniBrowserPath !== undefined && allExist('/usr/bin/WebKitWebDriver', '/usr/bin/dbus-run-session'),
  screen: allExist('/usr/bin/Xvfb', '/usr/bin/xdotool'),
  swift: allExist('/usr/bin/swift-proxy-server', '/usr/bin/swift-ring-builder', '/usr/bin/memcached'),
  ceph: allExist('/usr/bin/radosgw', '/usr/bin/ceph-mon', '/usr/bin/ceph-osd', '/usr/bin/ceph'),
  botocore: allExist('/usr/bin/python3') && importsBotocore(),
  curl: curlSigns(),
  redis: allExist('/usr/bin/redis-server'),
  vectors: allExist(vectorsPath, loginPath),
};

/** What to install where something is missing. */
export const needs: Readonly<Record<Need, string>> = {
  chromium: "Debian's chromium, or CHROMIUM_PATH",
  firefox: "Debian's firefox-esr, or FIREFOX_PATH",
  webkit: "Debian's webkit2gtk-driver and dbus",
  screen: "Debian's xvfb and xdotool",
  swift: "Debian's swift swift-proxy swift-account swift-container swift-object memcached",
  ceph: "Debian's ceph-mon ceph-osd ceph-mgr radosgw ceph-common",
  botocore: "Debian's python3-botocore",
  curl: 'curl with --aws-sigv4',
  redis: "Debian's redis-server",
  vectors: 'shared/vectors beside the repository',
};

/** Ends the name of a test that is skipped where something is missing. */
export const unless = (need: Need): string => (available[need] ? '' : ` (skipped: needs ${needs[need]})`);
