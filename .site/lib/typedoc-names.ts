import { type Application, Converter, ReflectionKind } from 'typedoc';
import { manifest } from './gather.ts';

/** What imports each file: `src/axios` is `sigv4-interceptor/axios`. */
const names = new Map<string, string>(
  Object.entries<{ types?: string }>(manifest.exports).flatMap(([subpath, { types }]) =>
    types ? [[types.replace(/^\.\/dist\/|(\/index)?\.d\.ts$/g, ''), manifest.name + subpath.slice(1)]] : [],
  ),
);

/** A plugin of TypeDoc that calls each entry by the name that apps import it by, not by its file. */
export const load = (app: Application): void => {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
      module.name = names.get(module.name.replace(/(^|\/)index$/, '')) ?? module.name;
    }
  });
};
