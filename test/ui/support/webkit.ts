import { miniBrowserPath } from '../../support/available.js';
import { answers, freePorts, startDaemons } from '../../support/servers/daemons.js';
import type { DrivenBrowser } from './driven-page.js';
import { startScreen } from './screen.js';
import { COMMANDS, driveWindows } from './webdriver.js';

const command = async (url: string, method: string, body?: object): Promise<unknown> => {
  const response = await fetch(url, { method, ...(body && { body: JSON.stringify(body) }) });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`WebKitWebDriver: ${value.error}: ${value.message}`);
  return value;
};

/** Starts WebKitGTK's MiniBrowser. */
export const openWebKit = async (): Promise<DrivenBrowser> => {
  const { url, stop } = await startDaemons('webkit', async (daemons) => {
    const display = await startScreen(daemons);
    const [port] = await freePorts(1);
    daemons.daemon('env', `DISPLAY=${display}`, 'dbus-run-session', '--', 'WebKitWebDriver', `--port=${port}`);
    await daemons.until('the driver', () => answers(`http://127.0.0.1:${port}/status`));
    return `http://127.0.0.1:${port}/session`;
  });
  const browserOptions = { binary: miniBrowserPath, args: ['--automation'] };
  const session = command(url, 'POST', {
    capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': browserOptions } },
  }) as Promise<{ sessionId: string }>;
  const { sessionId } = await session.catch(async (error) => {
    await stop();
    throw error;
  });
  const windows = driveWindows((name, { id, ...parameters }) => {
    const [method, path] = COMMANDS[name];
    const body = method === 'POST' ? parameters : undefined;
    return command(`${url}/${sessionId}/${path.replace('{id}', String(id))}`, method, body);
  });
  return {
    ...windows,
    close: async () => {
      await command(`${url}/${sessionId}`, 'DELETE');
      await stop();
    },
  };
};
