import { browserKind } from '../ui/support/browsers.js';
import { openChromium } from '../ui/support/chromium.js';
import { testParts } from './support/test-parts.js';

testParts(
  'Chromium',
  browserKind(() => openChromium(), 'chromium'),
);
