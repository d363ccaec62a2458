import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

/**
 * Imports what a peer depends on, as that peer would find it: such packages are not dependencies of this one.
 *
 * @param peer A development dependency.
 * @param specifier Something that it depends on.
 */
export const importThrough = async (peer, specifier) => {
  const found = createRequire(import.meta.resolve(peer)).resolve(specifier);
  return import(pathToFileURL(found).href);
};
