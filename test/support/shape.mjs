// `npm run shape`: how large the pieces of the code are, and how they hang together. Fails above the limits below.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { parseSync } from 'oxc-parser';

/** The most that each folder may have; what is not named is only printed. */
const LIMITS = {
  src: { function: 100, file: 300, any: 0, cycles: 0 },
  mocks: { file: 300, any: 0, cycles: 0 },
  test: { any: 0, cycles: 0 },
};

/**
 * What each folder may import, by path and by package: what stands on the left serves what stands on the right. A new client
 * needs no row, because the core names none.
 */
const LAYERS = [
  {
    from: /^src\/core\//,
    only: /^src\/core\//,
    packages: /^(p-retry|is-network-error|#call-context|#parts\/core|node:async_hooks)$/,
  },
  {
    from: /^src\/hash\//,
    only: /^src\/(core|hash)\//,
    packages: /^(@aws-crypto\/sha256-(browser|js)|node:crypto|#parts\/hash)$/,
  },
  {
    from: /^src\/(sigv4|token)\//,
    only: /^src\/(core|hash|sigv4|token)\/|^src\/explain\.ts$/,
    packages: /^(@smithy\/signature-v4|#sha256|#parts\/sigv4)$/,
  },
  { from: /^src\/ui\/typings\//, only: /^src\/ui\//, packages: /./ },
  { from: /^src\//, only: /^src\//, packages: /^(?!sigv4-interceptor|msw)/ },
  { from: /^mocks\/verifier\//, only: /^mocks\/verifier\//, packages: /^(?!sigv4-interceptor)/ },
  { from: /^mocks\//, only: /^(mocks|src)\//, packages: /./ },
];

const isGenerated = (file) => /\.generated\./.test(file);
const filesOf = (folder) =>
  globSync(`${folder}/**/*.{ts,cts,mts,js,mjs}`, { exclude: (name) => /node_modules|^\.|examples/.test(name) })
    .filter((file) => !/(^|\/)\.|\/(node_modules|examples)\//.test(file))
    .sort();

const IMPORTING = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
]);
const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);

/** Visits each node of a tree with the one above it. */
const visit = (node, parent, see) => {
  if (Array.isArray(node)) for (const part of node) visit(part, parent, see);
  else if (node && typeof node === 'object') {
    if (node.type) see(node, parent);
    for (const part of Object.values(node)) if (typeof part === 'object') visit(part, node.type ? node : parent, see);
  }
};

const resolve = (file, specifier) => {
  const path = normalize(join(dirname(file), specifier));
  return [path, path.replace(/\.js$/, '.ts'), path.replace(/\.cjs$/, '.cts')].find((one) => existsSync(one));
};

/** What a file is made of. */
const read = (file) => {
  const code = readFileSync(file, 'utf8');
  const { program, errors } = parseSync(file, code, /\.[cm]?js$/.test(file) ? { lang: 'jsx' } : {});
  if (errors.length > 0) throw new Error(`${file}: ${errors[0].message}`);
  const lineAt = (offset) => code.slice(0, offset).split('\n').length;
  const rows = code.split('\n');
  /** Biome wants a reason beside what it lets pass; where a type cannot be told without `any`, it stands there. */
  const isExcused = (line) => /biome-ignore lint\/suspicious\/noExplicitAny: \S/.test(rows[line - 2]);
  const shape = { file, lines: rows.length - 1, any: [], functions: [], imports: new Set(), packages: new Set() };
  visit(program, undefined, (node, parent) => {
    if (node.type === 'TSAnyKeyword') {
      const line = lineAt(node.start);
      shape.any.push({ at: `${file}:${line}`, isExcused: isExcused(line) });
    }
    if (FUNCTIONS.has(node.type)) {
      const name = node.id?.name ?? parent?.id?.name ?? parent?.key?.name ?? '(unnamed)';
      const first = lineAt(node.start);
      shape.functions.push({ name: `${file}:${first} ${name}`, lines: lineAt(node.end) - first + 1 });
    }
    // Types count: who reads one file has to read the other.
    const specifier = IMPORTING.has(node.type) ? node.source?.value : undefined;
    if (specifier?.startsWith('.')) {
      const found = resolve(file, specifier);
      if (found) shape.imports.add(found);
    } else if (specifier) {
      shape.packages.add(specifier);
    }
  });
  return shape;
};

/** Tarjan's algorithm: the files that reach each other. */
const cyclesOf = (shapes) => {
  const byFile = new Map(shapes.map((shape) => [shape.file, shape]));
  const state = new Map();
  const stack = [];
  const cycles = [];
  const enter = (file) => {
    const own = { index: state.size, low: state.size, open: true };
    state.set(file, own);
    stack.push(file);
    for (const next of byFile.get(file).imports) {
      if (!byFile.has(next)) continue;
      const other = state.get(next) ?? enter(next);
      if (other.open) own.low = Math.min(own.low, other.low);
    }
    if (own.low === own.index) {
      const cycle = stack.splice(stack.indexOf(file));
      for (const each of cycle) state.get(each).open = false;
      if (cycle.length > 1 || byFile.get(file).imports.has(file)) cycles.push(cycle.sort().join(' <-> '));
    }
    return own;
  };
  for (const { file } of shapes) if (!state.has(file)) enter(file);
  return cycles;
};

const median = (numbers) => numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? 0;
const byLines = (one, other) => other.lines - one.lines;

const problems = [];
/** Prints a line, and every case above the limit. */
const tell = (folder, what, text, cases, limit) => {
  console.log(`  ${what.padEnd(17)} ${text}`);
  if (limit !== undefined) for (const each of cases) problems.push(`${folder}: ${what}: ${each} (limit: ${limit})`);
};
const withLines = ({ name, file, lines }) => `${name ?? file} has ${lines} lines`;

for (const [folder, limits] of Object.entries(LIMITS)) {
  const shapes = filesOf(folder).map(read);
  const written = shapes.filter(({ file }) => !isGenerated(file)).sort(byLines);
  const functions = shapes.flatMap((shape) => shape.functions).sort(byLines);
  const any = shapes.flatMap((shape) => shape.any);
  const cycles = cyclesOf(shapes);
  console.log(`${folder}: ${shapes.length} files`);
  const tooLong = (pieces, limit) => pieces.filter(({ lines }) => lines > (limit ?? Infinity)).map(withLines);
  tell(folder, 'longest function', withLines(functions[0]), tooLong(functions, limits.function), limits.function);
  tell(folder, 'largest file', withLines(written[0]), tooLong(written, limits.file), limits.file);
  tell(folder, 'median file', `${median(written.map(({ lines }) => lines))} lines`, []);
  tell(folder, 'cycles', cycles.length, cycles, limits.cycles);
  const unexcused = any.filter(({ isExcused }) => !isExcused).map(({ at }) => at);
  tell(folder, 'any', `${any.length}, ${unexcused.length} without a reason`, unexcused, limits.any);
  for (const { file, imports, packages } of shapes) {
    const layer = LAYERS.find(({ from }) => from.test(file));
    if (!layer) continue;
    const strangers = [
      ...[...imports].filter((path) => !layer.only.test(path)),
      ...[...packages].filter((name) => !layer.packages.test(name)),
    ];
    problems.push(...strangers.map((stranger) => `${file} must not import ${stranger}`));
  }
}
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
