import { type BrowserKind, browserKind } from '../../test/ui/support/browsers.js';
import { openChromium } from '../../test/ui/support/chromium.js';
import type { DrivenBrowser } from '../../test/ui/support/driven-page.js';
import { openFirefox } from '../../test/ui/support/firefox.js';
import { openWebKit } from '../../test/ui/support/webkit.js';

/** The browsers that a file of tests is run in, each opened when a test first needs it. */
export const allBrowsers = (): Readonly<Record<string, BrowserKind<DrivenBrowser>>> => ({
  Chromium: browserKind(openChromium, 'chromium'),
  Firefox: browserKind(() => openFirefox(), 'firefox'),
  WebKit: browserKind(openWebKit, 'webkit', 'screen'),
});
