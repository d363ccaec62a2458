// What the emulator tells its control page. The page is bundled apart from it, so only types are shared.
import type { MockIdentity } from '../cognito/identity-pool.js';
import type { DeliveredCode, EndedSignIn, KnownUser, SignIn } from '../cognito/user-pool.js';

/** A request that arrived at any of the emulator's services, in one line. */
export interface Entry {
  /** Counts up from 1. */
  readonly id: number;
  readonly kind: 'call' | 'operation' | 'page';
  /** The API or service, by the names of `urls`. */
  readonly api: string;
  /** When it arrived, in milliseconds since 1970 by the server's clock. */
  readonly time: number;
  readonly method: string;
  /** The path below the API's base URL; for an operation, its name. */
  readonly path: string;
  readonly query: string;
  /** Undefined while the response is being created, and if there is none. */
  readonly status?: number;
  /**
   * `ok`, or why it was refused: the mock's verdict, or an error code of Cognito or STS. `waiting` before there is a
   * response, `offline` if the fault prevents one, `exception` if a route function or a trigger threw.
   */
  readonly verdict: string;
  readonly user?: string;
  /** The first line of the refusal or of the exception. */
  readonly message?: string;
  /** From its arrival to its response, in milliseconds. */
  readonly took?: number;
}

/** A line of a canonical request. */
export interface Line {
  /** The part of the request, by the words of the specification. */
  readonly label: string;
  /** As it arrived. Undefined if it did not. */
  readonly arrived?: string | undefined;
  /** As the client signed it, if that is known and different. `null` if the client did not sign it. */
  readonly signed?: string | null;
}

/** Why a call was refused, as far as the mock knows. */
export interface Difference {
  /** Whether it is proved: the signature fits what is shown as signed. */
  readonly proved: boolean;
  readonly sentence: string;
}

/** A header, with its value hidden if it may be a secret. */
export interface ShownHeader {
  readonly name: string;
  readonly value: string;
  readonly signed: boolean;
}

/** What a request opens to. */
export interface EntryDetail {
  readonly id: number;
  /** The service's message, without the canonical request. */
  readonly message?: string;
  /** The exception, with its stack. */
  readonly exception?: string;
  readonly difference?: Difference;
  /** The canonical request, and the string to sign. */
  readonly canonicalRequest: readonly Line[];
  readonly stringToSign: readonly Line[];
  readonly headers: readonly ShownHeader[];
  /** Facts in a few words: the key, the identity, the time. */
  readonly facts: readonly (readonly [label: string, value: string])[];
  /** A command that makes the call again, signed with keys from the environment. */
  readonly curl?: string;
}

/** A button of the control page. */
export interface ShownControl {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly group: ControlGroup;
  /** Whether it stays on until it is pressed again. */
  readonly stays: boolean;
  readonly on: boolean;
  /** What it was switched on with, such as `GET /items`, or how much of it is left. */
  readonly with?: string;
  /** The parameters that it takes. */
  readonly fields: readonly ControlField[];
}

/** Where a button stands. */
export type ControlGroup = 'screens' | 'credentials' | 'answers' | 'mock';

/** A parameter of a button. */
export type ControlField = 'user' | 'route' | 'api' | 'by' | 'next';

/** A user of a user pool. */
export interface ShownUser extends KnownUser {
  readonly pool: string;
}

/** A sign-in, or its end. */
export interface ShownSignIn extends SignIn, Partial<Pick<EndedSignIn, 'ended'>> {
  readonly pool: string;
}

/** What the page shows beside the requests. */
export interface EmulatorState {
  readonly values: EmulatorValues;
  readonly controls: readonly ShownControl[];
  readonly codes: readonly DeliveredCode[];
  readonly users: readonly ShownUser[];
  readonly signIns: readonly ShownSignIn[];
  readonly ended: readonly ShownSignIn[];
  readonly identities: readonly MockIdentity[];
}

/** An API, as an app is configured for it. */
export interface ApiValues {
  readonly url: string;
  readonly region: string;
  readonly service: string;
}

/** The values to paste into an app's configuration: options of `createSigV4`, `createCognitoSession`, `createHostedUi`. */
export interface EmulatorValues {
  readonly api: ApiValues;
  readonly apis?: Readonly<Record<string, ApiValues>>;
  /** The keys of declared users. */
  readonly credentials?: Readonly<Record<string, { readonly accessKeyId: string; readonly secretAccessKey: string }>>;
  readonly session?: {
    readonly userPoolId?: string;
    readonly userPoolClientId?: string;
    readonly identityPoolId?: string;
    readonly endpoints: { readonly userPool?: string; readonly identityPool?: string; readonly sts?: string };
  };
  readonly hostedUi?: { readonly domain: string };
  readonly user?: { readonly username: string; readonly password: string };
  readonly urls: Readonly<Record<string, string>>;
}
