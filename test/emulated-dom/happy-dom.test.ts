// @vitest-environment happy-dom
import { runSuite } from './suite.js';

runSuite([/403 \(Forbidden\)/]);
