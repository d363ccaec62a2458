import type { EmulatorState, Entry } from '../state.js';
import { byId, setText } from './dom.js';

/** What the page does with what arrives. */
export interface Receiver {
  cleared(): void;
  entries(entries: readonly Entry[]): void;
  /** Gets the members of the state that have changed; all of them at first. */
  state(changed: Partial<EmulatorState>): void;
}

/** How long to wait before connecting again where the browser has given up, in milliseconds. */
const PAUSE = 2_000;

const STATES = {
  connecting: 'Connecting …',
  live: 'Live',
  lost: 'Not connected. Is the emulator running? Trying again …',
} as const;

const showState = (state: keyof typeof STATES): void => {
  const place = byId('connection');
  place.dataset.state = state;
  setText(place, STATES[state]);
};

/** Connects to the emulator, for as long as the page is open. */
export const connect = ({ cleared, entries, state }: Receiver): void => {
  const source = new EventSource('/events');
  const on = <T>(type: string, handle: (data: T) => void): void =>
    source.addEventListener(type, (event) => handle(JSON.parse((event as MessageEvent<string>).data) as T));
  source.addEventListener('open', () => showState('live'));
  source.addEventListener('error', () => {
    showState('lost');
    if (source.readyState !== EventSource.CLOSED) return;
    // The browser tries again by itself, but not after an answer other than a stream.
    setTimeout(() => connect({ cleared, entries, state }), PAUSE);
  });
  on('cleared', cleared);
  on('entries', entries);
  on('state', state);
};
