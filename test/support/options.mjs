// What is made of the description of the mock's options (mocks/configuration): the JSON schema for editors, and the tables of the
// guide. Their words are the comments of the interfaces, so that each is written once.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'oxc-parser';

// A path, because URL is jsdom's in tests that have a page.
const ROOT = join(import.meta.dirname, '../..');

/** The table below each heading of the guide, and the interface that it shows. */
export const TABLES = [
  { heading: 'The mock', type: 'AwsMockOptions', without: 'ApiOptions' },
  { heading: 'A user with keys', type: 'MockUser' },
  { heading: 'An API', type: 'ApiOptions' },
  { heading: 'A user pool and its client', type: 'UserPoolOptions' },
  { heading: 'A user of a user pool', type: 'PoolUser' },
  { heading: 'A password policy', type: 'PasswordPolicy' },
  { heading: 'An attribute of the schema', type: 'SchemaAttribute' },
  { heading: 'Rotation of refresh tokens', type: 'RefreshTokenRotation' },
  { heading: 'An identity pool', type: 'IdentityPoolOptions' },
  { heading: 'Hosted UI', type: 'HostedUiMockOptions' },
  { heading: 'Auth0', type: 'Auth0Options' },
  { heading: 'A user of Auth0', type: 'Auth0User' },
  { heading: 'Slack', type: 'SlackMockOptions' },
];

/** The words of a comment, without its tags. */
const wordsOf = (comment) =>
  comment
    .replace(/^\*/, '')
    .replaceAll(/\n\s*\* ?/g, '\n')
    .split(/\n@/)[0]
    .replaceAll(/\{@link (\w+)\}/g, '`$1`')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** The interfaces of the mock by name, with the words for them and for their members, inherited ones included. */
const readInterfaces = () => {
  const found = new Map();
  for (const file of globSync('mocks/**/*.ts', { cwd: ROOT })) {
    const code = readFileSync(join(ROOT, file), 'utf8');
    const { program, comments } = parseSync(file, code);
    const before = (start) => {
      const comment = comments.findLast(({ end }) => end <= start);
      return comment && /^\s*(export\s*)?$/.test(code.slice(comment.end, start)) ? wordsOf(comment.value) : '';
    };
    for (const statement of program.body) {
      const declared = statement.declaration ?? statement;
      if (declared.type !== 'TSInterfaceDeclaration') continue;
      found.set(declared.id.name, {
        words: before(statement.start),
        parents: declared.extends.map(({ expression }) => expression.name),
        members: new Map(
          declared.body.body.filter(({ key }) => key?.name).map(({ key, start }) => [key.name, before(start)]),
        ),
      });
    }
  }
  return found;
};

const interfaces = readInterfaces();

/** The words for an option, wherever its interface inherits it from. Undefined if there are none. */
const wordsFor = (type, name) => {
  const { members, parents } = interfaces.get(type) ?? { members: new Map(), parents: [] };
  return members.get(name) || parents.map((parent) => wordsFor(parent, name)).find(Boolean);
};

/** Splits "What it is. Default: that. More." into the meaning and the default. */
const splitDefault = (words) => {
  const [whole, value = ''] = /Default: (.*?)\.(?= [A-Z`]|$)/.exec(words) ?? [''];
  return { meaning: words.replace(whole, '').replaceAll(/\s+/g, ' ').trim(), byDefault: value };
};

/** The objects of a shape with names of their own, by name. */
const objectsIn = (shape, found = new Map()) => {
  if (shape.kind === 'object' && !found.has(shape.type)) {
    found.set(shape.type, shape);
    for (const field of Object.values(shape.fields)) objectsIn(field, found);
  }
  for (const inner of [shape.item, shape.value, ...(shape.shapes ?? [])]) if (inner) objectsIn(inner, found);
  return found;
};

/** What each kind is in a JSON schema. A function has no place in JSON. */
const SCHEMAS = {
  text: ({ nonEmpty }) => ({ type: 'string', ...(nonEmpty && { minLength: 1 }) }),
  flag: () => ({ type: 'boolean' }),
  number: () => ({ type: 'number' }),
  duration: () => ({
    anyOf: [{ type: 'number' }, { type: 'string', pattern: '^\\s*[+-]?\\d+(\\.\\d+)?\\s*(ms|s|m|h|d)\\s*$' }],
  }),
  json: () => ({}),
  choice: ({ values }) => ({ enum: values }),
  list: ({ item }) => ({ type: 'array', items: schemaOf(item) }),
  map: ({ value }) => ({ type: 'object', additionalProperties: schemaOf(value) }),
  object: ({ type }) => ({ $ref: `#/definitions/${type}` }),
  either: ({ shapes }) => {
    const inner = shapes.filter(({ kind }) => kind !== 'function').map(schemaOf);
    return inner.length === 1 ? inner[0] : { anyOf: inner };
  },
};

const schemaOf = (shape) => SCHEMAS[shape.kind](shape);

const definitionOf = ({ type, fields }) => {
  const inJson = Object.entries(fields).filter(([, { kind }]) => kind !== 'function');
  const required = inJson.filter(([, field]) => field.required).map(([name]) => name);
  const words = interfaces.get(type)?.words;
  return {
    type: 'object',
    ...(words && { description: words }),
    properties: Object.fromEntries(
      inJson.map(([name, field]) => {
        const description = wordsFor(type, name);
        const schema = schemaOf(field);
        // Draft 7 ignores what stands beside a $ref.
        const open = schema.$ref ? { allOf: [schema] } : schema;
        return [name, { ...(description && { description }), ...open }];
      }),
    ),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
};

/** The JSON schema of a configuration, in draft 7, which editors know best. */
export const jsonSchemaOf = (shape) => ({
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'Options of createAwsMock in sigv4-interceptor/mocks',
  ...definitionOf(shape),
  definitions: Object.fromEntries(
    [...objectsIn(shape)].filter(([name]) => name !== shape.type).map(([name, object]) => [name, definitionOf(object)]),
  ),
});

const code = (text) => `\`${text}\``;

/** The values of each kind, as the guide writes them. */
const VALUES = {
  text: () => 'a string',
  flag: () => '`true`, `false`',
  number: () => 'a number',
  duration: () => "milliseconds, `'15m'`",
  function: () => 'a function',
  json: () => 'JSON',
  choice: ({ values }) => values.map((value) => code(`'${value}'`)).join(', '),
  list: ({ item }) =>
    ({ text: 'a list of strings', choice: `a list of ${valuesOf(item)}` })[item.kind] ?? `a list: ${valuesOf(item)}`,
  map: () => 'an object',
  object: ({ type }) => linkTo(type) ?? 'an object',
  either: ({ shapes }) => shapes.map(valuesOf).join(', or '),
};

const valuesOf = (shape) => VALUES[shape.kind](shape);

/** The place of the table that shows an interface. */
const linkTo = (type) => {
  const { heading } = TABLES.find((table) => table.type === type) ?? {};
  return heading && `[${heading}](#${heading.toLowerCase().replaceAll(' ', '-')})`;
};

/** A table of the guide: a row for each option of an interface. */
export const tableOf = (shape, { type, without }) => {
  const objects = objectsIn(shape);
  const left = without ? Object.keys(objects.get(without).fields).filter((name) => name !== 'region') : [];
  const rows = Object.entries(objects.get(type).fields)
    .filter(([name]) => !left.includes(name))
    .map(([name, field]) => {
      const { meaning, byDefault } = splitDefault(wordsFor(type, name) ?? '');
      const cells = [code(name), valuesOf(field), field.required ? 'required' : byDefault, meaning];
      return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
    });
  return ['| Option | Values | Default | |', '|---|---|---|---|', ...rows].join('\n');
};

const TABLE = /^\|.*(?:\n\|.*)*/m;

/** The guide in three: what is before a heading's table, the table, what is after it. Undefined without the table. */
const around = (guide, heading) => {
  const start = guide.search(new RegExp(`^#+ ${heading}$`, 'm'));
  const [section] = start < 0 ? [''] : guide.slice(start).split(/\n(?=#)/);
  const found = TABLE.exec(section);
  if (!found) return undefined;
  const from = start + found.index;
  return [guide.slice(0, from), found[0], guide.slice(from + found[0].length)];
};

/** The guide's table below a heading. Undefined if there is none. */
export const tableBelow = (guide, heading) => around(guide, heading)?.[1];

/** The guide with its tables of options as they should be. */
export const withTables = (guide, shape) =>
  TABLES.reduce((text, table) => {
    const parts = around(text, table.heading);
    if (!parts) throw new Error(`The guide has no table below the heading "${table.heading}".`);
    return `${parts[0]}${tableOf(shape, table)}${parts[2]}`;
  }, guide);

/** Interfaces and options that lack words, a default or a table: what has to be written by hand. */
export const missingWords = (shape) =>
  [...objectsIn(shape)].flatMap(([type, { fields }]) =>
    Object.entries(fields).flatMap(([name, field]) => {
      if (!interfaces.has(type)) return [];
      const { meaning, byDefault } = splitDefault(wordsFor(type, name) ?? '');
      return meaning && (field.required || byDefault) ? [] : [`${type}.${name}`];
    }),
  );
