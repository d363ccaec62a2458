import { browserKind } from '../support/browsers.js';
import { openWebKit } from '../support/webkit.js';
import { testFlows } from './support/test-flows.js';

testFlows(
  'WebKit',
  browserKind(() => openWebKit(), 'webkit', 'screen'),
);
