// The modes of the pictures: the browser's settings, and the screens to take.

const LOGO = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 40"><rect width="40" height="40" rx="8" fill="#e8833a"/><text x="52" y="29" font-family="sans-serif" font-size="26" font-weight="700" fill="#888">Acme</text></svg>',
)}`;

const FRAME = { options: { logo: LOGO, canCancel: true }, footer: true };

/** The states of a step besides its first one. */
const STATES = [
  { step: 'signIn', error: '', errorKey: 'error.wrongPassword' },
  {
    step: 'signUp',
    error: 'email',
    errorKey: 'error.emailExists',
    typed: { email: '!alice@example.com', website: 'https://example.com/' },
  },
  { step: 'confirmSignUp', error: 'code', errorKey: 'error.expiredCode', wait: 28 },
  { step: 'confirmForgotPassword', notice: 'notice.codeSent', wait: 30 },
  { step: 'signIn', notice: 'notice.signInNeeded', busy: true },
  { step: 'totpMfa', error: 'code', errorKey: 'error.wrongTotp', focus: '[name=code]' },
  { step: 'password', revealed: true, focus: '.sigv4-reveal' },
  { step: 'signIn', focus: '.sigv4-button-primary', options: { canCancel: true } },
  { step: 'selectChallenge', busy: true, focus: '.sigv4-choice' },
  { step: 'signedIn', notice: 'notice.passkeyAdded', focus: '[data-action=addPasskey]' },
  { step: 'signIn', focus: '.sigv4-close', ...FRAME },
  { step: 'totpMfa', focus: '[name=rememberDevice]' },
  { step: 'signUp', date: true },
];

const TELLING = [
  { step: 'signIn' },
  { step: 'signUp' },
  { step: 'confirmSignUp', wait: 28 },
  { step: 'confirmForgotPassword' },
  { step: 'selectChallenge' },
  { step: 'totpMfa' },
  { step: 'setUpTotp' },
  { step: 'signedIn' },
];

const DIALOGS = [
  { step: 'signIn', dialog: true, ...FRAME },
  { step: 'signUp', dialog: true, options: { canCancel: true }, error: 'email', errorKey: 'error.emailExists' },
  { step: 'setUpTotp', dialog: true, options: { canCancel: true } },
  { step: 'totpMfa', dialog: true },
];

const DATE = { step: 'signUp', typed: { email: 'alice@example.com' }, date: true };

/** A few screens, for browsers that need less attention. */
export const FEW = [
  { step: 'signIn', ...FRAME },
  DATE,
  { step: 'setUpTotp' },
  { step: 'totpMfa', error: 'code', errorKey: 'error.wrongTotp', focus: '[name=code]' },
  { step: 'signIn', notice: 'notice.signInNeeded', busy: true },
  { step: 'password', revealed: true, focus: '.sigv4-reveal', language: 'ar' },
  { step: 'signUp', language: 'ar', typed: { website: 'https://example.com/' }, options: { canCancel: true } },
  { step: 'signIn', dialog: true, ...FRAME },
];

const withAll = (screens, more) =>
  screens.map((screen) => ({
    ...screen,
    ...more,
    ...(screen.options && more.options && { options: { ...screen.options, ...more.options } }),
  }));
const every =
  (more = {}) =>
  (names) =>
    names.map((step) => ({ step, ...more }));
const fixed = (screens) => () => screens;

/** @param names The names of all steps. */
export const MODES = {
  light: { screens: every() },
  dark: { dark: true, screens: every() },
  'light-states': { screens: fixed(STATES) },
  'dark-states': { dark: true, screens: fixed(STATES) },
  narrow: { width: 320, screens: every({ options: { canCancel: true } }) },
  'right-to-left': { screens: every({ language: 'ar', options: { canCancel: true } }) },
  'right-to-left-states': { screens: fixed(withAll(STATES, { language: 'ar' })) },
  german: { width: 360, screens: every({ language: 'de', options: { canCancel: true } }) },
  french: { width: 360, screens: fixed(withAll(TELLING, { language: 'fr' })) },
  spanish: { width: 360, screens: fixed(withAll(TELLING, { language: 'es' })) },
  japanese: { width: 360, screens: fixed(withAll(TELLING, { language: 'ja' })) },
  'forced-light': { forced: true, screens: fixed([...TELLING, ...STATES]) },
  'forced-dark': { forced: true, dark: true, screens: fixed([...TELLING, ...STATES]) },
  'zoom-200': { width: 640, height: 400, scale: 2, screens: fixed([...TELLING, ...STATES]) },
  'text-200': { width: 640, rootSize: '200%', screens: fixed([...TELLING, ...withAll(STATES, { language: 'de' })]) },
  'text-200-narrow': {
    width: 320,
    rootSize: '200%',
    screens: fixed([...TELLING, ...withAll(STATES, { language: 'de' })]),
  },
  'own-colours': {
    screens: fixed(
      withAll([...TELLING, ...STATES], {
        ...FRAME,
        options: {
          ...FRAME.options,
          backgroundColor: '#102a33',
          secondaryBackgroundColor: '#fff',
          primaryColor: 'gold',
        },
      }),
    ),
  },
  'own-colours-light': {
    screens: fixed(
      withAll(STATES, {
        ...FRAME,
        options: {
          ...FRAME.options,
          backgroundColor: '#fdf6e3',
          secondaryBackgroundColor: '#232f3e',
          primaryColor: 'gold',
        },
      }),
    ),
  },
  framed: { screens: fixed(withAll(TELLING, FRAME)) },
  'dialog-desktop': { width: 1024, height: 800, viewport: true, screens: fixed(DIALOGS) },
  'dialog-dark': { width: 1024, height: 800, viewport: true, dark: true, screens: fixed(DIALOGS) },
  'dialog-landscape': { width: 667, height: 375, viewport: true, screens: fixed(DIALOGS) },
  'dialog-phone': { width: 320, height: 568, viewport: true, screens: fixed(withAll(DIALOGS, { language: 'de' })) },
  'dialog-right-to-left': {
    width: 1024,
    height: 800,
    viewport: true,
    screens: fixed(withAll(DIALOGS, { language: 'ar' })),
  },
};
