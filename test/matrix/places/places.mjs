// Every place, as data: where the suite runs, by which clients, and which cases cannot exist there, with the reason.

const NODE_CLIENTS = ['axios', 'axios (http)', 'axios (fetch)', 'ky', 'fetch', 'fetch(new Request)'];
const PAGE_CLIENTS = ['axios', 'axios (fetch)', 'axios (xhr)', 'ky', 'fetch', 'fetch(new Request)'];

const node = { kind: 'process', clients: NODE_CLIENTS, redirects: 'followed', storage: 'memory', absent: {} };

/** A place in this Node with other versions of clients, by the name of their package in a `node_modules`. */
const versioned = (versions) => {
  const [[client]] = Object.entries(versions);
  return {
    ...node,
    versions,
    command: [process.execPath],
    clients: NODE_CLIENTS.filter((each) => each.startsWith(client)),
  };
};

const XHR_REDIRECTS = 'XMLHttpRequest follows redirects by itself, and tells nobody; the README says what that costs';
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

/** Clients where axios has one adapter only. */
const LEAN_CLIENTS = ['axios', 'ky', 'fetch', 'fetch(new Request)'];
const lean = { clients: LEAN_CLIENTS, redirects: 'followed', storage: 'memory', absent: {} };

const NO_STREAMS = 'React Native has no ReadableStream';
const reactNativeLacks = Object.fromEntries(
  LEAN_CLIENTS.map((client) => [`${client}: a PUT of a ReadableStream`, NO_STREAMS]),
);

/** Every place by its name. */
export const places = {
  'node-22': { ...node, command: ['node_modules/node-22/bin/node'] },
  'node-24': { ...node, command: [process.execPath] },
  'node-26': { ...node, command: ['node_modules/node-26/bin/node'] },
  // It has no fetch adapter.
  'axios-1.5': { ...versioned({ axios: 'axios-1.5' }), clients: ['axios', 'axios (http)'] },
  'axios-1.7': versioned({ axios: 'axios-1.7' }),
  'axios-1.13': versioned({ axios: 'axios-1.13' }),
  'ky-1.7': versioned({ ky: 'ky-1.7' }),
  'ky-1.14': versioned({ ky: 'ky1' }),
  'ky-2.0': versioned({ ky: 'ky-2.0' }),
  'msw-2.0': { kind: 'msw', clients: [], versions: { msw: 'msw-2.0' }, absent: {} },
  'msw-2.15': { kind: 'msw', clients: [], versions: { msw: 'msw2' }, absent: {} },
  'msw-3': { kind: 'msw', clients: [], versions: {}, absent: {} },
  bun: { ...node, command: ['node_modules/@oven/bun-linux-x64/bin/bun'] },
  deno: { ...node, command: ['node_modules/@deno/linux-x64-glibc/deno', 'run', '-A', '--node-modules-dir=manual'] },
  workerd: { ...lean, kind: 'workerd', flags: [] },
  'workerd-nodejs': { ...lean, kind: 'workerd', flags: ['nodejs_compat'] },
  'edge-runtime': { ...lean, kind: 'edge-runtime' },
  'react-native': { ...lean, kind: 'react-native', absent: reactNativeLacks },
  chromium: { ...page, browser: 'chromium' },
  firefox: { ...page, browser: 'firefox' },
  webkit: { ...page, browser: 'webkit' },
  'esbuild-split': { ...page, browser: 'chromium', bundler: 'esbuild-split' },
  vite: { ...page, browser: 'chromium', bundler: 'vite' },
  webpack: { ...page, browser: 'chromium', bundler: 'webpack' },
  'next-client': { ...page, kind: 'next', part: 'client', browser: 'chromium' },
  'next-route': { ...node, kind: 'next', part: 'route' },
  'chromium-http': { ...page, browser: 'chromium', host: 'app.lan' },
  'firefox-http': { ...page, browser: 'firefox', host: 'app.lan' },
};
