// Generates every `*.messages.ts` of jadegate, of its recipes, of its chaos game, and of the games that `jadegate new`
// creates, from the `.proto` beside it. With --check it writes nothing, lists stale files and exits with 1 if there are any.
import { join } from 'node:path';
import process from 'node:process';
import { CodegenError, type GenerateOptions, generate } from '../src/codegen/index.ts';

const root = join(import.meta.dirname, '..');
const isCheck = process.argv.includes('--check');

const PLACES: readonly {
  readonly folder: string;
  readonly wire: GenerateOptions['wire'];
  readonly baseline?: 'accept';
}[] = [
  { folder: 'src', wire: { file: join('wire', 'plain.ts') } },
  { folder: join('examples', 'recipes'), wire: { specifier: 'jadegate/wire' } },
  { folder: join('scripts', 'chaos', 'shared'), wire: { specifier: 'jadegate/wire' } },
  { folder: join('templates', 'game'), wire: { specifier: 'jadegate/wire' }, baseline: 'accept' },
  { folder: join('templates', 'rooms'), wire: { specifier: 'jadegate/wire' }, baseline: 'accept' },
  { folder: join('templates', 'world'), wire: { specifier: 'jadegate/wire' }, baseline: 'accept' },
];

try {
  const files = PLACES.flatMap(({ folder, ...place }) =>
    generate({ folder: join(root, folder), includes: [join(root, 'proto')], ...place, isCheck }).map((file) => ({
      path: join(folder, file.path),
      isStale: file.isStale,
    })),
  );
  const stale = files.filter((file) => file.isStale);
  for (const file of stale) console.error(`${isCheck ? 'stale' : 'written'}: ${file.path}`);
  const advice = isCheck && stale.length > 0 ? ': run npm run codegen' : '';
  console.error(`${files.length} files, ${stale.length} ${isCheck ? 'stale' : 'written'}${advice}`);
  if (isCheck && stale.length > 0) process.exitCode = 1;
} catch (error) {
  if (!(error instanceof CodegenError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
