import { browserKind } from '../ui/support/browsers.js';
import { openFirefox } from '../ui/support/firefox.js';
import { testParts } from './support/test-parts.js';

testParts(
  'Firefox',
  browserKind(() => openFirefox(), 'firefox'),
);
