import type { ServerResponse } from 'node:http';
import type { Journal } from './journal.js';
import type { EmulatorState } from './state.js';

/** Sends what changes to the open control pages, as server-sent events. */
export interface Stream {
  /**
   * Adds a page.
   *
   * @param lastEventId What the page has got before its connection was lost.
   */
  open(response: ServerResponse, lastEventId: string | undefined): void;
  /** Sends what has changed, soon. */
  poke(): void;
  close(): void;
}

/** What a stream sends. */
export interface StreamSource {
  readonly journal: Pick<Journal, 'version' | 'clearedAt' | 'since'>;
  state(): Promise<EmulatorState>;
}

/** How soon new requests are sent, and how often the rest is compared, in milliseconds. */
const SOON = 60;
const OFTEN = 500;
/** A page that reads too slowly is cut off. It comes back, and gets what it has missed. */
const MAX_BUFFERED = 8 * 1024 * 1024;

/** The end of a code's life comes closer all the time, which is no change. */
const withoutCountdown = (name: string, value: unknown): unknown => (name === 'expiresIn' ? 0 : value);

/** Creates a stream without pages. */
export const createStream = ({ journal, state }: StreamSource): Stream => {
  // After a restart, the versions of a page mean nothing.
  const run = Date.now().toString(36);
  /** The pages, and the last version that each has got. */
  const pages = new Map<ServerResponse, number>();
  let sent: Readonly<Record<string, string>> = {};
  let soon: ReturnType<typeof setTimeout> | undefined;
  let isComparing = false;
  let again = false;

  const write = (response: ServerResponse, event: string, data: unknown, id?: string): void => {
    if (response.writableLength > MAX_BUFFERED) return void response.destroy();
    response.write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  };

  const sendEntries = (response: ServerResponse, after: number): void => {
    const { version, clearedAt } = journal;
    if (version === after) return;
    const id = `${run}.${version}`;
    if (after < clearedAt) write(response, 'cleared', {}, id);
    const entries = journal.since(after);
    if (entries.length) write(response, 'entries', entries, id);
    pages.set(response, version);
  };

  /** Sends the members of the state that have changed. */
  const compareOnce = async (): Promise<void> => {
    if (!pages.size) return;
    const now = Object.entries(await state());
    const next = Object.fromEntries(now.map(([name, value]) => [name, JSON.stringify(value, withoutCountdown)]));
    const changed = now.filter(([name]) => next[name] !== sent[name]);
    sent = next;
    if (!changed.length) return;
    for (const response of pages.keys()) write(response, 'state', Object.fromEntries(changed));
  };
  /** What changes while the state is read is read again. */
  const compare = (): void => {
    again = true;
    if (isComparing) return;
    isComparing = true;
    const all = async (): Promise<void> => {
      while (again) {
        again = false;
        await compareOnce();
      }
    };
    all()
      .catch((error: unknown) => console.error(error))
      .finally(() => {
        isComparing = false;
      });
  };

  const flush = (): void => {
    soon = undefined;
    for (const [response, version] of pages) sendEntries(response, version);
  };
  const often = setInterval(compare, OFTEN);
  often.unref();

  return {
    open: (response, lastEventId = '') => {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.write('retry: 1000\n\n');
      const [itsRun, version] = lastEventId.split('.');
      const isSame = itsRun === run;
      response.on('close', () => pages.delete(response));
      if (!isSame) write(response, 'cleared', {}, `${run}.0`);
      pages.set(response, isSame ? Number(version) : 0);
      sendEntries(response, isSame ? Number(version) : journal.clearedAt);
      void state().then((now) => write(response, 'state', now));
    },
    poke: () => {
      soon ??= setTimeout(() => {
        flush();
        compare();
      }, SOON);
    },
    close: () => {
      clearInterval(often);
      clearTimeout(soon);
      for (const response of pages.keys()) response.end();
    },
  };
};
