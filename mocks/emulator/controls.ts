import type { Undo } from '../api/faults.js';
import type { MockCore } from '../mock-core.js';
import type { ControlField, ControlGroup, ShownControl } from './state.js';

/** A button of the control page. Calls over HTTP may pass parameters. */
interface Control {
  readonly label: string;
  /** What the app will see. */
  readonly hint: string;
  readonly group: ControlGroup;
  /** The parameters that the page offers. */
  readonly fields?: readonly ControlField[];
  /** Whether it stays on until it is pressed again. */
  readonly stays?: true;
  /** Whether each user has a switch of their own. */
  readonly ofUser?: true;
  /**
   * @returns The function that switches it off, if something can be switched off.
   * @throws TypeError for an invalid parameter
   */
  act(core: MockCore, parameters: URLSearchParams): Undo | undefined;
}

const once =
  (act: (core: MockCore, parameters: URLSearchParams) => unknown) =>
  (core: MockCore, parameters: URLSearchParams): undefined =>
    void act(core, parameters);

/** Returns the parameters that were given, of some. An empty one counts as not given. */
const given = <Name extends string>(parameters: URLSearchParams, ...names: readonly Name[]) =>
  Object.fromEntries(names.flatMap((name) => (parameters.get(name) ? [[name, parameters.get(name)]] : []))) as {
    readonly [name in Name]?: string;
  };

/** Ends the sign-ins of a user, or all. */
const revoke = ({ mock, userPools }: MockCore, user: string | undefined): void => {
  const users = user ? [user] : userPools.flatMap(({ signIns }) => signIns.map(({ username }) => username));
  for (const name of new Set(users)) mock.revokeTokens(name);
};

const CONTROLS: Readonly<Record<string, Control>> = {
  signInAgain: {
    label: 'Sign in again',
    hint: 'Ends sign-ins, tokens and credentials at once: the app’s next call needs a new sign-in.',
    group: 'screens',
    fields: ['user'],
    act: once((core, parameters) => {
      const { user } = given(parameters, 'user');
      revoke(core, user);
      core.mock.expireTokens(user);
      core.mock.expireCredentials();
    }),
  },
  totp: {
    label: 'Ask for an authenticator code',
    hint: 'The user’s next sign-in asks for the code that is shown under Users.',
    group: 'screens',
    fields: ['user'],
    stays: true,
    ofUser: true,
    act: ({ userPools }, parameters) => {
      const { user = '' } = given(parameters, 'user');
      const pools = userPools.filter((pool) => pool.subOf(user) !== undefined);
      if (!pools.length) throw new TypeError(`totp: no user pool has a user '${user}'.`);
      const undo = pools.map((pool) => pool.requireTotp(user));
      return () => {
        for (const each of undo) each();
      };
    },
  },
  revoke: {
    label: 'Revoked',
    hint: 'Refresh and access tokens are refused as revoked. The app notices when it refreshes them, or asks the user pool.',
    group: 'screens',
    fields: ['user'],
    act: once((core, parameters) => revoke(core, given(parameters, 'user').user)),
  },
  throttle: {
    label: 'Throttled',
    hint: 'The next calls are “too many requests”, those of Cognito, too.',
    group: 'screens',
    fields: ['next', 'api'],
    act: ({ mock }, parameters) =>
      mock.throttle({
        next: Number(parameters.get('next') || 3),
        quota: parameters.get('quota') === 'true',
        ...given(parameters, 'api', 'operation'),
      }),
  },
  limit: {
    label: 'Limit exceeded',
    hint: 'The next operation of the user pool is refused as one too many: a code, a password, an account.',
    group: 'screens',
    act: ({ mock }) => mock.throttle({ next: 1, quota: true, api: 'cognito-idp' }),
  },
  offline: {
    label: 'Offline',
    hint: 'Nothing can be reached. The app sees a network error.',
    group: 'screens',
    fields: ['api'],
    stays: true,
    act: ({ mock }, parameters) => mock.goOffline(given(parameters, 'api')),
  },
  codes: {
    label: 'Send no codes',
    hint: 'Whoever asks for a code is told that it could not be sent.',
    group: 'screens',
    stays: true,
    act: ({ mock }) => mock.failCodeDelivery(),
  },
  expire: {
    label: 'Expire all credentials',
    hint: 'Keys issued so far are refused. A good app renews them, and nobody notices.',
    group: 'credentials',
    act: once(({ mock }) => mock.expireCredentials()),
  },
  expireTokens: {
    label: 'Expire all tokens',
    hint: 'ID and access tokens issued so far are refused; refresh tokens stay good.',
    group: 'credentials',
    fields: ['user'],
    act: once(({ mock }, parameters) => mock.expireTokens(given(parameters, 'user').user)),
  },
  // More than any service allows: S3 and the JSON services allow 15 minutes.
  skew: {
    label: 'Clock 20 minutes behind',
    hint: 'The server’s clock. Signatures of the app seem to come from the future.',
    group: 'credentials',
    stays: true,
    act: ({ mock }, parameters) => mock.skewClock((parameters.get('by') || '-20m') as '-20m'),
  },
  ahead: {
    label: 'Clock 20 minutes ahead',
    hint: 'The server’s clock. Signatures of the app are refused as expired.',
    group: 'credentials',
    stays: true,
    act: ({ mock }) => mock.skewClock('20m'),
  },
  deny: {
    label: 'Deny',
    hint: 'Signed calls are refused by the policy with 403: all, or those of a route or a user.',
    group: 'answers',
    fields: ['route', 'user'],
    stays: true,
    act: ({ mock }, parameters) => mock.deny(given(parameters, 'route').route, given(parameters, 'user')),
  },
  delay: {
    label: 'Answer late',
    hint: 'For screens that are shown while the app loads.',
    group: 'answers',
    fields: ['by', 'route', 'api'],
    stays: true,
    act: ({ mock }, parameters) =>
      mock.delay((parameters.get('by') || '2s') as '2s', given(parameters, 'route', 'api')),
  },
  cors: {
    label: 'Drop CORS headers of refusals',
    hint: 'As an API Gateway does by default: the page sees a network error instead of a 403.',
    group: 'answers',
    stays: true,
    act: ({ mock }) => mock.dropCorsHeaders(),
  },
  reset: {
    label: 'Forget calls and faults',
    hint: 'Switches everything off, restores the users, and empties the lists. Keys stay good.',
    group: 'mock',
    act: once(({ mock }) => mock.reset()),
  },
};

/** A button that is on. */
interface Pressed {
  readonly undo: Undo;
  readonly parameters: URLSearchParams;
}

/** The buttons of the control page, and which are on. */
export interface Controls {
  list(): readonly ShownControl[];
  /**
   * Presses a button. Pressing a button that is on switches it off.
   * The parameter `on`, `true` or `false`, sets its state.
   *
   * @returns Whether the control exists.
   * @throws TypeError for an invalid parameter
   */
  press(name: string, parameters: URLSearchParams): boolean;
}

/** Creates the controls of a mock. */
export const createControls = (core: MockCore): Controls => {
  const on = new Map<string, Pressed[]>();
  const keyOf = (name: string, parameters: URLSearchParams): string =>
    CONTROLS[name]?.ofUser ? `${name} ${parameters.get('user') ?? ''}` : name;
  const pressedOf = (name: string): Pressed[] =>
    [...on].filter(([key]) => key.split(' ', 1)[0] === name).flatMap(([, pressed]) => pressed);

  /** Switches a button off, for all users. */
  const switchOff = (name: string): void => {
    for (const { undo } of pressedOf(name)) undo();
    for (const key of on.keys()) if (key.split(' ', 1)[0] === name) on.delete(key);
  };

  const withText = (name: string): string | undefined => {
    if (name === 'throttle' || name === 'limit') {
      const left = core.faults.throttlesLeft();
      return pressedOf(name).length && left ? `${left} left` : undefined;
    }
    const texts = pressedOf(name).map(({ parameters }) =>
      [...parameters]
        .filter(([parameter, value]) => parameter !== 'on' && value)
        .map(([, value]) => value)
        .join(', '),
    );
    return texts.filter(Boolean).join('; ') || undefined;
  };

  return {
    list: () =>
      Object.entries(CONTROLS).map(([name, { label, hint, group, fields = [], stays = false }]) => {
        const shown = withText(name);
        // Throttling ends by itself.
        const isOn = stays ? pressedOf(name).length > 0 : shown !== undefined;
        return { name, label, hint, group, stays, on: isOn, fields, ...(shown !== undefined && { with: shown }) };
      }),
    press: (name, parameters) => {
      const control = Object.hasOwn(CONTROLS, name) ? CONTROLS[name] : undefined;
      if (!control) return false;
      const wanted = parameters.get('on');
      const key = keyOf(name, parameters);
      if (wanted === 'false' && !parameters.get('user')) {
        switchOff(name);
        return true;
      }
      if (control.stays || wanted === 'false') {
        for (const { undo } of on.get(key) ?? []) undo();
        if (on.delete(key) ? wanted !== 'true' : wanted === 'false') return true;
      }
      const undo = control.act(core, parameters);
      if (undo) on.set(key, [...(on.get(key) ?? []), { undo, parameters }]);
      if (name === 'reset') on.clear();
      return true;
    },
  };
};
