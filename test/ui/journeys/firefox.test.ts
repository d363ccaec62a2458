import { browserKind } from '../support/browsers.js';
import { openFirefox } from '../support/firefox.js';
import { testFlows } from './support/test-flows.js';

testFlows(
  'Firefox',
  browserKind(() => openFirefox(), 'firefox'),
);
