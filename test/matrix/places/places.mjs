// Every place, as data: where the suite runs, by which clients, and which cases cannot exist there, with the reason.

const NODE_CLIENTS = ['axios', 'axios (http)', 'axios (fetch)', 'ky', 'fetch', 'fetch(new Request)'];
const PAGE_CLIENTS = ['axios', 'axios (fetch)', 'axios (xhr)', 'ky', 'fetch', 'fetch(new Request)'];

const node = { kind: 'process', clients: NODE_CLIENTS, redirects: 'followed', storage: 'memory', absent: {} };

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

/** Every place by its name. */
export const places = {
  'node-22': { ...node, command: ['node_modules/node-22/bin/node'] },
  'node-24': { ...node, command: [process.execPath] },
  'node-26': { ...node, command: ['node_modules/node-26/bin/node'] },
  bun: { ...node, command: ['node_modules/@oven/bun-linux-x64/bin/bun'] },
  deno: { ...node, command: ['node_modules/@deno/linux-x64-glibc/deno', 'run', '-A', '--node-modules-dir=manual'] },
  chromium: { ...page, browser: 'chromium' },
  firefox: { ...page, browser: 'firefox' },
  webkit: { ...page, browser: 'webkit' },
  'chromium-http': { ...page, browser: 'chromium', host: 'app.lan' },
  'firefox-http': { ...page, browser: 'firefox', host: 'app.lan' },
};
