// Leaves of Node's globals what React Native has; those that Node's own fetch needs are hidden by the bundle instead
// (../lib/bundle.mjs). `crypto.getRandomValues` comes from the polyfill that every guide asks for.

const getRandomValues = crypto.getRandomValues.bind(crypto);
const define = (name, value) =>
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true, enumerable: true });

define('MATRIX_SETTINGS', process.env.MATRIX_SETTINGS);
define('crypto', { getRandomValues });
define('navigator', { product: 'ReactNative' });
define('window', globalThis);
define('self', globalThis);
delete AbortSignal.any;
delete AbortSignal.timeout;
delete AbortSignal.prototype.throwIfAborted;
delete Request.prototype.body;
delete Response.prototype.body;
