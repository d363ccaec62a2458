import { expect, test, vi } from 'vitest';
import { client } from '../core/support.js';

vi.mock('#parts/core', () => ({
  redirects: async () => {
    throw new Error('the file is gone');
  },
}));

test('if the code that follows redirects cannot be loaded, the caller gets the redirect', async () => {
  const { call, got } = client({}, () => ({ status: 307, headers: { location: '/b' } }));
  const { answer, failure } = await call('/a', { redirects: 5 });
  expect([answer.status, failure, got.length]).toEqual([307, undefined, 1]);
});
