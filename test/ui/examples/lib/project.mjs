// Lays the examples out like real projects: each with its sources and the packed library.
import { cpSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesOf } from '../../../docs/guides.mjs';
import { pack } from '../../../matrix/lib/project.mjs';

const HERE = fileURLToPath(new URL('..', import.meta.url));

/** The files from the guides that each example uses besides its own. */
const GUIDES = {
  html: ['auto-show.ts', 'sign-in.ts', 'branded.ts', 'sign-in.css'],
  react: ['flow.ts', 'own-sign-in.tsx'],
  vue: ['session-ref.ts', 'flow.ts', 'flow-ref.ts', 'OwnSignIn.vue'],
  svelte: ['current.ts', 'flow.ts', 'current-flow.ts', 'OwnSignIn.svelte'],
  angular: [],
  preact: [],
  solid: [],
};

/** Packs the library into the folder of the examples. */
export const packInto = async (work) => {
  mkdirSync(join(work, 'node_modules'), { recursive: true });
  const { name, folder } = await pack(work);
  const library = join(work, 'node_modules', name);
  renameSync(folder, library);
  return library;
};

/** Writes the examples into a folder, each with the emulator's values. */
export const layOut = (work, aws) => {
  const guides = filesOf('recipes');
  for (const name of ['package.json', 'tsconfig.base.json']) cpSync(join(HERE, name), join(work, name));
  for (const [example, files] of Object.entries(GUIDES)) {
    const folder = join(work, example);
    cpSync(join(HERE, example), folder, { recursive: true });
    cpSync(join(HERE, 'shared'), join(folder, 'src'), { recursive: true });
    for (const file of files) {
      const code = guides.get(`src/${file}`);
      if (code === undefined) throw new Error(`No guide has the file src/${file}.`);
      writeFileSync(join(folder, 'src', file), code);
    }
    writeFileSync(join(folder, 'src/aws.json'), JSON.stringify(aws, null, 2));
  }
};
