import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { createTabs, type TabMessage, type Tabs } from '../../src/cognito/session/tabs/tabs.js';

const tabsOf = (...[name, options]: Parameters<typeof createTabs>): Tabs => {
  const tabs = createTabs(name, options);
  onTestFinished(() => tabs.close());
  return tabs;
};

/** Work that runs until the test ends it. */
const longWork = () => {
  let begin = (): void => {};
  let end = (_?: Error): void => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const ended = new Promise<void>((resolve, reject) => {
    end = (error) => (error ? reject(error) : resolve());
  });
  return {
    begun,
    end: (error?: Error) => end(error),
    work: () => {
      begin();
      return ended;
    },
  };
};

/** A lock manager that refuses every lock, as in a sandboxed frame. */
const refusing = {
  request: async () => {
    throw new DOMException('Access to the Locks API is denied in this context.', 'SecurityError');
  },
} as unknown as LockManager;

const MANAGERS: [string, LockManager | null | undefined][] = [
  ['Web Locks', undefined],
  ['no locks', null],
  ['refused locks', refusing],
];

test.each(MANAGERS)('with %s: work of one name runs in turn, in the order of the calls', async (_, locks) => {
  const tabs = tabsOf('turns', { locks });
  const order: string[] = [];
  const work = Array.from({ length: 3 }, longWork);
  const results = work.map(({ work }, index) =>
    tabs.exclusively('refresh', async () => {
      order.push(`begin ${index}`);
      await work();
      order.push(`end ${index}`);
      return index;
    }),
  );
  for (const { begun, end } of work) {
    await begun;
    end();
  }
  expect(await Promise.all(results)).toEqual([0, 1, 2]);
  expect(order).toEqual(['begin 0', 'end 0', 'begin 1', 'end 1', 'begin 2', 'end 2']);
});

test.each(MANAGERS)('with %s: work of another name, or of another session, does not wait', async (_, locks) => {
  const [mine, theirs] = [tabsOf('mine', { locks }), tabsOf('theirs', { locks })];
  const { work, begun, end } = longWork();
  const first = mine.exclusively('refresh', work);
  await begun;
  expect(await mine.exclusively('store', async () => 'other name')).toBe('other name');
  expect(await theirs.exclusively('refresh', async () => 'other session')).toBe('other session');
  end();
  await first;
});

test.each(MANAGERS)(
  'with %s: work that fails fails for its caller, once, and the next has its turn',
  async (_, locks) => {
    const tabs = tabsOf('failing', { locks });
    let runs = 0;
    const failing = tabs.exclusively('refresh', async () => {
      runs++;
      throw new DOMException('refused by the store', 'SecurityError');
    });
    const next = tabs.exclusively('refresh', async () => 'next');
    await expect(failing).rejects.toThrow('refused by the store');
    expect(runs).toBe(1);
    expect(await next).toBe('next');
  },
);

test.each(MANAGERS)(
  'with %s: a caller that gives up leaves the queue, and later callers keep their order',
  async (_, locks) => {
    const tabs = tabsOf('aborting', { locks });
    const { work, begun, end } = longWork();
    const first = tabs.exclusively('refresh', work);
    await begun;
    const controller = new AbortController();
    let ran = false;
    const second = tabs.exclusively(
      'refresh',
      async () => {
        ran = true;
      },
      controller.signal,
    );
    let firstEnded = false;
    const third = tabs.exclusively('refresh', async () => firstEnded);
    controller.abort(new Error('enough'));
    await expect(second).rejects.toThrow('enough');
    await expect(tabs.exclusively('refresh', async () => {}, AbortSignal.abort(new Error('at once')))).rejects.toThrow(
      'at once',
    );
    firstEnded = true;
    end();
    await first;
    expect(await third).toBe(true);
    expect(ran).toBe(false);
  },
);

test.each(MANAGERS)('with %s: a signal that aborts later does not affect work that has begun', async (_, locks) => {
  const tabs = tabsOf('begun', { locks });
  const { work, begun, end } = longWork();
  const controller = new AbortController();
  const result = tabs.exclusively('refresh', () => work().then(() => 'done'), controller.signal);
  await begun;
  controller.abort();
  end();
  expect(await result).toBe('done');
});

test('with Web Locks: two sessions of one name take turns', async () => {
  const [one, other] = [tabsOf('shared'), tabsOf('shared')];
  const { work, begun, end } = longWork();
  const order: string[] = [];
  const first = one.exclusively('refresh', () => work().then(() => void order.push('first')));
  await begun;
  const second = other.exclusively('refresh', async () => void order.push('second'));
  // The lock manager grants locks in order: once this one is granted, `second` would have begun if it could.
  await one.exclusively('other', async () => {});
  expect(order).toEqual([]);
  end();
  await Promise.all([first, second]);
  expect(order).toEqual(['first', 'second']);
});

/** Resolves to the next message that `tabs` receives. */
const heard = (tabs: Tabs): Promise<TabMessage> =>
  new Promise((resolve) => {
    const stop = tabs.listen((message) => {
      stop();
      resolve(message);
    });
  });

test('a message reaches the other tabs of that name, not its sender, and holds nothing but its type', async () => {
  const [one, other, foreign] = [tabsOf('talk'), tabsOf('talk'), tabsOf('talk elsewhere')];
  const wrong: TabMessage[] = [];
  one.listen((message) => wrong.push(message));
  foreign.listen((message) => wrong.push(message));
  const first = heard(other);
  const careless = { type: 'changed', idToken: 'secret' } as const;
  one.broadcast(careless);
  expect(await first).toEqual({ type: 'changed' });
  // A misdirected message would have arrived before the answer.
  const answer = heard(one);
  other.broadcast({ type: 'released' });
  expect(await answer).toEqual({ type: 'released' });
  expect(wrong).toEqual([{ type: 'released' }]);
});

test('what is not a message is not heard', async () => {
  const tabs = tabsOf('noise');
  const next = heard(tabs);
  const noise = new BroadcastChannel('noise');
  onTestFinished(() => noise.close());
  for (const data of [null, undefined, 'changed', 7, {}, { type: 7 }, { type: 'changed', token: 'x' }]) {
    noise.postMessage(data);
  }
  expect(await next).toEqual({ type: 'changed' });
});

test('after unsubscribing or closing, a listener receives nothing more', async () => {
  const [one, other, witness] = [tabsOf('ends'), tabsOf('ends'), tabsOf('ends')];
  const wrong: TabMessage[] = [];
  one.listen((message) => wrong.push(message))();
  other.listen((message) => wrong.push(message));
  other.close();
  const told = heard(witness);
  tabsOf('ends').broadcast({ type: 'changed' });
  await told;
  expect(wrong).toEqual([]);
  other.broadcast({ type: 'changed' });
  other.listen(() => {})();
  other.close();
  expect(await other.exclusively('refresh', async () => 'work goes on')).toBe('work goes on');
});

test.each([
  ['is missing', null],
  [
    'is refused',
    class {
      constructor() {
        throw new DOMException('The operation is insecure.', 'SecurityError');
      }
    } as unknown as typeof BroadcastChannel,
  ],
])('where BroadcastChannel %s, nothing is told and nothing breaks', (_, channel) => {
  const tabs = tabsOf('silent', { BroadcastChannel: channel });
  tabs.listen(() => {})();
  tabs.broadcast({ type: 'changed' });
  tabs.close();
});

test('a session that listens keeps no Node process alive', { timeout: 30_000 }, async () => {
  const program = `
    import { createTabs } from ${JSON.stringify(new URL('../../src/cognito/session/tabs/tabs.ts', import.meta.url).href)};
    const tabs = createTabs('idle');
    tabs.listen(() => {});
    tabs.broadcast({ type: 'changed' });
    await tabs.exclusively('refresh', async () => {});
    console.log('ends');
  `;
  // The sources import each other by the names of their compiled files.
  const hooks = `
    import { registerHooks } from 'node:module';
    registerHooks({ resolve: (name, context, next) => next(name.replace(/^(\\..*)\\.js$/, '$1.ts'), context) });
  `;
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--import', `data:text/javascript,${encodeURIComponent(hooks)}`, '--input-type=module', '--eval', program],
    { timeout: 20_000 },
  );
  expect(stdout.trim()).toBe('ends');
});
