import { type App, type AppSettings, createApp } from './app.js';

interface Question {
  readonly settings: AppSettings;
  readonly name: keyof App;
  readonly input: never[];
}

/** Answers the questions of the page. */
export const answerPage = (): void => {
  let app: App | undefined;
  globalThis.addEventListener('message', async (event) => {
    const { data, ports } = event as MessageEvent<Question>;
    app ??= createApp(data.settings);
    const answer = await (app[data.name] as (...input: never[]) => Promise<unknown>)(...data.input);
    ports[0]!.postMessage(answer);
  });
};
