// `npm run tidy`: our own rules over the whole repository, and its numbers. `--tighten` lowers the ratchet to what is there.
import { join } from 'node:path';
import process from 'node:process';
import { formatFinding, formatMeasures, readRepository, tidy, writeRatchet } from '../src/tidy/index.ts';

const root = join(import.meta.dirname, '..');
const report = tidy(readRepository(root));

if (process.argv.includes('--tighten')) writeRatchet(root, report.tightened);
for (const finding of report.findings) console.error(formatFinding(finding));
if (report.findings.length > 0) console.error('');
console.log(formatMeasures(report.measures));
if (report.findings.length > 0) {
  console.error(`tidy: ${report.findings.length} to put right; docs/STYLE.md has the reasons`);
  process.exitCode = 1;
}
