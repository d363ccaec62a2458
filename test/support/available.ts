import { execFileSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What some tests need beyond `npm ci`, and what to install where it is missing. */
export const needs = {
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
} as const;

/** What some tests need. They are skipped, by name, where it is missing. */
export type Need = keyof typeof needs;

/** What counts as missing although it may be there, so that a bare machine can be tried on any other: `all`, or names. */
const hidden = new Set(process.env.SIGV4_WITHOUT?.split(','));
const isHidden = (need: Need): boolean => hidden.has('all') || hidden.has(need);

const here = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

const firstOf = (need: Need, ...paths: (string | undefined)[]): string | undefined =>
  isHidden(need) ? undefined : paths.find((path) => path && existsSync(path));

/** Where Chromium is, if it is anywhere. */
export const chromiumPath: string | undefined = firstOf(
  'chromium',
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
);

/** Where Firefox is, if it is anywhere. */
export const firefoxPath: string | undefined = firstOf(
  'firefox',
  process.env.FIREFOX_PATH,
  '/usr/bin/firefox-esr',
  '/usr/bin/firefox',
);

/** Where WebKitGTK's small browser is, if it is anywhere. */
export const miniBrowserPath: string | undefined = firstOf(
  'webkit',
  ...globSync('/usr/lib/*/webkit2gtk-*/MiniBrowser'),
);

/** The test vectors of awslabs/aws-c-auth, which are kept beside the repository. */
export const vectorsPath: string = here('../../../shared/vectors/aws-c-auth-v4.json');
/** A complete SRP login, beside them. */
export const loginPath: string = here('../../../shared/vectors/cognito-srp.json');

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

const look: Readonly<Record<Need, () => boolean>> = {
  chromium: () => chromiumPath !== undefined,
  firefox: () => firefoxPath !== undefined,
  webkit: () => miniBrowserPath !== undefined && allExist('/usr/bin/WebKitWebDriver', '/usr/bin/dbus-run-session'),
  screen: () => allExist('/usr/bin/Xvfb', '/usr/bin/xdotool'),
  swift: () => allExist('/usr/bin/swift-proxy-server', '/usr/bin/swift-ring-builder', '/usr/bin/memcached'),
  ceph: () => allExist('/usr/bin/radosgw', '/usr/bin/ceph-mon', '/usr/bin/ceph-osd', '/usr/bin/ceph'),
  botocore: () => allExist('/usr/bin/python3') && importsBotocore(),
  curl: curlSigns,
  redis: () => allExist('/usr/bin/redis-server'),
  vectors: () => allExist(vectorsPath, loginPath),
};

const found = new Map<Need, boolean>();

const find = (need: Need): boolean => {
  const known = found.get(need);
  if (known !== undefined) return known;
  const there = !isHidden(need) && look[need]();
  found.set(need, there);
  return there;
};

/** What is there. Each is looked for when it is first asked about: to start Python costs every test file a second. */
export const available = Object.defineProperties(
  {},
  Object.fromEntries((Object.keys(needs) as Need[]).map((need) => [need, { enumerable: true, get: () => find(need) }])),
) as Readonly<Record<Need, boolean>>;

/** Ends the name of a test that is skipped where something is missing. */
export const unless = (need: Need): string => (available[need] ? '' : ` (skipped: needs ${needs[need]})`);

/** What is left out where something is missing. */
const suites: Readonly<Record<Need, string>> = {
  chromium: 'the clients in Chromium',
  firefox: "Firefox's password manager with the sign-in",
  webkit: 'the sign-in in WebKit, filled without events',
  screen: "Chromium's password manager with the sign-in",
  swift: 'signatures verified by OpenStack Swift',
  ceph: 'signatures verified by Ceph radosgw',
  botocore: 'the differential run against botocore, the endpoint table, and botocore against the emulator',
  curl: 'curl against the emulator',
  redis: 'sessions that four processes keep in Redis',
  vectors: "AWS's published suite, and a published SRP login",
};

/** A line for each suite that this machine cannot run. */
export const leftOut = (): string[] =>
  (Object.keys(suites) as Need[])
    .filter((need) => !available[need])
    .map((need) => `left out: ${suites[need]} (needs ${needs[need]})`);
