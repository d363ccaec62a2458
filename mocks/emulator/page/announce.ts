import { byId } from './dom.js';

/** How long to be silent after an announcement that nobody asked for, in milliseconds. */
const QUIET = 10_000;

let last = 0;
let refused = 0;
let arrived = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Tells a screen reader what came of something that its user did. */
export const announce = (text: string): void => {
  const region = byId('announcer');
  // The same text twice would not be read again.
  region.textContent = region.textContent === text ? `${text}\u00a0` : text;
};

/** Tells of new calls, in one sentence for all of ten seconds. */
export const announceCalls = (calls: number, refusals: number): void => {
  arrived += calls;
  refused += refusals;
  if (timer !== undefined) return;
  const tell = (): void => {
    timer = undefined;
    last = Date.now();
    const news = arrived ? `${arrived} new ${arrived === 1 ? 'request' : 'requests'}` : '';
    announce([news, refused ? `${refused} refused` : ''].filter(Boolean).join(', '));
    [arrived, refused] = [0, 0];
  };
  timer = setTimeout(tell, Math.max(1_000, last + QUIET - Date.now()));
};
