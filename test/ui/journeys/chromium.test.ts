import { browserKind } from '../support/browsers.js';
import { openChromium } from '../support/chromium.js';
import { testFlows } from './support/test-flows.js';

testFlows(
  'Chromium',
  browserKind(() => openChromium(), 'chromium'),
);
