// `node test/matrix/table.mjs`: "Tested with" of src/README.md, made from what the last `npm run matrix` wrote.
import { REPORT } from './lib/paths.mjs';
import { read } from './lib/report.mjs';
import { places } from './places/places.mjs';

console.log('| Where | Version | Cases passed |\n|---|---|---|');
for (const { name, version, skip, passed, total } of read(REPORT)) {
  console.log(`| ${places[name].title} | ${version ?? ''} | ${skip ? `not run: ${skip}` : `${passed} of ${total}`} |`);
}
