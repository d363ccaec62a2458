import { readFileSync } from 'node:fs';

const readme = new URL('../../README.md', import.meta.url);

const ID = '\0readme-example';

/** A plugin for Vite: `virtual:readme-example` is the example of the README that imports a module. */
export const readmeExample = (module: string) => ({
  name: 'readme-example',
  resolveId: (id: string) => (id === 'virtual:readme-example' ? ID : undefined),
  load: (id: string) => {
    if (id !== ID) return undefined;
    const examples = [...readFileSync(readme, 'utf8').matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code!);
    const [example, ...more] = examples.filter((code) => code.includes(`'${module}'`));
    if (example === undefined || more.length > 0) throw new Error(`One example of the README must import ${module}.`);
    return `${example}\nexport { session, state };\n`;
  },
});
