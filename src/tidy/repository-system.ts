// Reads the repository from the disk for tidy, and writes its ratchet back.
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ratchet } from './rule-sizes.ts';
import { RATCHET_PATH } from './rule-sizes.ts';
import type { Repository } from './tidy.ts';

const PATTERNS = [
  '{src,scripts,bench,examples,templates}/**/*.ts',
  '{bin,examples}/**/*.js',
  '{docs,examples,templates}/**/*.md',
  '*.md',
  '{proto,src,templates}/**/*.proto',
  '.ci/*',
  '*.json',
];

export function readRepository(root: string): Repository {
  const excluded = (path: string): boolean => path.split('/').includes('node_modules');
  const paths = globSync(PATTERNS, { cwd: root, exclude: excluded }).filter((path) => path !== 'package-lock.json');
  const read = (path: string): string => readFileSync(join(root, path), 'utf8');
  const manifest = JSON.parse(read('package.json')) as Record<string, unknown>;
  return {
    files: paths.sort().map((path) => ({ path, text: read(path) })),
    packages: {
      name: String(manifest['name']),
      dependencies: Object.keys(manifest['dependencies'] ?? {}),
      devDependencies: Object.keys(manifest['devDependencies'] ?? {}),
    },
    ratchet: JSON.parse(read(RATCHET_PATH)) as Ratchet,
  };
}

export function writeRatchet(root: string, ratchet: Ratchet): void {
  writeFileSync(join(root, RATCHET_PATH), `${JSON.stringify(ratchet, null, 2)}\n`);
}
