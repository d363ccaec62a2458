import { fileURLToPath } from 'node:url';

/** The folder of the matrix. */
export const HERE = fileURLToPath(new URL('..', import.meta.url));
/** The repository that the matrix stands in: its tools are used. */
export const TOOLS = fileURLToPath(new URL('../../..', import.meta.url));
/** The checkout to test: this one, unless MATRIX_ROOT names another. */
export const ROOT = process.env.MATRIX_ROOT ?? TOOLS;
/** What each place said in its last run. */
export const REPORT = `${HERE}.work/report.json`;
/** Where this run makes its projects and bundles. */
export const WORK = `${HERE}.work/${process.pid}`;
