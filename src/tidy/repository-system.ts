// Reads the files of the repository that tidy looks at.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TextFile } from './code-file.ts';

const PATTERNS = [
  '{src,scripts,bench,examples,templates}/**/*.ts',
  '{bin,examples}/**/*.js',
  '{docs,examples,templates}/**/*.md',
  '*.md',
  '{proto,src,templates}/**/*.proto',
  '.ci/*',
  '*.json',
];

export function readRepository(root: string): TextFile[] {
  const excluded = (path: string): boolean => path.split('/').includes('node_modules');
  const paths = globSync(PATTERNS, { cwd: root, exclude: excluded }).filter((path) => path !== 'package-lock.json');
  return paths.sort().map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
}
