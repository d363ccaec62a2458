import { expect, test, vi } from 'vitest';
import { createAwsMock } from '../../mocks/index.js';
import { setUpAwsMock } from '../../mocks/jest.js';
import { runSetUpContract } from './support/set-up-contract.js';

runSetUpContract();

test('Jest’s set-up uses its globals, and says where to call it if there are none', () => {
  vi.stubGlobal('afterEach', undefined);
  expect(() => setUpAwsMock(createAwsMock())).toThrow('setupFilesAfterEnv');
  const hooks = { beforeAll: vi.fn(), afterEach: vi.fn(), afterAll: vi.fn() };
  for (const [name, hook] of Object.entries(hooks)) vi.stubGlobal(name, hook);
  setUpAwsMock(createAwsMock());
  vi.unstubAllGlobals();
  for (const hook of Object.values(hooks)) expect(hook).toHaveBeenCalledTimes(1);
});
