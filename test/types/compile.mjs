// Prints what a compiler finds wrong in consumers and in this package's declarations: node compile.mjs COMPILER CONFIG…
// Errors in other packages' declarations are theirs, so only our files are checked (`skipLibCheck` is off).
import { createRequire } from 'node:module';

const [compiler, ...configs] = process.argv.slice(2);
const ts = createRequire(import.meta.url)(compiler);

/** Parsed files by the options that bear on them: most of the time goes into reading the libraries. */
const parsed = new Map();

const hostFor = (options) => {
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (path, chosen, ...rest) => {
    const key = [path, chosen.impliedNodeFormat, options.module, options.moduleResolution].join();
    if (!parsed.has(key)) parsed.set(key, read(path, chosen, ...rest));
    return parsed.get(key);
  };
  return host;
};

const format = {
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: () => process.cwd(),
  getNewLine: () => '\n',
};

for (const config of configs) {
  const { options, fileNames, errors } = ts.getParsedCommandLineOfConfigFile(
    config,
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
        throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
      },
    },
  );
  const program = ts.createProgram(fileNames, options, hostFor(options));
  const ours = program
    .getSourceFiles()
    .filter(({ fileName }) => fileNames.includes(fileName) || fileName.includes('/node_modules/sigv4-interceptor/'));
  const found = [
    ...errors,
    ...program.getOptionsDiagnostics(),
    ...ours.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
  ];
  process.stdout.write(ts.formatDiagnostics(found, format));
  console.log(`checked ${ours.length} files`);
}
