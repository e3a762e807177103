// What names and comments may contain: no file name that means a mixed bag; in each source file a header that says what it is
// for; no marks of unfinished work, no switched-off compiler, no paths of one machine, no numbers of a tracker.
import { type CodeFile, type CommentFact, kindOf, type TextFile } from './code-file.ts';
import type { Finding } from './finding.ts';

const HEADER_LINES_MAX = 14;
const BAGS = /(?:^|\/)((?:utils?|helpers?|types|common|misc|shared|lib)\.ts)$/;
const MARKS = /\b(TODO|FIXME|XXX|HACK)\b/;
const SWITCHES = /@ts-(ignore|expect-error|nocheck)\b/;

/** Paths below these exist on one machine only; `/tmp/demo` and `/tmp/jadegate…` are for examples. */
const MACHINE_PATH =
  /(?<![\w.:/*-])\/(?:home|root|Users|work|workspace|builds|mnt)\/\w|(?<![\w.])\/tmp\/(?!demo\b|jadegate)\w/;
const TRACKER = /\bissues?\s+#?\d+\b|\(#\d+\)/i;

export function checkText(file: CodeFile): Finding[] {
  const at = (line: number, rule: string, message: string): Finding => ({ path: file.path, line, rule, message });
  const findings = file.kind === 'source' ? headerFindings(file) : [];
  const bag = BAGS.exec(file.path)?.[1];
  if (bag !== undefined) findings.push(at(1, 'names', `"${bag}" names nothing: name files after what they export`));
  for (const comment of file.comments) {
    const mark = MARKS.exec(comment.text);
    if (mark !== null)
      findings.push(at(comment.line, 'marks', `${mark[0]}: do it, or keep the thought outside the code`));
    const off = file.path.endsWith('.test-d.ts') ? null : SWITCHES.exec(comment.text);
    if (off !== null)
      findings.push(at(comment.line, 'types', `${off[0]} switches the compiler off: make the types say it`));
  }
  return findings;
}

function headerFindings(file: CodeFile): Finding[] {
  const header: CommentFact | undefined = file.comments[0];
  const at = (message: string): Finding[] => [{ path: file.path, line: 1, rule: 'header', message }];
  if (header === undefined || header.line > 2 || (header.line === 2 && file.imports.some(({ line }) => line < 2))) {
    return at('begins without a header: say what the file is for and what it does not do');
  }
  if (header.lineCount > HEADER_LINES_MAX) {
    return at(`header of ${header.lineCount} lines; ${HEADER_LINES_MAX} are enough: move the rest to docs`);
  }
  return [];
}

/** For every text of the repository, code or not. */
export function checkWords({ path, text }: TextFile): Finding[] {
  if (kindOf(path) === 'generated') return [];
  return text.split('\n').flatMap((content, index) => {
    const at = (message: string): Finding => ({ path, line: index + 1, rule: 'words', message });
    const machine = MACHINE_PATH.exec(content);
    const tracker = TRACKER.exec(content);
    return [
      ...(machine === null
        ? []
        : [at(`"${machine[0]}…" is a path of one machine: use a relative one, or that of a temporary folder`)]),
      ...(tracker === null
        ? []
        : [at(`"${tracker[0]}" means nothing to a reader who has only the code: say the reason itself`)]),
    ];
  });
}
