import { Ajv } from 'ajv';
import { filesOf, textOf } from '../docs/guides.mjs';
import { expect, test } from 'vitest';
import { checkShape } from '../../mocks/configuration/check.js';
import { awsMock } from '../../mocks/configuration/description.js';
import { choice, type Fields, flag, object, required, type Shape, text } from '../../mocks/configuration/shape.js';
import { exampleWith } from '../../mocks/emulator/configuration.js';
import { jsonSchemaOf, missingWords, TABLES, tableBelow, tableOf, withTables } from '../support/options.mjs';

const guide = textOf('mocks/README.md');
const schema = jsonSchemaOf(awsMock) as { readonly definitions: Readonly<Record<string, unknown>> };
const isValid = new Ajv({ strict: true, allErrors: true }).compile(schema);

/** Whether the mock accepts options by their names and kinds. */
const isAccepted = (options: unknown): boolean => {
  try {
    checkShape(awsMock, options, '');
    return true;
  } catch {
    return false;
  }
};

test.each(TABLES)('the guide has a row for each option of $type, with its default and meaning', (table) => {
  // `npm run tables` writes them.
  expect(tableBelow(guide, table.heading)).toBe(tableOf(awsMock, table));
});

test('every option is described where its type is declared, with what happens without it', () => {
  expect(missingWords(awsMock)).toEqual([]);
});

test('every interface of options has a table, and so has each that is added', () => {
  const shown = TABLES.map(({ type }) => type);
  expect(Object.keys(schema.definitions).filter((name) => !shown.includes(name))).toEqual(['ErrorTypes']);
  expect(() => withTables(guide.replace('### A user of a user pool', '### Users'), awsMock)).toThrow(
    'A user of a user pool',
  );
});

const good = [
  {},
  JSON.parse(JSON.stringify(exampleWith('Correct-horse-1'))),
  { $schema: './node_modules/sigv4-interceptor/dist/mocks/schema.json', seed: 'mine', origins: ['https://app.test'] },
  { apis: [{ flavour: 's3' }, { flavour: 'http', routes: { 'GET /items': [{ id: 1 }, null], '/a': 'text' } }] },
  { users: ['alice', { name: 'bob', accessKeyId: 'AKID', secretAccessKey: 'secret' }], origins: '*' },
  { userPools: [{ refreshTokenRotation: { graceSeconds: 10 }, idTokenLifetime: '5m', accessTokenLifetime: 60_000 }] },
  { userPools: [{ refreshTokenRotation: true, passwordPolicy: { minimumLength: 6 }, mfaSetup: ['EMAIL_OTP'] }] },
  { auth0: { users: [{ username: 'a', password: 'b' }] }, slack: { users: ['U1'] }, errorTypes: { denied: '' } },
];
test.each(good)('an editor and the mock both accept %j', (options) => {
  expect(isValid(options), JSON.stringify(isValid.errors)).toBe(true);
  expect(isAccepted(options)).toBe(true);
});

const bad = [
  [],
  { flavor: 'rest' },
  { flavour: 'soap' },
  { seed: '' },
  { userPools: {} },
  { userPools: [{ mfa: 'on' }] },
  { userPools: [{ users: [{ password: 'no name' }] }] },
  { userPools: [{ users: [{ username: 'alice', pasword: 'x' }] }] },
  { userPools: [{ idTokenLifetime: 'soon' }] },
  { userPools: [{ refreshTokenRotation: { grace: 1 } }] },
  { userPools: [{ preSignUp: 'a text' }] },
  { users: [7] },
  { apis: [{ region: 'eu-west-1', regions: [] }] },
  { hostedUi: true },
  { errorTypes: { expired: '' } },
  { origins: 'all' },
];
test.each(bad)('an editor and the mock both refuse %j', (options) => {
  expect(isValid(options)).toBe(false);
  expect(isAccepted(options)).toBe(false);
});

test('the configurations in the guide are valid', () => {
  const found = [...guide.matchAll(/```json\n(.*?)```/gs)].map(([, code = '']) => JSON.parse(code) as unknown);
  expect(found.length).toBeGreaterThan(0);
  for (const options of found) expect(isValid(options), JSON.stringify(isValid.errors)).toBe(true);
  expect([...filesOf('mocks').keys()]).toContain('mocks/aws.ts');
});

test('the compiler asks for an option, a value or a mark that the description lacks', () => {
  interface Options {
    readonly name: string;
    readonly mode?: 'a' | 'b';
  }
  const mode = choice({ a: 0, b: 0 });
  const complete: Fields<Options> = { name: required(text), mode };
  // @ts-expect-error an option is missing
  const lacksOne: Fields<Options> = { name: required(text) };
  // @ts-expect-error an option too many
  const hasOneMore: Fields<Options> = { name: required(text), mode, other: flag };
  // @ts-expect-error a value is missing
  const lacksValue: Shape<'a' | 'b'> = choice({ a: 0 });
  // @ts-expect-error a value too many
  const hasValue: Shape<'a'> = mode;
  // @ts-expect-error a required option is not marked
  const unmarked: Fields<Options> = { name: text, mode };
  // @ts-expect-error an optional one is
  const marked: Fields<Options> = { name: required(text), mode: required(mode) };
  expect([lacksOne, hasOneMore, lacksValue, hasValue, unmarked, marked]).toHaveLength(6);
  expect(() => checkShape(object<Options>('Options', complete), { mode: 'c', name: 'x' }, '')).toThrow('mode');
});
