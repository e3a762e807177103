// One file of code and the facts that the rules and numbers need: its imports, exports, functions and comments. What is allowed
// is in the rules.
import { collectFunctions } from './functions.ts';
import { collectImports } from './imports.ts';
import { type Comment, isNode, type Node, parse, walk } from './syntax.ts';

export type CodeKind = 'source' | 'test' | 'generated';

export interface CommentFact {
  readonly text: string;
  readonly line: number;
  readonly lineCount: number;
}

export type CodeFile = ReturnType<typeof readCode>;

export interface TextFile {
  /** From the root of the repository, with slashes. */
  readonly path: string;
  readonly text: string;
}

export function readCode({ path, text }: TextFile) {
  const syntax = parse(path, text);
  const lineAt = lineLocator(text);
  const nodes = [...walk(syntax.program)];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const comments = mergeComments(syntax.comments, lineAt, text);
  return {
    path,
    kind: kindOf(path),
    imports: collectImports(nodes, lineAt),
    functions: collectFunctions(nodes, lineAt),
    /** How many names it exports. */
    exportCount: nodes.reduce((count, { node }) => count + exportsOf(node), 0),
    comments,
    lineCount: lines.length,
    blankLineCount: lines.filter((line) => line.trim() === '').length,
    /** Lines with a comment, also those with code before it. */
    commentLineCount: comments.reduce((count, comment) => count + comment.lineCount, 0),
  };
}

export function kindOf(path: string): CodeKind {
  if (/\.(messages|data)\.ts$/.test(path)) return 'generated';
  if (/\.(test|test-d|conformance|fixture|fuzz|bench)(-[a-z0-9-]+)?\.ts$/.test(path)) return 'test';
  return path.startsWith('bench/') || path.includes('/testing/') ? 'test' : 'source';
}

function exportsOf(node: Node): number {
  if (node.type === 'ExportDefaultDeclaration' || node.type === 'ExportAllDeclaration') return 1;
  if (node.type !== 'ExportNamedDeclaration') return 0;
  const declaration = isNode(node['declaration']) ? node['declaration'] : null;
  const listed = declaration === null ? node['specifiers'] : declaration['declarations'];
  return Array.isArray(listed) ? listed.length : 1;
}

/** Finds the line, from 1, of an offset. */
function lineLocator(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}

/** Line comments on successive lines are one comment. */
function mergeComments(comments: readonly Comment[], lineAt: (offset: number) => number, text: string): CommentFact[] {
  const merged: { text: string; line: number; lineCount: number; end: number; isLine: boolean }[] = [];
  for (const comment of comments) {
    const line = lineAt(comment.start);
    const previous = merged.at(-1);
    const isLine = comment.type === 'Line';
    const follows = previous !== undefined && text.slice(previous.end, comment.start).trim() === '';
    if (follows && isLine && previous.isLine && line === previous.line + previous.lineCount) {
      previous.text += `\n${comment.value}`;
      previous.lineCount++;
      previous.end = comment.end;
    } else {
      merged.push({ text: comment.value, line, lineCount: lineAt(comment.end) - line + 1, end: comment.end, isLine });
    }
  }
  return merged;
}
