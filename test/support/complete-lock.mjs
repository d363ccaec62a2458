// Completes package-lock.json with the optional packages of other platforms. A registry that holds builds for one platform
// only makes `npm install` leave the others out, and `npm ci` then refuses the lockfile, here and everywhere.
// Run by hand after `npm install`: node test/support/complete-lock.mjs [path of another package-lock.json]
import { readFileSync, writeFileSync } from 'node:fs';

const file = process.argv[2] ?? new URL('../../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const { packages } = lock;

const OS = [
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
  'aix',
  'wasi',
];
const CPU = ['arm64', 'arm', 'x64', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32'];

/** What a build's name says of where it runs. */
const platformOf = (name) => {
  const words = name.split('/').pop().split(/[-.]/);
  const os = OS.find((one) => words.includes(one));
  const cpu = CPU.find((one) => words.includes(one));
  const libc = words.includes('musl') ? ['musl'] : words.includes('gnu') ? ['glibc'] : undefined;
  return {
    ...(os && os !== 'wasi' && { os: [os] }),
    ...(cpu && { cpu: [cpu] }),
    ...(libc && os === 'linux' && { libc }),
  };
};

/** Where Node looks for a dependency of a package, innermost first. */
const placesOf = (path, name) => {
  const places = [`${path}/node_modules/${name}`];
  for (let end = path.lastIndexOf('/node_modules/'); end > 0; end = path.lastIndexOf('/node_modules/', end - 1)) {
    places.push(`${path.slice(0, end)}/node_modules/${name}`);
  }
  return [...places, `node_modules/${name}`];
};

let added = 0;
for (const [path, { optionalDependencies = {}, dev, link }] of Object.entries({ ...packages })) {
  if (!path || link) continue;
  for (const [name, range] of Object.entries(optionalDependencies)) {
    const places = placesOf(path, name);
    if (places.some((place) => packages[place])) continue;
    const version = range.replace(/^[~^]/, '');
    const taken = packages[`node_modules/${name}`];
    const place = taken ? places[0] : `node_modules/${name}`;
    packages[place] = { version, ...platformOf(name), ...(dev && { dev }), optional: true };
    added++;
  }
}
lock.packages = Object.fromEntries(Object.entries(packages).sort(([one], [other]) => (one < other ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`${added} packages added.`);
