// The numbers that tidy prints: how large the whole, each layer, files and functions are, and how much each door promises.
import type { CodeFile } from './code-file.ts';
import { isDoor, layerOf } from './layers.ts';
import { FILE_LINES_AIM } from './rule-sizes.ts';

export type Measures = ReturnType<typeof measure>;

interface Facts {
  /** The text of biome.json. */
  readonly biome: string;
  readonly copies: number;
}

export function measure(files: readonly CodeFile[], { biome, copies }: Facts) {
  const source = files.filter((file) => file.kind === 'source');
  const lines = linesOf(source);
  const blank = source.reduce((sum, file) => sum + file.blankLineCount, 0);
  const comment = source.reduce((sum, file) => sum + file.commentLineCount, 0);
  return {
    files: spread(source.map(({ path, lineCount }) => ({ name: path, lineCount }))),
    functions: spread(
      source.flatMap(({ path, functions }) => functions.map((each) => ({ ...each, name: `${each.name} of ${path}` }))),
    ),
    sourceLines: lines,
    testLines: linesOf(files.filter((file) => file.kind === 'test')),
    generatedLines: linesOf(files.filter((file) => file.kind === 'generated')),
    /** Share of source files within the aim, 0 to 1. */
    filesWithinAim: source.filter((file) => file.lineCount <= FILE_LINES_AIM).length / Math.max(1, source.length),
    /** Comment lines for each line that is not blank, 0 to 1. */
    commentShare: comment / Math.max(1, lines - blank),
    layers: measureLayers(files),
    /** Globs of files that biome.json excepts from its rule against import circles; there are none elsewhere. */
    circles: circleExceptions(biome),
    /** Pairs of places in source files with the same lines. */
    copies,
  };
}

interface BiomeRules {
  readonly overrides?: readonly {
    readonly includes: readonly string[];
    readonly linter?: { readonly rules?: { readonly suspicious?: { readonly noImportCycles?: string } } };
  }[];
}

function circleExceptions(biome: string): string[] {
  const { overrides = [] } = JSON.parse(biome) as BiomeRules;
  const excepted = overrides.filter(({ linter }) => linter?.rules?.suspicious?.noImportCycles === 'off');
  return excepted.flatMap(({ includes }) => includes);
}

/** The layers of src, and the folders beside it, each by name. */
function measureLayers(files: readonly CodeFile[]) {
  const written = files.filter((file) => file.kind !== 'generated');
  const groups = Map.groupBy(written, ({ path }) => layerOf(path) ?? `${path.split('/')[0]}/`);
  const rows = [...groups].map(([layer, within]) => {
    const source = within.filter((file) => file.kind === 'source');
    const doors = within.filter(({ path }) => layerOf(path) !== null && isDoor(path));
    return {
      layer,
      files: source.length,
      sourceLines: linesOf(source),
      testLines: linesOf(within) - linesOf(source),
      /** Names that its door exports. */
      names: doors.reduce((sum, door) => sum + door.exportCount, 0),
    };
  });
  return rows.sort((left, right) => (left.layer < right.layer ? -1 : 1));
}

export function formatMeasures(measures: Measures): string {
  const { files, functions } = measures;
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  const three = ({ median, p90, max, longest }: Measures['files']): string =>
    `median ${median}, p90 ${p90}, max ${max} (${longest})`;
  const rows: readonly (readonly [string, string])[] = [
    ['source', `${files.count} files, ${measures.sourceLines} lines, ${percent(measures.commentShare)} comment`],
    [
      'tests',
      `${measures.testLines} lines, ${(measures.testLines / Math.max(1, measures.sourceLines)).toFixed(2)} to source`,
    ],
    ['generated', `${measures.generatedLines} lines`],
    ['lines of a file', `${three(files)}; ${percent(measures.filesWithinAim)} within ${FILE_LINES_AIM}`],
    ['lines of a function', three(functions)],
    ['copies', `${measures.copies} pairs of six lines or more`],
    ['import circles', measures.circles.length === 0 ? 'none' : `none outside ${measures.circles.join(', ')}`],
  ];
  return [...rows.map(([name, value]) => `${name.padEnd(22)}${value}`), '', ...layerTable(measures.layers)].join('\n');
}

function layerTable(layers: Measures['layers']): string[] {
  const heads = ['layer', 'files', 'source', 'tests', 'names'];
  const line = (cells: readonly (string | number)[]): string =>
    cells.map((cell, index) => (index === 0 ? String(cell).padEnd(22) : String(cell).padStart(8))).join('');
  return [heads, ...layers.map((row) => [row.layer, row.files, row.sourceLines, row.testLines, row.names])].map(line);
}

/** `longest` is what has the most lines. */
export function spread(sizes: readonly { readonly name: string; readonly lineCount: number }[]) {
  const sorted = sizes.toSorted((left, right) => left.lineCount - right.lineCount);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]?.lineCount ?? 0;
  const { name: longest = '', lineCount: max = 0 } = sorted.at(-1) ?? {};
  return { count: sorted.length, median: at(0.5), p90: at(0.9), max, longest };
}

function linesOf(files: readonly CodeFile[]): number {
  return files.reduce((sum, file) => sum + file.lineCount, 0);
}
