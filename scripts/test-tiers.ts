// Which test files are run: those of one tier, or those of it with a word in their path.
import { globSync } from 'node:fs';

const PATTERNS = ['scripts', 'src', 'examples', 'templates', 'bench'].map((folder) => `${folder}/**/*.test.ts`);

export interface Choice {
  readonly chosen: readonly string[];
  /** Files with one of the words that are in the other tier. */
  readonly left: number;
}

/** Every test file below a folder, by its path from there. */
export function testFiles(folder: string): readonly string[] {
  return PATTERNS.flatMap((pattern) => globSync(pattern, { cwd: folder, exclude: ['**/node_modules/**'] }).sort());
}

export function isLongFile(file: string): boolean {
  return file.endsWith('.long.test.ts');
}

/** Words that match no file of the tier choose those of the other. */
export function chooseFiles(
  files: readonly string[],
  { words, isLong }: { readonly words: readonly string[]; readonly isLong: boolean },
): Choice {
  const named = words.length === 0 ? files : files.filter((file) => words.some((word) => file.includes(word)));
  const ofTier = named.filter((file) => isLongFile(file) === isLong);
  const chosen = ofTier.length > 0 || words.length === 0 ? ofTier : named;
  return { chosen, left: named.length - chosen.length };
}
