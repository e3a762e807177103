// Generates every `*.messages.ts` of jadegate from the `.proto` beside it. With --check it writes nothing, names what is stale
// and ends with 1.
import { join } from 'node:path';
import process from 'node:process';
import { CodegenError, generate } from '../src/codegen/index.ts';

const root = join(import.meta.dirname, '..');
const isCheck = process.argv.includes('--check');

try {
  const files = generate({
    folder: join(root, 'src'),
    includes: [join(root, 'proto')],
    wire: { file: join('wire', 'index.ts') },
    isCheck,
  });
  const stale = files.filter((file) => file.isStale);
  for (const file of stale) console.error(`${isCheck ? 'stale' : 'written'}: src/${file.path}`);
  console.error(`${files.length} schema files, ${stale.length} ${isCheck ? 'stale: run npm run codegen' : 'written'}`);
  if (isCheck && stale.length > 0) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof CodegenError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
