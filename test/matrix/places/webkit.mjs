// WebKitGTK's MiniBrowser by WebDriver (W3C WebDriver, "New Session", "Navigate To", "Delete Session").
import { spawn } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { fetchWhenUp, freePort } from '../lib/port.mjs';

const BUS = '/usr/bin/dbus-run-session';
const TOOLS = [BUS, '/usr/bin/xvfb-run', '/usr/bin/xauth', '/usr/bin/WebKitWebDriver'];
const miniBrowser = () => globSync('/usr/lib/*/webkit2gtk-*/MiniBrowser')[0];

export const missing = () =>
  TOOLS.every((tool) => existsSync(tool)) && miniBrowser()
    ? undefined
    : "needs Debian's webkit2gtk-driver xvfb xauth dbus";

const command = async (url, method, body) => {
  const response = await fetchWhenUp(url, { method, ...(body && { body: JSON.stringify(body) }) });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`WebKitWebDriver: ${value.error}: ${value.message}`);
  return value;
};

export const open = async (url, _host, onError) => {
  const port = await freePort();
  const driver = spawn(BUS, ['--', 'xvfb-run', '-a', 'WebKitWebDriver', `--port=${port}`], {
    stdio: 'ignore',
    // The whole group is ended: these wrappers do not pass a signal on.
    detached: true,
  });
  driver.on('error', onError);
  const end = () => {
    try {
      process.kill(-driver.pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  };
  try {
    const base = `http://127.0.0.1:${port}/session`;
    const options = { binary: miniBrowser(), args: ['--automation'] };
    const { sessionId, capabilities } = await command(base, 'POST', {
      capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': options } },
    });
    command(`${base}/${sessionId}/url`, 'POST', { url }).catch(onError);
    const close = async () => {
      await command(`${base}/${sessionId}`, 'DELETE').catch(() => {});
      end();
    };
    return { version: capabilities.browserVersion, close };
  } catch (error) {
    end();
    throw error;
  }
};
