// Runs before `npm publish`: what only a release knows must be in package.json. Until then a placeholder stands there.
import { readFileSync } from 'node:fs';

const PLACEHOLDER = /example\.(com|org|invalid)|OWNER/;

const { repository, bugs, homepage } = JSON.parse(readFileSync('package.json', 'utf8'));
const unfilled = Object.entries({ 'repository.url': repository?.url, 'bugs.url': bugs?.url, homepage })
  .filter(([, value]) => !value || PLACEHOLDER.test(value))
  .map(([field, value]) => `package.json: ${field} is ${value ?? 'missing'}. Set the real address before you publish.`);
for (const line of unfilled) console.error(line);
process.exitCode = unfilled.length > 0 ? 1 : 0;
