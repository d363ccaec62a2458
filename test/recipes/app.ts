import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { http, HttpResponse, passthrough } from 'msw';
import { setupServer } from 'msw/node';
import { type ApiOptions, type AwsMock, createAwsMock, type UserPoolOptions } from 'sigv4-interceptor/mocks';
import { onTestFinished } from 'vitest';
import { filesOf } from '../docs/guides.mjs';

// A path, because URL is jsdom's in tests that have a page.
const root = join(import.meta.dirname, '../..');

/** The recipes' files by path, of all guides that have some. */
export const recipes = filesOf('recipes');

let folders = 0;

/** A new folder inside the repository, whose packages are found from there; removed after the test. */
export const newFolder = (): string => {
  folders += 1;
  const place = join(root, 'test/.tmp/recipes', `${process.pid}-${folders}`);
  onTestFinished(() => rmSync(place, { recursive: true, force: true }));
  return place;
};

/** Writes a file and the folders that it is in. */
export const write = (path: string, text: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};

/** An app that is made of the recipes. */
export interface App {
  /** The AWS account: its APIs listen on loopback, Cognito is at its own hosts. */
  readonly mock: AwsMock;
  /** The statuses of the signed calls that arrived. */
  statuses(): number[];
  /** Imports a file of a recipe. */
  load<T>(path: string): Promise<T>;
  /** The folder that the files are in. */
  readonly place: string;
  /** The addresses of the APIs on loopback, by flavour or name. */
  readonly urls: Readonly<Record<string, string>>;
}

/**
 * Starts the APIs that a recipe calls, and writes the recipe's files, in which only the APIs' addresses are others, and
 * what an address of AWS would tell is said.
 *
 * @param apis With the base URLs that stand in the recipe.
 * @param doubles Files that stand for modules of a platform that is not here, by the module's name.
 * @param pool What the user pool has besides.
 * @param others Other addresses in the recipes, and what stands for them here.
 */
export const startApp = async (
  apis: readonly (ApiOptions & { readonly baseUrl: string; readonly service: string })[],
  doubles: Readonly<Record<string, string>> = {},
  pool: Partial<UserPoolOptions> = {},
  others: Readonly<Record<string, string>> = {},
): Promise<App> => {
  const mock = createAwsMock({
    region: 'eu-west-1',
    apis,
    userPools: [
      {
        id: 'eu-west-1_AbCd12345',
        clientId: '1example23456789example',
        deviceTracking: 'always',
        users: ['alice', 'bob', 'zoë@example.com'].map((username) => ({ username, password: 'Correct-horse-1' })),
        ...pool,
      },
    ],
    identityPools: [{ id: 'eu-west-1:00000000-0000-4000-8000-000000000001', guests: true }],
  });
  const { urls, close } = await mock.listen();
  const server = setupServer(
    http.all(/^http:\/\/127\.0\.0\.1/, () => passthrough()),
    http.get('https://app.example.com/credentials', () => HttpResponse.json(mock.issueCredentials())),
    ...mock.handlers,
  );
  server.listen({ onUnhandledFrame: 'error' });
  onTestFinished(async () => {
    server.close();
    await close();
  });

  const apiAddresses = apis.map(({ baseUrl }, index) => [baseUrl, Object.values(urls)[index]!] as const);
  const addresses = [...apiAddresses, ...Object.entries(others)];
  const origins = JSON.stringify(apiAddresses.map(([, url]) => new URL(url).origin));
  const said = `region: 'eu-west-1', service: '${apis[0]!.service}', origins: ${origins},`;
  const place = newFolder();
  for (const [name, code] of Object.entries(doubles)) write(join(place, `${name}.js`), code);
  for (const [path, code] of recipes) {
    let adapted = code.replaceAll('createSigV4({', `createSigV4({ ${said}`);
    for (const [here, there] of addresses) adapted = adapted.replaceAll(here, there);
    for (const name of Object.keys(doubles)) adapted = adapted.replace(`'${name}'`, `'${place}/${name}.js'`);
    write(join(place, path), adapted);
  }
  return {
    mock,
    statuses: () => mock.calls().map(({ status }) => status),
    load: (path) => import(/* @vite-ignore */ join(place, path)),
    place,
    urls,
  };
};
