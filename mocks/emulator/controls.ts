import type { AwsMock } from '../aws-mock.js';
import type { Undo } from '../faults.js';

/** A button of the control page. */
interface Control {
  readonly label: string;
  /** Pressed beside a user, not in the row of buttons. */
  readonly ofUser?: true;
  /** @returns What takes it back, where it stays on until it is pressed again. */
  act(mock: Mock, user: string): Undo | undefined;
}

type Mock = Omit<AwsMock, 'handlers'>;

const once =
  (act: (mock: Mock, user: string) => unknown) =>
  (mock: Mock, user: string): undefined =>
    void act(mock, user);

const CONTROLS: Readonly<Record<string, Control>> = {
  expire: { label: 'Expire all credentials', act: once((mock) => mock.expireCredentials()) },
  // More than any service lets pass: S3 and the JSON services take 15 minutes.
  skew: { label: 'Clock 20 minutes behind', act: (mock) => mock.skewClock('-20m') },
  ahead: { label: 'Clock 20 minutes ahead', act: (mock) => mock.skewClock('20m') },
  delay: { label: 'Answer 2 seconds late', act: (mock) => mock.delay('2s') },
  throttle: { label: 'Throttle the next 3 calls', act: once((mock) => mock.throttle({ next: 3 })) },
  deny: { label: 'Deny every route', act: (mock) => mock.deny() },
  cors: { label: 'Drop CORS headers of refusals', act: (mock) => mock.dropCorsHeaders() },
  offline: { label: 'Offline', act: (mock) => mock.goOffline() },
  revoke: { label: 'End the sign-in', ofUser: true, act: once((mock, user) => mock.revokeTokens(user)) },
  reset: { label: 'Forget calls and faults', act: once((mock) => mock.reset()) },
};

/** What the control page can do, and what is on. */
export interface Controls {
  list(): readonly { readonly name: string; readonly label: string; readonly on: boolean }[];
  /**
   * @param user Whom it concerns, where it concerns somebody.
   * @returns Whether there is such a control, and such a user
   */
  press(name: string, user: string): boolean;
}

/** Makes the controls of a mock. */
export const createControls = (mock: Mock, isUser: (user: string) => boolean): Controls => {
  const on = new Map<string, Undo>();
  return {
    list: () =>
      Object.entries(CONTROLS)
        .filter(([, { ofUser }]) => !ofUser)
        .map(([name, { label }]) => ({ name, label, on: on.has(name) })),
    press: (name, user) => {
      const control = Object.hasOwn(CONTROLS, name) ? CONTROLS[name] : undefined;
      if (!control || (control.ofUser && !isUser(user))) return false;
      const undo = on.get(name);
      if (undo) {
        undo();
        on.delete(name);
        return true;
      }
      const taken = control.act(mock, user);
      if (taken) on.set(name, taken);
      if (name === 'reset') on.clear();
      return true;
    },
  };
};
