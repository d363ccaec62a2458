import { browserKind } from '../support/browsers.js';
import { openFirefox } from '../support/firefox.js';
import { testEmulator } from './support/test-emulator.js';
import { testFlows } from './support/test-flows.js';
import { testWaitingCalls } from './support/test-waiting-calls.js';

const browser = browserKind(() => openFirefox(), 'firefox');
testFlows('Firefox', browser);
testWaitingCalls('Firefox', browser);
testEmulator('Firefox', browser);
