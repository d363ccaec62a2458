import type { AwsMock } from '../aws-mock.js';
import type { Undo } from '../faults.js';

/** A button of the control page. */
interface Control {
  readonly label: string;
  /** @returns What takes it back, where it stays on until it is pressed again. */
  act(mock: Mock): Undo | undefined;
}

type Mock = Omit<AwsMock, 'handlers'>;

const once =
  (act: (mock: Mock) => unknown) =>
  (mock: Mock): undefined =>
    void act(mock);

const CONTROLS: Readonly<Record<string, Control>> = {
  expire: { label: 'Expire all credentials', act: once((mock) => mock.expireCredentials()) },
  skew: { label: 'Clock 10 minutes behind', act: (mock) => mock.skewClock('-10m') },
  throttle: { label: 'Throttle the next 3 calls', act: once((mock) => mock.throttle({ next: 3 })) },
  deny: { label: 'Deny every route', act: (mock) => mock.deny() },
  cors: { label: 'Drop CORS headers of refusals', act: (mock) => mock.dropCorsHeaders() },
  offline: { label: 'Offline', act: (mock) => mock.goOffline() },
  reset: { label: 'Forget calls and faults', act: once((mock) => mock.reset()) },
};

/** What the control page can do, and what is on. */
export interface Controls {
  list(): readonly { readonly name: string; readonly label: string; readonly on: boolean }[];
  /** @returns Whether there is such a control */
  press(name: string): boolean;
}

/** Makes the controls of a mock. */
export const createControls = (mock: Mock): Controls => {
  const on = new Map<string, Undo>();
  return {
    list: () => Object.entries(CONTROLS).map(([name, { label }]) => ({ name, label, on: on.has(name) })),
    press: (name) => {
      const control = Object.hasOwn(CONTROLS, name) ? CONTROLS[name] : undefined;
      if (!control) return false;
      const undo = on.get(name);
      if (undo) {
        undo();
        on.delete(name);
        return true;
      }
      const taken = control.act(mock);
      if (taken) on.set(name, taken);
      if (name === 'reset') on.clear();
      return true;
    },
  };
};
