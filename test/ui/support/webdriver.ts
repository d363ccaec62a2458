import { expect } from 'vitest';
import { type DrivenBrowser, type DrivenPage, type HeldKey, type Key, PATIENCE } from './driven-page.js';

/** Sends a command of W3C's WebDriver, by its name in Marionette. */
export type SendCommand = (
  command: keyof typeof COMMANDS,
  parameters: Readonly<Record<string, unknown>>,
) => Promise<unknown>;

/** The paths and methods of the commands in WebDriver over HTTP. */
export const COMMANDS = {
  'WebDriver:Navigate': ['POST', 'url'],
  'WebDriver:ExecuteScript': ['POST', 'execute/sync'],
  'WebDriver:GetActiveElement': ['GET', 'element/active'],
  'WebDriver:GetComputedLabel': ['GET', 'element/{id}/computedlabel'],
  'WebDriver:GetComputedRole': ['GET', 'element/{id}/computedrole'],
  'WebDriver:ElementSendKeys': ['POST', 'element/{id}/value'],
  'WebDriver:PerformActions': ['POST', 'actions'],
  'WebDriver:GetWindowHandle': ['GET', 'window'],
  'WebDriver:GetWindowHandles': ['GET', 'window/handles'],
  'WebDriver:SwitchToWindow': ['POST', 'window'],
  'WebDriver:NewWindow': ['POST', 'window/new'],
  'WebDriver:CloseWindow': ['DELETE', 'window'],
} as const;

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

/** WebDriver, "Keyboard actions": the code points that stand for keys. */
const KEYS: Readonly<Record<Key | HeldKey | 'a', string>> = {
  Tab: '\uE004',
  Enter: '\uE007',
  Escape: '\uE00C',
  Space: ' ',
  Shift: '\uE008',
  Control: '\uE009',
  a: 'a',
};

const down = (value: string) => ({ type: 'keyDown', value });
const up = (value: string) => ({ type: 'keyUp', value });

/** A page driven by WebDriver's commands. */
export const drivePage = (send: SendCommand): DrivenPage => {
  const active = async (): Promise<string> => {
    const element = (await send('WebDriver:GetActiveElement', {})) as Record<string, string>;
    return element[ELEMENT]!;
  };
  return {
    go: async (url) => void (await send('WebDriver:Navigate', { url })),
    run: async (script, ...args) => (await send('WebDriver:ExecuteScript', { script, args })) as never,
    type: async (text) => void (await send('WebDriver:ElementSendKeys', { id: await active(), text })),
    press: async (key, ...held) => {
      const keys = [...held, key].map((name) => KEYS[name]);
      const actions = [...keys.map(down), ...keys.reverse().map(up)];
      await send('WebDriver:PerformActions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
    },
    focused: async () => {
      const id = await active();
      const [role, name] = await Promise.all([
        send('WebDriver:GetComputedRole', { id }),
        send('WebDriver:GetComputedLabel', { id }),
      ]);
      return { role: String(role), name: String(name) };
    },
  };
};

/** The windows of a browser driven by WebDriver's commands, one of which is current. */
export const driveWindows = (
  send: SendCommand,
  drive: (send: SendCommand) => DrivenPage = drivePage,
): Pick<DrivenBrowser, 'page' | 'inPopup' | 'openTab'> => {
  let shown: string | undefined;
  const show = async (handle: string): Promise<void> => {
    if (handle === shown) return;
    await send('WebDriver:SwitchToWindow', { handle });
    shown = handle;
  };
  const first = send('WebDriver:GetWindowHandle', {}) as Promise<string>;
  const pageIn = (window: Promise<string>): DrivenPage =>
    drive(async (command, parameters) => {
      await show(await window);
      return send(command, parameters);
    });
  const handles = async (): Promise<readonly string[]> =>
    (await send('WebDriver:GetWindowHandles', {})) as readonly string[];
  return {
    page: pageIn(first),
    inPopup: async (work) => {
      await expect.poll(handles, { ...PATIENCE, message: 'the windows' }).toHaveLength(2);
      const own = await first;
      const popup = (await handles()).find((handle) => handle !== own)!;
      await work(pageIn(Promise.resolve(popup)));
    },
    openTab: async () => {
      const { handle } = (await send('WebDriver:NewWindow', { type: 'tab' })) as { handle: string };
      return {
        page: pageIn(Promise.resolve(handle)),
        close: async () => {
          await show(handle);
          await send('WebDriver:CloseWindow', {});
        },
      };
    },
  };
};
