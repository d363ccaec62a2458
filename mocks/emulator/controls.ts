import type { AwsMock } from '../aws-mock.js';
import type { Undo } from '../api/faults.js';

type Mock = Omit<AwsMock, 'handlers'>;

/** A button of the control page. Calls over HTTP may pass parameters. */
interface Control {
  readonly label: string;
  /** Whether the button is beside each user instead of in the row of buttons. */
  readonly ofUser?: true;
  /**
   * @returns The function that switches it off, for a button that stays on until it is pressed again.
   * @throws TypeError for an invalid parameter
   */
  act(mock: Mock, parameters: URLSearchParams): Undo | undefined;
}

const once =
  (act: (mock: Mock, parameters: URLSearchParams) => unknown) =>
  (mock: Mock, parameters: URLSearchParams): undefined =>
    void act(mock, parameters);

const CONTROLS: Readonly<Record<string, Control>> = {
  expire: { label: 'Expire all credentials', act: once((mock) => mock.expireCredentials()) },
  expireTokens: {
    label: 'Expire all tokens',
    act: once((mock, parameters) => mock.expireTokens(parameters.get('user') ?? undefined)),
  },
  // More than any service allows: S3 and the JSON services allow 15 minutes.
  skew: {
    label: 'Clock 20 minutes behind',
    act: (mock, parameters) => mock.skewClock((parameters.get('by') ?? '-20m') as '-20m'),
  },
  ahead: { label: 'Clock 20 minutes ahead', act: (mock) => mock.skewClock('20m') },
  delay: {
    label: 'Answer 2 seconds late',
    act: (mock, parameters) => {
      const route = parameters.get('route');
      return mock.delay((parameters.get('by') ?? '2s') as '2s', route === null ? {} : { route });
    },
  },
  throttle: {
    label: 'Throttle the next 3 calls',
    act: once((mock, parameters) => {
      const [api, operation] = [parameters.get('api'), parameters.get('operation')];
      return mock.throttle({
        next: Number(parameters.get('next') ?? 3),
        quota: parameters.get('quota') === 'true',
        ...(api !== null && { api }),
        ...(operation !== null && { operation }),
      });
    }),
  },
  deny: {
    label: 'Deny every route',
    act: (mock, parameters) => mock.deny(parameters.get('route') ?? undefined),
  },
  cors: { label: 'Drop CORS headers of refusals', act: (mock) => mock.dropCorsHeaders() },
  codes: { label: 'Send no codes', act: (mock) => mock.failCodeDelivery() },
  offline: { label: 'Offline', act: (mock) => mock.goOffline() },
  revoke: {
    label: 'End the sign-in',
    ofUser: true,
    act: once((mock, parameters) => mock.revokeTokens(parameters.get('user') ?? '')),
  },
  reset: { label: 'Forget calls and faults', act: once((mock) => mock.reset()) },
};

/** The buttons of the control page, and which are on. */
export interface Controls {
  list(): readonly { readonly name: string; readonly label: string; readonly on: boolean }[];
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
export const createControls = (mock: Mock): Controls => {
  const on = new Map<string, Undo>();
  return {
    list: () =>
      Object.entries(CONTROLS)
        .filter(([, { ofUser }]) => !ofUser)
        .map(([name, { label }]) => ({ name, label, on: on.has(name) })),
    press: (name, parameters) => {
      const control = Object.hasOwn(CONTROLS, name) ? CONTROLS[name] : undefined;
      if (!control) return false;
      const wanted = parameters.get('on');
      on.get(name)?.();
      if (on.delete(name) ? wanted !== 'true' : wanted === 'false') return true;
      const taken = control.act(mock, parameters);
      if (taken) on.set(name, taken);
      if (name === 'reset') on.clear();
      return true;
    },
  };
};
