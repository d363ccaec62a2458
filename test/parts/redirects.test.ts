import { expect, test, vi } from 'vitest';
import { client } from '../core/support.js';

const stage = vi.hoisted(() => ({
  redirects: async (): Promise<never> => Promise.reject(new Error('the file is gone')),
}));
vi.mock('#parts/core', () => ({ redirects: () => stage.redirects(), nodeStreams: vi.fn() }));

test('if the code that follows redirects cannot be loaded, the caller gets the redirect', async () => {
  const { call, got } = client({}, () => ({ status: 307, headers: { location: '/b' } }));
  const { answer, failure } = await call('/a', { redirects: 5 });
  expect([answer.status, failure, got.length]).toEqual([307, undefined, 1]);
});

test('a call ends with its signal while the code that follows redirects is held back', async () => {
  stage.redirects = () => new Promise(() => {});
  const controller = new AbortController();
  const { call } = client({}, () => {
    setTimeout(() => controller.abort(new Error('The page was left.')));
    return { status: 307, headers: { location: '/b' } };
  });
  await expect(call('/a', { redirects: 5, signal: controller.signal })).rejects.toThrow('The page was left.');
});
