// Draws the pictures of docs/guide/world.md from a run of the real map. With --check it writes nothing and exits with 1 when one is
// stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { updatesPicture } from './pictures/updates-picture.ts';
import { viewPicture } from './pictures/view-picture.ts';
import { runWorld } from './pictures/world-run.ts';

const run = runWorld();
const pictures = { 'world-view.svg': viewPicture(run), 'world-updates.svg': updatesPicture(run) };
for (const [name, drawn] of Object.entries(pictures)) {
  const file = join(import.meta.dirname, '..', 'docs', 'guide', name);
  if (contentOf(file) === drawn) continue;
  if (process.argv.includes('--check')) {
    console.error(`docs/guide/${name} is stale: run node scripts/world-pictures.ts`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, drawn);
    console.error(`written: docs/guide/${name}`);
  }
}

function contentOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
