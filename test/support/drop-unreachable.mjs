// Deletes from dist/ what nothing that package.json names can reach: types of inner modules, mostly. The last step of `npm run build`.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { exports, imports, bin } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));

const built = readdirSync(join(root, 'dist'), { recursive: true })
  .map((name) => join(root, 'dist', name))
  .filter((file) => /\.([cm]?js|d\.[cm]?ts)$/.test(file) && !/[\\/]emulator[\\/](app|page)[\\/]/.test(file));

/** All strings in a part of package.json that are paths. A `*` stands for any folder. */
const pathsIn = (value) =>
  typeof value === 'string' ? [value] : value && typeof value === 'object' ? Object.values(value).flatMap(pathsIn) : [];
const toPattern = (path) => new RegExp(`^${resolve(root, path).replace(/[.\\]/g, '\\$&').replace('*', '[^/\\\\]+')}$`);
const named = pathsIn([exports, imports, bin]);
const typings = named.filter((path) => path.startsWith('./src/')).map((path) => resolve(root, path));
const patterns = named.map(toPattern);
const roots = [...built.filter((file) => patterns.some((pattern) => pattern.test(file))), ...typings];

/** The file that a relative import of `file` means: to types, the types. */
const target = (file, specifier) => {
  const path = resolve(dirname(file), specifier);
  return /\.d\.[cm]?ts$/.test(file) ? path.replace(/\.([cm]?)js$/, '.d.$1ts') : path;
};

const reached = new Set();
const follow = (file) => {
  if (reached.has(file) || !existsSync(file)) return;
  reached.add(file);
  for (const [, specifier] of readFileSync(file, 'utf8').matchAll(/(?:from|import|import\()\s*['"](\.[^'"]+)['"]/g)) {
    follow(target(file, specifier));
  }
};
roots.forEach(follow);

for (const file of built) if (!reached.has(file)) rmSync(file);
