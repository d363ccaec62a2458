import type { EmulatorState, EmulatorValues } from '../state.js';
import { copyButton } from './copy.js';
import { h } from './dom.js';
import { setUps } from './snippets.js';

/** The tab with what to paste into an app. */
export interface SetUpTab {
  readonly panel: HTMLElement;
  update(state: Partial<EmulatorState>): void;
}

const urlRow = ([name, url]: readonly [string, string]): HTMLElement =>
  h(
    'tr',
    {},
    h('th', { scope: 'row' }, name),
    h('td', {}, h('code', {}, url)),
    h(
      'td',
      {},
      copyButton('Copy', () => url, `the URL of ${name}`),
    ),
  );

const OVER_HTTP = `curl -X POST -H 'x-emulator: me' '{origin}/controls/expireTokens?user=alice'
curl '{origin}/codes?user=alice'
curl '{origin}/totp?user=bob'
curl '{origin}/state'`;

/** Creates the tab with what to paste into an app. */
export const createSetUp = (): SetUpTab => {
  const panel = h('section', { class: 'set-up' });
  let chosen = '.env';

  const show = (values: EmulatorValues): void => {
    const all = setUps(values);
    const place = h('div', { class: 'snippets' });
    const choose = (name: string): void => {
      chosen = name;
      const snippets = all.find((setUp) => setUp.name === name)?.snippets ?? [];
      place.replaceChildren(
        ...snippets.map(({ file, text }) =>
          h(
            'figure',
            {},
            h(
              'figcaption',
              {},
              h('span', {}, file),
              copyButton('Copy', () => text, file),
            ),
            h('pre', { tabindex: '0', 'aria-label': file }, text),
          ),
        ),
      );
    };
    const choices = h(
      'fieldset',
      { class: 'segments' },
      h('legend', {}, 'Your app is configured by'),
      ...all.map(({ name }) =>
        h(
          'label',
          {},
          h('input', {
            type: 'radio',
            name: 'set-up',
            value: name,
            checked: name === chosen,
            onchange: () => choose(name),
          }),
          h('span', {}, name),
        ),
      ),
    );
    choose(chosen);
    const overHttp = OVER_HTTP.replaceAll('{origin}', location.origin);
    panel.replaceChildren(
      h('h2', {}, 'For your app'),
      choices,
      place,
      h('h2', {}, 'Where each service listens'),
      h('div', { class: 'wide' }, h('table', {}, h('tbody', {}, ...Object.entries(values.urls).map(urlRow)))),
      h('h2', {}, 'For tests, over HTTP'),
      h(
        'figure',
        {},
        h(
          'figcaption',
          {},
          h('span', {}, 'Any button, by its name'),
          copyButton('Copy', () => overHttp, 'the commands'),
        ),
        h('pre', { tabindex: '0', 'aria-label': 'Commands' }, overHttp),
      ),
    );
  };
  return { panel, update: ({ values }) => values && show(values) };
};
