// `npm run tidy`: our own rules over the whole repository, and its numbers.
import { join } from 'node:path';
import process from 'node:process';
import { formatFinding, formatMeasures, readRepository, tidy } from '../src/tidy/index.ts';

const { findings, measures } = tidy(readRepository(join(import.meta.dirname, '..')));

console.log(formatMeasures(measures));
if (findings.length > 0) {
  console.error(`\n${findings.map(formatFinding).join('\n')}`);
  console.error(`tidy: ${findings.length} to put right; docs/STYLE.md has the reasons`);
  process.exitCode = 1;
}
