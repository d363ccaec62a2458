/** The kinds of configuration that users of Amplify and of the mobile SDKs have. */
export type Kind =
  | 'amplifyMobile'
  | 'amplifyOutputs'
  | 'awsExports'
  | 'amplify6'
  | 'awsConfiguration'
  | 'amplify5'
  | 'amplify5Flat';

/** What a kind is called, and what its users know it by. */
interface KindRow {
  readonly kind: Kind;
  /** For messages. */
  readonly title: string;
  /** A path, with dots, or the beginning of a key that no kind below has. */
  readonly mark: string | RegExp;
}

/** In the order in which they are told apart. */
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

/** What is at a path, with dots. */
export const at = (source: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce((value, key) => (value as Readonly<Record<string, unknown>> | null | undefined)?.[key], source);

/** Which kind of configuration `input` is, if it is a file's, and what that is called. */
export const recogniseKind = (input: object): Omit<KindRow, 'mark'> | undefined =>
  KINDS.find(({ mark }) =>
    typeof mark === 'string' ? at(input, mark) !== undefined : Object.keys(input).some((key) => mark.test(key)),
  );

/** The content of a module (`import * as outputs from './amplify_outputs.json'`), with what was put beside it. */
export const withoutModule = <T extends object>(input: T): T => {
  const { default: content } = input as { readonly default?: unknown };
  if (typeof content !== 'object' || content === null) return input;
  const { default: _, ...beside } = input as Record<string, unknown>;
  return { ...content, ...beside } as T;
};
