// Keeps every regular expression of the package linear (a step of `npm run check`): a server, a page or a stored value must not keep a
// call busy for seconds. Reads what was built.
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'acorn';
import { full } from 'acorn-walk';
import { check } from 'recheck';

const dist = new URL('../../dist/', import.meta.url);

/** Patterns that are taken for slow and are not, each with the reason. */
const EXCUSED = new Map([
  [
    String.raw`/(?<=^|\.)(fips|dualstack)\.|(?<=s3express)-[^.]+|-fips\b|^([^.]+\.)*vpce-[^.]+\.(?=.*\.vpce$)|\.(vpce|global|dualstack)$|-external-1$/g`,
    'a host has 255 characters at most (RFC 1035)',
  ],
]);

/** The emulator's app is bundled from the same sources, and from libraries that answer for themselves. */
const isOwn = (name) => name.endsWith('.js') && !/^mocks.emulator.app./.test(name);

const found = new Map();
for (const file of readdirSync(dist, { recursive: true }).filter(isOwn)) {
  const code = readFileSync(new URL(file, dist), 'utf8');
  full(parse(code, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true }), ({ regex }) => {
    if (regex) found.set(`/${regex.pattern}/${regex.flags}`, { file, ...regex });
  });
}

const slow = [];
for (const [text, { file, pattern, flags }] of found) {
  if (EXCUSED.has(text)) continue;
  const { status, complexity } = await check(pattern, flags, { timeout: 30_000 });
  if (status !== 'safe') slow.push(`${file}: ${text} is ${complexity?.summary ?? status}`);
}
for (const text of EXCUSED.keys()) if (!found.has(text)) slow.push(`${text} is excused, and is not there any more`);

console.log(slow.length ? slow.join('\n') : `${found.size} regular expressions are linear.`);
process.exitCode = slow.length ? 1 : 0;
