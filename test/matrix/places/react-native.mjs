// What React Native has, on Node: the globals that Hermes and React Native lack are taken away before the suite is loaded.
import { join } from 'node:path';
import { HERE } from '../lib/paths.mjs';
import { run } from '../lib/run.mjs';

export const missing = () => undefined;

export const prepare = async (_, { project, bundle }) => {
  const [folder, built] = [await project('newest'), await bundle('react-native')];
  return {
    project: folder,
    start: ({ settings, signal }) =>
      run(process.execPath, ['--import', join(HERE, 'places/react-native-globals.mjs'), join(built, 'script.cjs')], {
        signal,
        env: { ...process.env, MATRIX_SETTINGS: JSON.stringify(settings) },
      }),
  };
};
