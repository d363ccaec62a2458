import { createCalls } from './calls.js';
import { connect } from './connection.js';
import { byId, setText } from './dom.js';
import { createFaults } from './faults.js';
import { createSetUp } from './set-up.js';
import { createSignIns } from './sign-ins.js';
import { createTabs } from './tabs.js';
import { createUsers } from './users.js';

// The control page: one module for each tab, fed by one stream.

const calls = createCalls(() => tabs.show('set-up'));
const signIns = createSignIns();
const users = createUsers();
const faults = createFaults(byId('active'));
const setUp = createSetUp();

const room = byId('panels');
const tabs = createTabs(room.querySelector('[role=tablist]') as Element, room, [
  { id: 'calls', label: 'Calls', panel: calls.panel },
  { id: 'sign-ins', label: 'Sign-ins', panel: signIns.panel },
  { id: 'users', label: 'Users', panel: users.panel },
  { id: 'faults', label: 'Faults', panel: faults.panel },
  { id: 'set-up', label: 'Set-up', panel: setUp.panel },
]);

/** The app beside the tabs. A narrow page shows it when it is asked for. */
const app = byId('app');
const toggle = byId('toggleApp');
const showApp = (isShown: boolean): void => {
  app.hidden = !isShown;
  toggle.setAttribute('aria-expanded', String(isShown));
  setText(toggle, isShown ? 'Hide the app' : 'Show the app');
  const frame = app.querySelector('iframe');
  if (isShown && frame && !frame.getAttribute('src')) frame.src = '/app/';
};
toggle.addEventListener('click', () => showApp(app.hidden !== false));

/** Exceptions of route functions and triggers are told in the head of the page, whichever tab is open. */
const chip = byId('exceptions');
chip.addEventListener('click', () => {
  tabs.show('calls');
  calls.showExceptions();
});

const count = (): void => {
  const { all, exceptions } = calls.counts;
  tabs.count('calls', all);
  chip.hidden = exceptions === 0;
  setText(chip, `${exceptions} ${exceptions === 1 ? 'exception' : 'exceptions'} in your code`);
};

connect({
  cleared: () => {
    calls.clear();
    count();
  },
  entries: (entries) => {
    calls.add(entries);
    count();
  },
  state: (changed) => {
    for (const tab of [signIns, users, faults, setUp]) tab.update(changed);
    if (changed.signIns) tabs.count('sign-ins', changed.signIns.length);
    if (changed.codes) tabs.count('users', changed.codes.length);
    if (changed.controls) tabs.count('faults', changed.controls.filter(({ on }) => on).length, true);
    if (changed.values?.session && toggle.hidden) {
      toggle.hidden = false;
      showApp(matchMedia('(min-width: 75rem)').matches);
    }
  },
});
