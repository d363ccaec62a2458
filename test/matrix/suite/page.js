// The suite in a page, whose server has the settings.
import { libraries } from './libraries.js';
import { runSuite } from './suite.js';

const settings = await (await fetch('/settings.json')).json();
await runSuite(settings, libraries, navigator.userAgent);
