// Writes dist/custom-elements.json, from which editors know `<sigv4-sign-in>`: a part of the build. The analyzer reads the class; what
// stands elsewhere, once, is put in: the options' own words, and which properties are attributes, as the class itself says.
import { readFileSync, writeFileSync } from 'node:fs';
import { create, ts } from '@custom-elements-manifest/analyzer';

const root = new URL('../../', import.meta.url);
const ELEMENT = 'src/ui/element/sign-in-element';
/** What the members and events are documented in. */
const DOCUMENTED = ['SignInElementEvents', 'SignInProperties', 'SignInElementOptions', 'SignInFlowOptions'];
const SOURCES = [
  `${ELEMENT}.ts`,
  'src/ui/element/events.ts',
  'src/ui/element/properties.ts',
  'src/ui/element/options.ts',
  'src/ui/flow/options.ts',
];

const files = SOURCES.map((name) =>
  ts.createSourceFile(name, readFileSync(new URL(name, root), 'utf8'), ts.ScriptTarget.ES2022, true),
);

/** The words and the type of each member, by its name. The first to have words for it counts, the last to have a type. */
const readMembers = () => {
  const found = new Map();
  const statements = files.flatMap(({ statements }) => statements);
  for (const owner of DOCUMENTED) {
    const { members } = statements.find(({ name }) => name?.text === owner);
    for (const member of members.filter(({ name, type }) => name && type)) {
      const words = ts.getJSDocCommentsAndTags(member).map(({ comment }) => ts.getTextOfJSDocComment(comment))[0];
      const before = found.get(member.name.text);
      found.set(member.name.text, {
        description: before?.description ?? words?.replaceAll(/\s+/g, ' '),
        type: { text: member.type.getText() },
      });
    }
  }
  return found;
};

const { SignInElement } = await import(new URL(`dist/${ELEMENT}.js`, root));
// Lit reads its properties when somebody asks for the attributes.
if (SignInElement.observedAttributes.length === 0) throw new Error('The element has no attributes.');
const members = readMembers();
const manifest = create({ modules: [files[0]] });
const [module] = manifest.modules;
const element = module.declarations.find(({ name }) => name === 'SignInElement');
const properties = [...SignInElement.elementProperties].filter(([, { state }]) => !state);

const withDefault = ({ description, ...rest }) => {
  const [, value] = /Default: (true|false)\./.exec(description) ?? [];
  return { ...rest, description, ...(value && { default: value }) };
};

Object.assign(element, {
  tagName: 'sigv4-sign-in',
  customElement: true,
  members: [
    ...properties.map(([name, { attribute }]) => ({
      kind: 'field',
      name,
      ...withDefault(members.get(name)),
      ...(attribute !== false && { attribute: typeof attribute === 'string' ? attribute : name.toLowerCase() }),
    })),
    ...element.members.filter(({ kind, name }) => kind === 'method' && name === 'focus'),
  ],
  attributes: properties
    .filter(([, { attribute }]) => attribute !== false)
    .map(([fieldName, { attribute, type }]) => ({
      name: typeof attribute === 'string' ? attribute : fieldName.toLowerCase(),
      fieldName,
      ...withDefault(members.get(fieldName)),
      type: { text: type === Boolean ? 'boolean' : 'string' },
    })),
  events: element.events.filter(({ name }) => members.has(name)).map(({ name }) => ({ name, ...members.get(name) })),
  superclass: { name: 'LitElement', package: 'lit' },
});
Object.assign(module, {
  path: `dist/${ELEMENT}.js`,
  declarations: [element],
  exports: [
    { kind: 'js', name: 'SignInElement', declaration: { name: 'SignInElement', module: `dist/${ELEMENT}.js` } },
    {
      kind: 'custom-element-definition',
      name: 'sigv4-sign-in',
      declaration: { name: 'SignInElement', module: `dist/${ELEMENT}.js` },
    },
  ],
});
writeFileSync(new URL('dist/custom-elements.json', root), `${JSON.stringify(manifest, null, 2)}\n`);
