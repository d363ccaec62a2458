// The suite in a process: Node, Bun, Deno. Its settings come by the environment.
import { libraries } from './libraries.js';
import { runSuite } from './suite.js';

const { Bun, Deno, process } = globalThis;
const version = Bun?.version ?? Deno?.version.deno ?? process.versions.node;
await runSuite(JSON.parse(process.env.MATRIX_SETTINGS), libraries, version);
