// @vitest-environment jsdom
import { runSignIn } from './sign-in.js';

runSignIn();
