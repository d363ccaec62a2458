// @vitest-environment jsdom
import { runSuite } from './suite.js';

runSuite([]);
