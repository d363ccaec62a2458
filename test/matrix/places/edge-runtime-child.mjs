// Runs a script in an edge runtime until it says that it is done.
import { readFileSync } from 'node:fs';
import { EdgeVM } from '@edge-runtime/vm';

const vm = new EdgeVM();
vm.context.MATRIX_SETTINGS = process.env.MATRIX_SETTINGS;
vm.evaluate(readFileSync(process.argv[2], 'utf8'));
await vm.context.matrixRun;
process.exit(0);
