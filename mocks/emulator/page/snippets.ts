import type { EmulatorValues } from '../state.js';

/** A text to paste, with where it goes. */
export interface Snippet {
  readonly file: string;
  readonly text: string;
}

/** A way of configuring an app. */
export interface SetUp {
  readonly name: string;
  readonly snippets: readonly Snippet[];
}

type Variables = Readonly<Record<string, string>>;

const variablesOf = ({ api, apis, session, hostedUi }: EmulatorValues): Variables => {
  const { userPoolId, userPoolClientId, identityPoolId, endpoints } = session ?? {};
  const others = Object.entries(apis ?? {}).map(([name, { url }]) => [
    `API_${name.toUpperCase().replace(/\W+/g, '_')}_URL`,
    url,
  ]);
  const all = {
    API_URL: api.url,
    API_REGION: api.region,
    API_SERVICE: api.service,
    ...Object.fromEntries(others),
    USER_POOL_ID: userPoolId,
    USER_POOL_CLIENT_ID: userPoolClientId,
    IDENTITY_POOL_ID: identityPoolId,
    USER_POOL_ENDPOINT: endpoints?.userPool,
    IDENTITY_POOL_ENDPOINT: endpoints?.identityPool,
    STS_ENDPOINT: endpoints?.sts,
    HOSTED_UI_DOMAIN: hostedUi?.domain,
  };
  return Object.fromEntries(Object.entries(all).filter((pair): pair is [string, string] => pair[1] !== undefined));
};

const envFile = (variables: Variables, prefix = ''): string =>
  Object.entries(variables)
    .map(([name, value]) => `${prefix}${name}=${value}`)
    .join('\n');

/** What the code of an app is made from. */
interface Source {
  /** Returns the expression for a variable. */
  read(name: string): string;
  /** The expressions for the keys, where they may be used. */
  readonly keys?: readonly [accessKeyId: string, secretAccessKey: string] | undefined;
  /** Whether the code runs in a page. */
  readonly inPage: boolean;
}

const sessionCode = ({ session }: EmulatorValues, variables: Variables, read: Source['read']): string[] => {
  if (!session) return [];
  const entry = (option: string, name: string): string[] =>
    variables[name] === undefined ? [] : [`${option}: ${read(name)},`];
  return [
    `const session = createCognitoSession({`,
    ...[
      ...entry('region', 'API_REGION'),
      ...entry('userPoolId', 'USER_POOL_ID'),
      ...entry('userPoolClientId', 'USER_POOL_CLIENT_ID'),
      ...entry('identityPoolId', 'IDENTITY_POOL_ID'),
      `endpoints: {`,
      ...[
        ...entry('userPool', 'USER_POOL_ENDPOINT'),
        ...entry('identityPool', 'IDENTITY_POOL_ENDPOINT'),
        ...entry('sts', 'STS_ENDPOINT'),
      ].map((line) => `  ${line}`),
      `},`,
    ].map((line) => `  ${line}`),
    `});`,
  ];
};

/** The code that reads the variables. */
const code = (values: EmulatorValues, { read, keys, inPage }: Source): string => {
  const variables = variablesOf(values);
  const own = keys ? `{ accessKeyId: ${keys[0]}, secretAccessKey: ${keys[1]} }` : 'yourCredentials';
  return [
    ...sessionCode(values, variables, read),
    `const auth = createSigV4({`,
    `  credentials: ${values.session?.identityPoolId ? 'session.credentials' : own},`,
    `  region: ${read('API_REGION')},`,
    `  service: ${read('API_SERVICE')},`,
    `  origins: ${read('API_URL')},`,
    `});`,
    ...(values.hostedUi && inPage
      ? [
          `const hostedUi = createHostedUi({`,
          `  session,`,
          `  domain: ${read('HOSTED_UI_DOMAIN')},`,
          `  redirectSignIn: [location.origin + '/'],`,
          `});`,
        ]
      : []),
  ].join('\n');
};

/** `amplify_outputs.json` has no place for endpoints, so they are set in code. */
const amplify = ({ api, apis, session }: EmulatorValues): Snippet[] => {
  const named = Object.entries(apis ?? { api });
  const outputs = {
    version: '1.3',
    ...(session && {
      auth: {
        aws_region: api.region,
        user_pool_id: session.userPoolId,
        user_pool_client_id: session.userPoolClientId,
        identity_pool_id: session.identityPoolId,
        unauthenticated_identities_enabled: true,
      },
    }),
    custom: {
      API: Object.fromEntries(named.map(([name, { url, region }]) => [name, { endpoint: url, region, apiName: name }])),
    },
  };
  const { userPool, identityPool } = session?.endpoints ?? {};
  const cognito = [
    ...(userPool ? [`    userPoolEndpoint: '${userPool}',`] : []),
    ...(identityPool ? [`    identityPoolEndpoint: '${identityPool}',`] : []),
  ];
  const rest = named.map(
    ([name, { url, region, service }]) =>
      `    ${JSON.stringify(name)}: { endpoint: '${url}', region: '${region}', service: '${service}' },`,
  );
  return [
    { file: 'amplify_outputs.json', text: JSON.stringify(outputs, undefined, 2) },
    {
      file: 'main.ts, because Amplify reads endpoints from nowhere else',
      text: [
        `import { Amplify } from 'aws-amplify';`,
        `import { parseAmplifyConfig } from 'aws-amplify/utils';`,
        `import outputs from '../amplify_outputs.json';`,
        ``,
        `const { Auth, ...config } = parseAmplifyConfig(outputs);`,
        `Amplify.configure({`,
        `  ...config,`,
        ...(session ? [`  Auth: { Cognito: {`, `    ...Auth!.Cognito,`, ...cognito, `  } },`] : []),
        `  API: { REST: {`,
        ...rest,
        `  } },`,
        `});`,
      ].join('\n'),
    },
  ];
};

const fromProcess = (name: string): string => `process.env.${name}!`;

const quote = (text = ''): string => `'${text}'`;

/** Returns the ways of configuring an app for the emulator. */
export const setUps = (values: EmulatorValues): SetUp[] => {
  const variables = variablesOf(values);
  const [keys] = Object.values(values.credentials ?? {});
  const secrets: Variables = keys
    ? { AWS_ACCESS_KEY_ID: keys.accessKeyId, AWS_SECRET_ACCESS_KEY: keys.secretAccessKey }
    : {};
  return [
    {
      name: '.env',
      snippets: [
        { file: '.env', text: envFile({ ...variables, ...secrets }) },
        {
          file: 'Node',
          text: code(values, {
            read: fromProcess,
            keys: keys && [fromProcess('AWS_ACCESS_KEY_ID'), fromProcess('AWS_SECRET_ACCESS_KEY')],
            inPage: false,
          }),
        },
      ],
    },
    {
      name: 'Vite',
      snippets: [
        { file: '.env.development.local', text: envFile(variables, 'VITE_') },
        { file: 'src/auth.ts', text: code(values, { read: (name) => `import.meta.env.VITE_${name}`, inPage: true }) },
      ],
    },
    {
      name: 'Next',
      snippets: [
        { file: '.env.development.local', text: envFile(variables, 'NEXT_PUBLIC_') },
        { file: 'auth.ts', text: code(values, { read: (name) => `process.env.NEXT_PUBLIC_${name}!`, inPage: true }) },
      ],
    },
    { name: 'Amplify', snippets: amplify(values) },
    {
      name: 'TypeScript',
      snippets: [
        {
          file: 'auth.ts',
          text: code(values, {
            read: (name) => quote(variables[name]),
            keys: keys && [quote(keys.accessKeyId), quote(keys.secretAccessKey)],
            inPage: true,
          }),
        },
      ],
    },
    { name: 'JSON', snippets: [{ file: 'as the emulator prints it', text: JSON.stringify(values, undefined, 2) }] },
  ];
};
