/** The kinds of configuration of Amplify and the mobile SDKs. */
export type Kind =
  | 'amplifyMobile'
  | 'amplifyOutputs'
  | 'awsExports'
  | 'amplify6'
  | 'awsConfiguration'
  | 'amplify5'
  | 'amplify5Flat';

/** How a kind is named and recognised. */
interface KindRow {
  readonly kind: Kind;
  /** The name for error messages. */
  readonly title: string;
  /** A dotted path, or a pattern for a key, that no kind further down has. */
  readonly mark: string | RegExp;
}

/** In the order in which they are recognised. */
const KINDS: readonly KindRow[] = [
  {
    kind: 'amplifyMobile',
    title: "the mobile SDKs' amplifyconfiguration.json",
    mark: 'auth.plugins.awsCognitoAuthPlugin',
  },
  { kind: 'amplifyOutputs', title: 'amplify_outputs.json', mark: 'auth' },
  { kind: 'awsExports', title: 'aws-exports.js', mark: /^aws_(project|cognito|user_pools)_/ },
  { kind: 'amplify6', title: 'the configuration of Amplify 6', mark: 'Auth.Cognito' },
  { kind: 'awsConfiguration', title: 'awsconfiguration.json', mark: 'Auth.Default' },
  { kind: 'awsConfiguration', title: 'awsconfiguration.json', mark: /^(CognitoUserPool|CredentialsProvider)$/ },
  { kind: 'amplify5', title: 'the configuration of Amplify 5', mark: 'Auth' },
  {
    kind: 'amplify5Flat',
    title: 'the configuration of Amplify 5',
    mark: /^(userPoolWebClientId|mandatorySignIn|authenticationFlowType)$/,
  },
];

/** Returns the value at a dotted path. */
export const at = (source: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce((value, key) => (value as Readonly<Record<string, unknown>> | null | undefined)?.[key], source);

/** Returns the kind of a configuration and its name; `undefined` if it is not from a file. */
export const recogniseKind = (input: object): Omit<KindRow, 'mark'> | undefined =>
  KINDS.find(({ mark }) =>
    typeof mark === 'string' ? at(input, mark) !== undefined : Object.keys(input).some((key) => mark.test(key)),
  );

/** Unwraps a module (`import * as outputs from './amplify_outputs.json'`), and keeps the keys next to its content. */
export const withoutModule = <T extends object>(input: T): T => {
  const { default: content } = input as { readonly default?: unknown };
  if (typeof content !== 'object' || content === null) return input;
  const { default: _, ...rest } = input as Record<string, unknown>;
  return { ...content, ...rest } as T;
};
