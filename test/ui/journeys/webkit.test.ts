import { browserKind } from '../support/browsers.js';
import { openWebKit } from '../support/webkit.js';
import { testEmulator } from './support/test-emulator.js';
import { testFlows } from './support/test-flows.js';
import { testWaitingCalls } from './support/test-waiting-calls.js';

const browser = browserKind(() => openWebKit(), 'webkit', 'screen');
// WebKitGTK has no passkeys.
testFlows('WebKit', browser, { lacks: 'passkeys' });
testWaitingCalls('WebKit', browser);
testEmulator('WebKit', browser);
