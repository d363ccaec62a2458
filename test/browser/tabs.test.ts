import { expect, onTestFinished, test } from 'vitest';
import { createTabs, type TabMessage, type Tabs } from '../../src/cognito/session/tabs/tabs.js';

const pageTabs = (name: string): Tabs => {
  const tabs = createTabs(name);
  onTestFinished(() => tabs.close());
  return tabs;
};

/** The tabs object of another page of this origin: its locks and its channel are that page's. */
const otherPage = async (name: string) => {
  const element = document.createElement('iframe');
  const loaded = new Promise((resolve) => {
    element.onload = resolve;
  });
  element.srcdoc = '<!doctype html>';
  document.body.append(element);
  onTestFinished(() => element.remove());
  await loaded;
  const page = element.contentWindow as Window & typeof globalThis;
  const tabs = createTabs(name, { locks: page.navigator.locks, BroadcastChannel: page.BroadcastChannel });
  return { tabs, leave: () => element.remove() };
};

const signal = () => {
  let fire = (): void => {};
  const fired = new Promise<void>((resolve) => {
    fire = resolve;
  });
  return { fire: () => fire(), fired };
};

test('work in one page waits for that of another', async () => {
  const here = pageTabs('locks');
  const { tabs: there } = await otherPage('locks');
  const [begun, end] = [signal(), signal()];
  const order: string[] = [];
  const first = there.exclusively('refresh', async () => {
    begun.fire();
    await end.fired;
    order.push('there');
  });
  await begun.fired;
  const second = here.exclusively('refresh', async () => order.push('here'));
  const { pending } = await navigator.locks.query();
  expect(pending?.map(({ name }) => name)).toEqual(['locks.refresh']);
  expect(order).toEqual([]);
  end.fire();
  await Promise.all([first, second]);
  expect(order).toEqual(['there', 'here']);
});

test('who waits for another page can give up', async () => {
  const here = pageTabs('giving up');
  const { tabs: there } = await otherPage('giving up');
  const [begun, end] = [signal(), signal()];
  const first = there.exclusively('refresh', () => {
    begun.fire();
    return end.fired;
  });
  await begun.fired;
  const controller = new AbortController();
  const second = here.exclusively('refresh', async () => 'never', controller.signal);
  controller.abort(new Error('enough'));
  await expect(second).rejects.toThrow('enough');
  end.fire();
  await first;
});

test('a page that is closed in the middle of its work holds nobody up', async () => {
  const here = pageTabs('closed page');
  const { tabs: there, leave } = await otherPage('closed page');
  const begun = signal();
  void there
    .exclusively('refresh', () => {
      begun.fire();
      return new Promise(() => {});
    })
    .catch(() => {});
  await begun.fired;
  const second = here.exclusively('refresh', async () => 'my turn');
  leave();
  expect(await second).toBe('my turn');
});

test('pages hear each other, and not themselves', async () => {
  const here = pageTabs('talk');
  const { tabs: there } = await otherPage('talk');
  const heardHere: TabMessage[] = [];
  const answered = new Promise<void>((resolve) => {
    here.listen((message) => {
      heardHere.push(message);
      resolve();
    });
  });
  there.listen(({ type }) => there.broadcast({ type: type === 'changed' ? 'changed' : 'released' }));
  here.broadcast({ type: 'changed' });
  await answered;
  expect(heardHere).toEqual([{ type: 'changed' }]);
});
