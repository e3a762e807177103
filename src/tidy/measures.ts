// The numbers that tidy prints: how large files and functions are, how much is comment, how much is test.
import type { CodeFile } from './code-file.ts';
import { FILE_LINES_AIM, FUNCTION_LINES_MAX } from './rule-sizes.ts';

export interface Spread {
  readonly count: number;
  readonly median: number;
  readonly p90: number;
  readonly max: number;
}

export interface Measures {
  readonly fileLines: Spread;
  /** Share of source files within the aim, 0 to 1. */
  readonly filesWithinAim: number;
  readonly functionLines: Spread;
  readonly functionsOverMax: number;
  /** Comment lines for each line that is not blank, 0 to 1. */
  readonly commentShare: number;
  /** Lines of tests for each line of source. */
  readonly testRatio: number;
  readonly generatedLines: number;
}

export function measure(files: readonly CodeFile[]): Measures {
  const source = files.filter((file) => file.kind === 'source');
  const functions = source.flatMap((file) => file.functions.map((each) => each.lineCount));
  const lines = linesOf(source);
  const blank = source.reduce((sum, file) => sum + file.blankLineCount, 0);
  const comment = source.reduce((sum, file) => sum + file.commentLineCount, 0);
  return {
    fileLines: spread(source.map((file) => file.lineCount)),
    filesWithinAim: source.filter((file) => file.lineCount <= FILE_LINES_AIM).length / Math.max(1, source.length),
    functionLines: spread(functions),
    functionsOverMax: functions.filter((count) => count > FUNCTION_LINES_MAX).length,
    commentShare: comment / Math.max(1, lines - blank),
    testRatio: linesOf(files.filter((file) => file.kind === 'test')) / Math.max(1, lines),
    generatedLines: linesOf(files.filter((file) => file.kind === 'generated')),
  };
}

export function formatMeasures(measures: Measures): string {
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  const three = ({ median, p90, max }: Spread): string => `median ${median}, p90 ${p90}, max ${max}`;
  const rows: readonly (readonly [string, string])[] = [
    ['source files', `${measures.fileLines.count}`],
    ['lines of a file', `${three(measures.fileLines)}; ${percent(measures.filesWithinAim)} within ${FILE_LINES_AIM}`],
    [
      'lines of a function',
      `${three(measures.functionLines)}; ${measures.functionsOverMax} over ${FUNCTION_LINES_MAX}`,
    ],
    ['comment lines', percent(measures.commentShare)],
    ['test lines to source', measures.testRatio.toFixed(2)],
    ['generated lines', `${measures.generatedLines}`],
  ];
  return rows.map(([name, value]) => `${name.padEnd(22)}${value}`).join('\n');
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((left, right) => left - right);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { count: sorted.length, median: at(0.5), p90: at(0.9), max: sorted.at(-1) ?? 0 };
}

function linesOf(files: readonly CodeFile[]): number {
  return files.reduce((sum, file) => sum + file.lineCount, 0);
}
