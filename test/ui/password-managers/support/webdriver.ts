import type { DrivenPage } from './driven-page.js';

/** Sends a command of W3C's WebDriver, by its name in Marionette. */
export type SendCommand = (
  command: keyof typeof COMMANDS,
  parameters: Readonly<Record<string, unknown>>,
) => Promise<unknown>;

/** Where WebDriver over HTTP has them. */
export const COMMANDS = {
  'WebDriver:Navigate': 'url',
  'WebDriver:ExecuteScript': 'execute/sync',
  'WebDriver:GetActiveElement': 'element/active',
  'WebDriver:ElementSendKeys': 'element/{id}/value',
} as const;

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
const ENTER = '\uE007';

/** A page that is driven by WebDriver's commands. */
export const drivePage = (send: SendCommand): DrivenPage => {
  const type = async (text: string): Promise<void> => {
    const active = (await send('WebDriver:GetActiveElement', {})) as Record<string, string>;
    await send('WebDriver:ElementSendKeys', { id: active[ELEMENT], text });
  };
  return {
    go: async (url) => void (await send('WebDriver:Navigate', { url })),
    run: async (script, ...args) => (await send('WebDriver:ExecuteScript', { script, args })) as never,
    type,
    enter: () => type(ENTER),
  };
};
