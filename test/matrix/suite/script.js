// The suite as a script of one file, for places that have no modules. Its settings are a global.
import { libraries } from './libraries.js';
import { runSuite } from './suite.js';

globalThis.matrixRun = runSuite(JSON.parse(globalThis.MATRIX_SETTINGS), libraries);
