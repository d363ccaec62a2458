// The suite in a page, whose server has the settings.
import { libraries } from './libraries.js';
import { runSuite } from './suite.js';

const settings = await (await fetch('/settings.json')).json();
// A page on plain http has no crypto.subtle; a place that means to be one must be one.
if (isSecureContext !== settings.secure)
  throw new Error(`This page should ${settings.secure ? '' : 'not '}be a secure context.`);
await runSuite(settings, libraries);
