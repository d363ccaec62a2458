import type { EmulatorState, ShownUser } from '../state.js';
import { copyButton } from './copy.js';
import { clock, h, keyedList, setText } from './dom.js';
import { press } from './press.js';

type Code = EmulatorState['codes'][number];
type Totp = NonNullable<ShownUser['totp']>;

/** The tab with the codes and the users. */
export interface Users {
  readonly panel: HTMLElement;
  update(state: Partial<EmulatorState>): void;
}

/** What a code is for, in words. */
const PURPOSES: Readonly<Record<Code['purpose'], string>> = {
  'sign-up': 'Sign-up',
  'forgotten-password': 'Forgotten password',
  'attribute-verification': 'Verification of an address',
  mfa: 'Second factor',
  'sign-in': 'Sign-in instead of a password',
  'temporary-password': 'Temporary password',
};

const MEDIA = { EMAIL: 'by e-mail', SMS: 'by text message' } as const;

const bigCode = (code: string, what: string): HTMLElement =>
  h(
    'span',
    { class: 'code' },
    h('code', {}, code),
    copyButton('Copy', () => code, what),
  );

const codeRow = ({ username, code, purpose, medium, destination, time }: Code): HTMLElement =>
  h(
    'li',
    { class: 'card person' },
    h(
      'div',
      {},
      h('strong', {}, PURPOSES[purpose]),
      h('p', { class: 'muted' }, `${username}, ${MEDIA[medium]} to ${destination}, at ${clock(time)}`),
    ),
    bigCode(code, `the code for ${username}`),
  );

/** How many seconds a code is still shown, counted on by the page itself. */
const countdown = ({ expiresIn }: Totp, arrived: number): HTMLElement =>
  h('span', { class: 'countdown muted', 'data-until': String(arrived + expiresIn * 1_000) }, `${expiresIn} s`);

const app = (totp: Totp, username: string, label: string): HTMLElement =>
  h(
    'div',
    { class: 'totp' },
    h('span', { class: 'muted' }, label),
    bigCode(totp.code, `the authenticator code of ${username}`),
    countdown(totp, Date.now()),
    h('details', {}, h('summary', { 'data-key': `secret ${label}` }, 'Secret'), h('code', {}, totp.secret)),
  );

const userRow = ({ username, status, pool, sub, totp, newTotp }: ShownUser): HTMLElement =>
  h(
    'li',
    { class: 'card person' },
    h(
      'div',
      {},
      h('strong', {}, username),
      ' ',
      h('span', { class: 'badge' }, status),
      h('p', { class: 'muted line' }, `${pool}, ${sub}`),
    ),
    totp && app(totp, username, 'Authenticator'),
    newTotp && app(newTotp, username, 'New authenticator'),
    !totp &&
      h(
        'p',
        { class: 'actions' },
        h(
          'button',
          {
            type: 'button',
            'data-key': 'totp',
            'aria-label': `Ask for an authenticator code: ${username}`,
            onclick: () =>
              void press('totp', `Ask ${username} for an authenticator code`, { user: username, on: 'true' }),
          },
          'Ask for an authenticator code',
        ),
      ),
  );

/** A field for the secret that a set-up screen shows, for who has no authenticator app at hand. */
const bySecret = (): HTMLElement => {
  const input = h('input', { name: 'secret', autocomplete: 'off', spellcheck: 'false', required: true });
  const result = h('p', { role: 'status' });
  const show = async (): Promise<void> => {
    const answer = await fetch(`/totp?${new URLSearchParams({ secret: input.value })}`).catch(() => undefined);
    if (!answer) return setText(result, 'The emulator cannot be reached.');
    if (!answer.ok) return setText(result, await answer.text());
    const { code, expiresIn } = (await answer.json()) as Omit<Totp, 'secret'>;
    result.replaceChildren(bigCode(code, 'the code'), h('span', { class: 'muted' }, ` for ${expiresIn} s`));
  };
  return h(
    'form',
    {
      class: 'filters',
      onsubmit: (event) => {
        event.preventDefault();
        void show();
      },
    },
    h('label', { class: 'grow' }, h('span', {}, 'Its secret, as a set-up screen shows it'), input),
    h('button', { type: 'submit' }, 'Show its code'),
    result,
  );
};

/** Creates the tab with the codes and the users. */
export const createUsers = (): Users => {
  const [codes, users] = [h('ul', { class: 'cards' }), h('ul', { class: 'cards' })];
  const noCodes = h(
    'div',
    { class: 'empty' },
    h('p', {}, h('strong', {}, 'No code was sent yet.')),
    h(
      'p',
      {},
      'Create an account, choose “Forgot password?”, or sign in as dave: the codes appear here instead of in an inbox.',
    ),
  );
  const noUsers = h(
    'div',
    { class: 'empty' },
    h('p', {}, h('strong', {}, 'The user pools have no users.')),
    h('p', {}, 'Sign up, or declare some in the configuration: userPools[].users.'),
  );
  const panel = h(
    'section',
    { class: 'tab-users' },
    h('h2', {}, 'Codes that were sent'),
    codes,
    noCodes,
    h('h2', {}, 'Users'),
    users,
    noUsers,
    h('h2', {}, 'Another authenticator app'),
    bySecret(),
  );
  const shownCodes = keyedList<Code>(codes, ({ code, time, reason }) => `${code} ${time} ${reason}`, codeRow);
  const shownUsers = keyedList<ShownUser>(users, ({ pool, sub }) => `${pool} ${sub}`, userRow);
  setInterval(() => {
    for (const place of panel.querySelectorAll<HTMLElement>('[data-until]')) {
      setText(place, `${Math.max(0, Math.ceil((Number(place.dataset.until) - Date.now()) / 1_000))} s`);
    }
  }, 1_000);
  return {
    panel,
    update: (state) => {
      if (state.codes) {
        shownCodes.set(state.codes);
        noCodes.hidden = state.codes.length > 0;
      }
      if (state.users) {
        shownUsers.set(state.users);
        noUsers.hidden = state.users.length > 0;
      }
    },
  };
};
