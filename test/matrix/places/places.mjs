// Every place, as data: where the suite runs, by which clients, which cases cannot exist there (`absent`, with the reason), and
// which must end in an error (`refused`, with its code).

import { clientsIn } from '../../support/clients.ts';

/** Each place brings one copy of each library. */
const namesIn = (place) =>
  clientsIn(place)
    .filter(({ isOlder }) => !isOlder)
    .map(({ name }) => name);
/** Node with the adapter that axios itself chooses, too. */
const NODE_CLIENTS = ['axios', ...namesIn('node')];
const PAGE_CLIENTS = namesIn('page');

const node = { kind: 'process', clients: NODE_CLIENTS, redirects: 'followed', storage: 'memory', absent: {} };

/**
 * A place in this Node with another version of a client.
 *
 * @param installed The name under which a `node_modules` has it.
 */
const versioned = (client, installed) => ({
  ...node,
  title: client,
  versions: { [client]: installed },
  command: [process.execPath],
  clients: NODE_CLIENTS.filter((each) => each.startsWith(client)),
});

const msw = { title: 'msw, with `createAwsMock`', kind: 'msw', clients: [], absent: {} };

const XHR_REDIRECTS = 'XMLHttpRequest follows redirects by itself, and tells nobody; the guide says what that costs';
const page = {
  kind: 'browser',
  clients: PAGE_CLIENTS,
  redirects: 'refused',
  storage: 'lasting',
  absent: {
    'axios (xhr): a 302 of a GET within the origin': XHR_REDIRECTS,
    'axios (xhr): a 307 of a PUT within the origin': XHR_REDIRECTS,
    'axios (xhr): a redirect to another origin, which gets no credentials': XHR_REDIRECTS,
  },
};

const NO_REQUEST_STREAMS =
  'Firefox makes the text "[object ReadableStream]" of a stream that a Request is given, and so does ky there';
const firefox = {
  ...page,
  browser: 'firefox',
  absent: {
    ...page.absent,
    'ky: a PUT of a ReadableStream': NO_REQUEST_STREAMS,
    'fetch of a Request: a PUT of a ReadableStream': NO_REQUEST_STREAMS,
  },
};

// A Request that was made of FormData with a Blob cannot be read there, by whatever method, so that it cannot be signed.
const webkit = {
  ...page,
  browser: 'webkit',
  refused: {
    'fetch of a Request: a PUT of FormData with files': 'unsupported-body',
    'fetch of a Request: expired credentials, and FormData with files': 'unsupported-body',
  },
};

/** Clients where axios has one adapter only. */
const LEAN_CLIENTS = namesIn('worker');
const lean = { clients: LEAN_CLIENTS, redirects: 'followed', storage: 'memory', absent: {} };

const NO_STREAMS = 'React Native has no ReadableStream';
const reactNativeLacks = Object.fromEntries(
  LEAN_CLIENTS.map((client) => [`${client}: a PUT of a ReadableStream`, NO_STREAMS]),
);

/** Every place by its name; `title` is what the guide calls it. */
export const places = {
  'node-22': { ...node, title: 'Node.js', command: ['node_modules/node-22/bin/node'] },
  'node-24': { ...node, title: 'Node.js', command: [process.execPath] },
  'node-26': { ...node, title: 'Node.js', command: ['node_modules/node-26/bin/node'] },
  bun: { ...node, title: 'Bun', command: ['node_modules/@oven/bun-linux-x64/bin/bun'] },
  deno: {
    ...node,
    title: 'Deno',
    command: ['node_modules/@deno/linux-x64-glibc/deno', 'run', '-A', '--node-modules-dir=manual'],
  },
  workerd: { ...lean, title: 'Cloudflare Workers (workerd)', kind: 'workerd', flags: [] },
  'workerd-nodejs': {
    ...lean,
    title: 'Cloudflare Workers (workerd), `nodejs_compat`',
    kind: 'workerd',
    // As it was until 2024: a promise of a request that has ended stays pending in another one. Since then it is rejected there.
    flags: ['nodejs_compat', 'no_handle_cross_request_promise_resolution'],
  },
  'edge-runtime': { ...lean, title: 'Vercel edge runtime', kind: 'edge-runtime' },
  'react-native': {
    ...lean,
    title: "React Native's globals, with a polyfill for `getRandomValues`",
    kind: 'react-native',
    absent: reactNativeLacks,
  },
  chromium: { ...page, title: 'Chromium', browser: 'chromium' },
  firefox: { ...firefox, title: 'Firefox' },
  webkit: { ...webkit, title: 'WebKitGTK' },
  'chromium-http': { ...page, title: 'Chromium, a page on plain http', browser: 'chromium', host: 'app.lan' },
  'firefox-http': { ...firefox, title: 'Firefox, a page on plain http', host: 'app.lan' },
  'esbuild-split': { ...page, title: 'esbuild with splitting', browser: 'chromium', bundler: 'esbuild-split' },
  vite: { ...page, title: 'Vite', browser: 'chromium', bundler: 'vite' },
  webpack: { ...page, title: 'webpack', browser: 'chromium', bundler: 'webpack' },
  'next-client': { ...page, title: 'Next, a client page', kind: 'next', part: 'client', browser: 'chromium' },
  'next-route': { ...node, title: 'Next, a route handler', kind: 'next', part: 'route' },
  // It has no fetch adapter.
  'axios-1.5': { ...versioned('axios', 'axios-1.5'), clients: ['axios', 'axios (http)'] },
  'axios-1.7': versioned('axios', 'axios-1.7'),
  'axios-1.13': versioned('axios', 'axios-1.13'),
  'ky-1.7': versioned('ky', 'ky-1.7'),
  'ky-1.14': versioned('ky', 'ky1'),
  'ky-2.0': versioned('ky', 'ky-2.0'),
  'msw-2.0': { ...msw, versions: { msw: 'msw-2.0' } },
  'msw-2.15': { ...msw, versions: { msw: 'msw2' } },
  'msw-3': { ...msw, versions: { msw: 'msw' } },
};
