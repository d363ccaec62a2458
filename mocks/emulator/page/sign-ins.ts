import type { EmulatorState, ShownSignIn } from '../state.js';
import { clock, h, keyedList } from './dom.js';
import { press } from './press.js';

type Identity = EmulatorState['identities'][number];

/** The tab with who is signed in. */
export interface SignIns {
  readonly panel: HTMLElement;
  update(state: Partial<EmulatorState>): void;
}

const userButton = (control: string, label: string, user: string): HTMLButtonElement =>
  h(
    'button',
    {
      type: 'button',
      'data-key': control,
      'aria-label': `${label}: ${user}`,
      onclick: () => void press(control, `${label}: ${user}`, { user }),
    },
    label,
  );

const signInRow = ({ username, since, seen, pool }: ShownSignIn): HTMLElement =>
  h(
    'li',
    { class: 'card person' },
    h(
      'div',
      {},
      h('strong', {}, username),
      h('p', { class: 'muted' }, `since ${clock(since)}, last used ${clock(seen)}, ${pool}`),
    ),
    h(
      'p',
      { class: 'actions' },
      userButton('signInAgain', 'Sign in again', username),
      userButton('expireTokens', 'Expire tokens', username),
      userButton('revoke', 'Revoke', username),
    ),
  );

const endedRow = ({ username, since, ended }: ShownSignIn): HTMLElement =>
  h(
    'li',
    {},
    h('strong', {}, username),
    ended?.by === 'client' ? ' signed out' : ' was signed out here',
    ended && ` at ${clock(ended.at)}`,
    h('span', { class: 'muted' }, `, signed in since ${clock(since)}`),
  );

const identityRow = ({ identityId, user, logins }: Identity): HTMLElement =>
  h(
    'tr',
    {},
    h('th', { scope: 'row' }, h('code', {}, identityId)),
    h('td', { class: 'name' }, user),
    h('td', {}, logins.join(', ')),
  );

const keyOf = ({ pool, username, since, ended }: ShownSignIn): string =>
  `${pool} ${username} ${since} ${ended?.at ?? ''}`;

/** Makes the keys of equal items differ. */
const numbered = <T>(items: readonly T[], of: (item: T) => string): (T & { readonly key: string })[] => {
  const counts = new Map<string, number>();
  return items.map((item) => {
    const count = (counts.get(of(item)) ?? 0) + 1;
    counts.set(of(item), count);
    return { ...item, key: `${of(item)} ${count}` };
  });
};

/** Creates the tab with who is signed in. */
export const createSignIns = (): SignIns => {
  const [current, ended, identities] = [h('ul', { class: 'cards' }), h('ul', { class: 'plain' }), h('tbody')];
  const nobody = h('div', { class: 'empty' });
  const endedPart = h('section', {}, h('h2', {}, 'Signed out'), ended);
  const identityPart = h(
    'section',
    {},
    h('h2', {}, 'Identities of the identity pools'),
    h(
      'div',
      { class: 'wide' },
      h(
        'table',
        {},
        h('thead', {}, h('tr', {}, ...['Identity', 'User', 'Logins'].map((label) => h('th', { scope: 'col' }, label)))),
        identities,
      ),
    ),
  );
  const remark = h(
    'p',
    { class: 'muted remark' },
    'A sign-in ends when the app revokes it: RevokeToken (session.signOut({ revoke: true })) or GlobalSignOut. An app that only forgets its tokens stays in this list, because they are still good, as they would be at AWS.',
  );
  const panel = h('section', {}, h('h2', {}, 'Signed in'), current, nobody, remark, endedPart, identityPart);
  const shown = {
    current: keyedList<ShownSignIn & { key: string }>(current, ({ key }) => key, signInRow),
    ended: keyedList<ShownSignIn & { key: string }>(ended, ({ key }) => key, endedRow),
    identities: keyedList<Identity>(identities, ({ identityId }) => identityId, identityRow),
  };
  const latestEnd = (signIns: readonly ShownSignIn[]): ShownSignIn | undefined =>
    signIns.toSorted((a, b) => (b.ended?.at ?? 0) - (a.ended?.at ?? 0))[0];

  let known: Pick<EmulatorState, 'signIns' | 'ended'> = { signIns: [], ended: [] };
  return {
    panel,
    update: (state) => {
      if (state.identities) {
        shown.identities.set(state.identities);
        identityPart.hidden = state.identities.length === 0;
      }
      if (!state.signIns && !state.ended) return;
      known = {
        ...known,
        ...(state.signIns && { signIns: state.signIns }),
        ...(state.ended && { ended: state.ended }),
      };
      shown.current.set(numbered(known.signIns, keyOf));
      shown.ended.set(
        numbered(
          known.ended.toSorted((a, b) => (b.ended?.at ?? 0) - (a.ended?.at ?? 0)),
          keyOf,
        ),
      );
      endedPart.hidden = known.ended.length === 0;
      nobody.hidden = known.signIns.length > 0;
      remark.hidden = known.signIns.length === 0;
      const last = latestEnd(known.ended);
      const sentence = last
        ? `Nobody is signed in: ${last.username} ${last.ended?.by === 'client' ? 'has signed out' : 'was signed out here'}.`
        : 'Nobody has signed in yet.';
      if (nobody.firstChild?.textContent !== sentence) {
        nobody.replaceChildren(
          h('p', {}, h('strong', {}, sentence)),
          h(
            'p',
            {},
            'The users and their passwords are those of the configuration; without one, alice, bob, carol and dave with Correct-horse-1.',
          ),
        );
      }
    },
  };
};
