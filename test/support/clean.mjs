// Empties dist/ before a build, so that a file that no longer exists in src/ is not published.
import { rmSync } from 'node:fs';

rmSync(new URL('../../dist', import.meta.url), { recursive: true, force: true });
