// Nine source files in ten are short enough to read in one go. Biome holds the hard limits, for each file and function.
import type { CodeFile } from './code-file.ts';
import type { Finding } from './finding.ts';

export const FILE_LINES_AIM = 300;
const FILE_AIM_SHARE = 0.9;

export function checkSizes(files: readonly CodeFile[]): Finding[] {
  const source = files.filter((file) => file.kind === 'source');
  const long = source.filter((file) => file.lineCount > FILE_LINES_AIM);
  if (long.length <= source.length * (1 - FILE_AIM_SHARE)) return [];
  const { path } = long.reduce((left, right) => (right.lineCount > left.lineCount ? right : left));
  const message = `${long.length} of ${source.length} files have more than ${FILE_LINES_AIM} lines, at most one in ten may: split this one`;
  return [{ path, line: 1, rule: 'sizes', message }];
}
