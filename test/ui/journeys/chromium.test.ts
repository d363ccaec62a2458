import { browserKind } from '../support/browsers.js';
import { openChromium } from '../support/chromium.js';
import { testEmulator } from './support/test-emulator.js';
import { testFlows } from './support/test-flows.js';
import { testWaitingCalls } from './support/test-waiting-calls.js';

const browser = browserKind(() => openChromium(), 'chromium');
testFlows('Chromium', browser);
testWaitingCalls('Chromium', browser);
testEmulator('Chromium', browser);
