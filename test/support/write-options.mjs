// Writes dist/mocks/schema.json, a part of the build; with --guide also the tables of options in mocks/README.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { awsMock } from '../../dist/mocks/configuration/description.js';
import { jsonSchemaOf, withTables } from './options.mjs';

const root = new URL('../../', import.meta.url);
const guide = new URL('mocks/README.md', root);

writeFileSync(new URL('dist/mocks/schema.json', root), `${JSON.stringify(jsonSchemaOf(awsMock), null, 2)}\n`);
if (process.argv.includes('--guide')) writeFileSync(guide, withTables(readFileSync(guide, 'utf8'), awsMock));
