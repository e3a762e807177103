// Copied code, counted: pairs of places with the same six lines or more. Lines compare without indentation; imports, comments,
// blank lines and lines of brackets alone do not count.
import type { TextFile } from './code-file.ts';

const COPY_LINES_MIN = 6;
const NO_CODE = /^(?:$|\/\/|\/?\*|import\b|export (?:type )?(?:\{|\*).* from |\} from |[\](){}[;,]*$)/;

/** The pairs, each counted once however long it is. */
export function countCopies(files: readonly TextFile[]): number {
  const lines = files.flatMap(({ path, text }) => [...codeLines(text), `// ${path}`]);
  const places = new Map<string, number[]>();
  let count = 0;
  for (const at of lines.keys()) {
    const window = windowAt(lines, at);
    if (window === null) continue;
    const before = places.get(window) ?? [];
    // A pair whose lines before are equal too is the rest of one that is counted already.
    count += before.filter((other) => other === 0 || lines[other - 1] !== lines[at - 1]).length;
    places.set(window, [...before, at]);
  }
  return count;
}

function codeLines(text: string): string[] {
  return text.split('\n').flatMap((line) => (NO_CODE.test(line.trim()) ? [] : [line.trim()]));
}

/** The lines from `at` as one text; null where the file ends before. */
function windowAt(lines: readonly string[], at: number): string | null {
  const window = lines.slice(at, at + COPY_LINES_MIN);
  return window.length < COPY_LINES_MIN || window.some((line) => line.startsWith('// ')) ? null : window.join('\n');
}
