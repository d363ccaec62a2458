import { examples } from '../docs/guides.mjs';

const PREFIX = 'virtual:example/';

/**
 * A plugin for Vite: `virtual:example/README.md` is that guide's example with the ready-made sign-in, which needs a page, and exports what it
 * declares.
 */
export const readmeExample = () => ({
  name: 'readme-example',
  resolveId: (id: string) => (id.startsWith(PREFIX) ? `\0${id}` : undefined),
  load: (id: string) => {
    if (!id.startsWith(`\0${PREFIX}`)) return undefined;
    const path = id.slice(PREFIX.length + 1);
    const [example, ...more] = examples.filter(
      ({ guide, code }) => guide === path && code.includes("'sigv4-interceptor/ui'"),
    );
    if (!example || more.length > 0) throw new Error(`One example of ${path} must have the ready-made sign-in.`);
    return example.code.replace(/^const /gm, 'export const ');
  },
});
