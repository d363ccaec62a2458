import { type App, type AppSettings, createApp } from './app.js';

const settings: AppSettings = JSON.parse(new URL(location.href).searchParams.get('settings') ?? '{}');
const app = createApp(settings);

/** What happened to the page's own app, or to that of its service worker. */
const call = (name: keyof App, ...input: never[]): Promise<unknown> =>
  (app[name] as (...input: never[]) => Promise<unknown>)(...input);

/** Asks the service worker whose script this is. */
const ask = async (script: string, name: keyof App, ...input: unknown[]): Promise<unknown> => {
  const registration = await navigator.serviceWorker.register(script, { type: 'module' });
  const worker = registration.active ?? registration.waiting ?? registration.installing!;
  if (worker.state !== 'activated') {
    await new Promise<void>((resolve) => {
      worker.addEventListener('statechange', () => worker.state === 'activated' && resolve());
    });
  }
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
  });
  worker.postMessage({ settings, name, input }, [port2]);
  return answer;
};

Object.assign(globalThis, { page: { call, ask } });
