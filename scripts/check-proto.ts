// Checks the schema: `buf lint`, and that it breaks no client of the schema in proto/baseline.binpb, which is that of
// the last release: `buf breaking` for the protobuf layout, our own comparison for ids, states and the packed layout.
// `--update` makes the present schema the baseline: part of a release, or of a change that breaks clients on purpose.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { messageFilesOf } from '../src/codegen/baseline-node.ts';
import { registryOf, runBuf } from '../src/codegen/buf-node.ts';
import { compareSchemas } from '../src/codegen/compare-schema.ts';
import { readDescriptors } from '../src/codegen/index.ts';

const root = join(import.meta.dirname, '..');
const baseline = join('proto', 'baseline.binpb');

if (process.argv.includes('--update')) update();
else check();

function update(): void {
  const result = runBuf(['build', '--as-file-descriptor-set', '--exclude-source-info', '-o', baseline], root);
  console.error(result.status === 0 ? `${baseline} now contains the present schema` : result.output);
  process.exitCode = result.status;
}

function check(): void {
  const complaints = [...lint(), ...breaking()];
  for (const complaint of complaints) console.error(complaint);
  if (complaints.length === 0) console.error('the schema is valid and breaks no client of the baseline');
  else process.exitCode = 1;
}

function lint(): string[] {
  const result = runBuf(['lint'], root);
  return result.status === 0 ? [] : result.output.split('\n');
}

function breaking(): string[] {
  if (!existsSync(join(root, baseline))) return [`${baseline} is missing: run node scripts/check-proto.ts --update`];
  const result = runBuf(['breaking', '--against', baseline], root);
  const before = messageFilesOf(registryOf(readFileSync(join(root, baseline))));
  const after = messageFilesOf(readDescriptors([join(root, 'src'), join(root, 'proto')]));
  return [...(result.status === 0 ? [] : result.output.split('\n')), ...compareSchemas(before, after)];
}
