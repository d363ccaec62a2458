// WebKitGTK's MiniBrowser by WebDriver (W3C WebDriver, "New Session", "Navigate To", "Delete Session").
import { spawn } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { fetchWhenUp, freePort } from '../lib/port.mjs';

const TOOLS = ['WebKitWebDriver', 'xvfb-run', 'xauth', 'dbus-run-session'];
const miniBrowser = () => globSync('/usr/lib/*/webkit2gtk-*/MiniBrowser')[0];

export const missing = () =>
  TOOLS.every((tool) => existsSync(`/usr/bin/${tool}`)) && miniBrowser()
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
  const driver = spawn('dbus-run-session', ['--', 'xvfb-run', '-a', 'WebKitWebDriver', `--port=${port}`], {
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
    const { sessionId } = await command(base, 'POST', {
      capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': options } },
    });
    command(`${base}/${sessionId}/url`, 'POST', { url }).catch(onError);
    return async () => {
      await command(`${base}/${sessionId}`, 'DELETE').catch(() => {});
      end();
    };
  } catch (error) {
    end();
    throw error;
  }
};
