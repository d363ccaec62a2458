import { vi } from 'vitest';
import { runSetUpContract } from './support/set-up-contract.js';

// The set-up and the handlers import their peer `msw`, which is the previous major version here.
vi.mock('msw', () => import('msw2'));
vi.mock('msw/node', () => import('msw2/node'));

runSetUpContract();
