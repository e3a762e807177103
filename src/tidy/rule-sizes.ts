// Files and functions stay small enough to be read in one go. What is over the hard limit must be listed in the ratchet with
// its size: it may shrink, and then the list must follow; it may never grow.
import type { CodeFile } from './code-file.ts';
import type { Finding } from './finding.ts';

export const FILE_LINES_AIM = 300;
/** The share of source files that keep to FILE_LINES_AIM. */
export const FILE_AIM_SHARE = 0.9;
export const FILE_LINES_MAX = 500;
export const FUNCTION_LINES_MAX = 70;

/** What is allowed to be longer than the hard limits, with how long it is. Functions as `path#name`. */
export interface Ratchet {
  readonly fileLines: Readonly<Record<string, number>>;
  readonly functionLines: Readonly<Record<string, number>>;
}

interface Size {
  readonly key: string;
  readonly path: string;
  readonly line: number;
  readonly lineCount: number;
}

export function checkSizes(files: readonly CodeFile[], ratchet: Ratchet): Finding[] {
  const written = files.filter((file) => file.kind !== 'generated');
  return [
    ...compare(fileSizes(written), { listed: ratchet.fileLines, max: FILE_LINES_MAX, what: 'file' }),
    ...compare(functionSizes(written), { listed: ratchet.functionLines, max: FUNCTION_LINES_MAX, what: 'function' }),
    ...checkShare(written.filter((file) => file.kind === 'source')),
  ];
}

/** The ratchet as it would be with every listed size lowered to what is there; never adds, never raises. */
export function tightenRatchet(files: readonly CodeFile[], ratchet: Ratchet): Ratchet {
  const written = files.filter((file) => file.kind !== 'generated');
  return {
    fileLines: tighten(fileSizes(written), ratchet.fileLines, FILE_LINES_MAX),
    functionLines: tighten(functionSizes(written), ratchet.functionLines, FUNCTION_LINES_MAX),
  };
}

/** Fixtures are looked up, not read. */
function fileSizes(files: readonly CodeFile[]): Size[] {
  const read = files.filter(({ path }) => !path.endsWith('.fixture.ts'));
  return read.map(({ path, lineCount }) => ({ key: path, path, line: 1, lineCount }));
}

/** Of functions of one name in one file, the longest. In tests the bodies of suites are no functions to speak of. */
function functionSizes(files: readonly CodeFile[]): Size[] {
  const longest = new Map<string, Size>();
  for (const { path, functions } of files.filter((file) => file.kind === 'source')) {
    for (const { name, line, lineCount } of functions) {
      const key = `${path}#${name}`;
      if (lineCount > (longest.get(key)?.lineCount ?? 0)) longest.set(key, { key, path, line, lineCount });
    }
  }
  return [...longest.values()];
}

interface Limit {
  readonly listed: Readonly<Record<string, number>>;
  readonly max: number;
  readonly what: string;
}

function compare(sizes: readonly Size[], { listed, max, what }: Limit): Finding[] {
  const rule = 'sizes';
  const findings: Finding[] = [];
  for (const { key, path, line, lineCount } of sizes) {
    const allowed = Math.max(listed[key] ?? 0, max);
    const name = what === 'file' ? what : `${what} ${key.split('#')[1]}`;
    if (lineCount > allowed) {
      findings.push({
        path,
        line,
        rule,
        message: `${name} of ${lineCount} lines, at most ${allowed}: split it by what it holds`,
      });
    }
  }
  const found = new Map(sizes.map((size) => [size.key, size.lineCount]));
  for (const [key, lines] of Object.entries(listed)) {
    const now = found.get(key) ?? 0;
    if (now >= lines && now > max) continue;
    const state = now > max ? `is down to ${now} lines` : 'needs no exception any more';
    const message = `${key} ${state}: run "npm run tidy -- --tighten"`;
    findings.push({ path: RATCHET_PATH, line: 1, rule, message });
  }
  return findings;
}

export const RATCHET_PATH = 'src/tidy/ratchet.json';

function checkShare(files: readonly CodeFile[]): Finding[] {
  const long = files.filter((file) => file.lineCount > FILE_LINES_AIM);
  if (long.length <= files.length * (1 - FILE_AIM_SHARE)) return [];
  const worst = long.reduce((left, right) => (right.lineCount > left.lineCount ? right : left));
  const message = `${long.length} of ${files.length} files are over ${FILE_LINES_AIM} lines, at most one in ten may be: split this one`;
  return [{ path: worst.path, line: 1, rule: 'sizes', message }];
}

function tighten(
  sizes: readonly Size[],
  listed: Readonly<Record<string, number>>,
  max: number,
): Record<string, number> {
  const found = new Map(sizes.map((size) => [size.key, size.lineCount]));
  const kept = Object.entries(listed).map(([key, lines]) => [key, Math.min(lines, found.get(key) ?? 0)] as const);
  return Object.fromEntries(kept.filter(([, lines]) => lines > max));
}
