// @vitest-environment happy-dom
import { runSignIn } from './sign-in.js';

runSignIn();
