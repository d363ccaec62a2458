import { browserKind } from '../ui/support/browsers.js';
import { openWebKit } from '../ui/support/webkit.js';
import { testParts } from './support/test-parts.js';

testParts(
  'WebKit',
  browserKind(() => openWebKit(), 'webkit', 'screen'),
);
