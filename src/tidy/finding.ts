// What a rule has to say about a place in the code: which rule, and what to do about it.

export interface Finding {
  readonly path: string;
  /** From 1; 1 also for what concerns the file as a whole. */
  readonly line: number;
  readonly rule: string;
  /** What is there and what to do: a sentence for whoever has to change it. */
  readonly message: string;
}

/** `path:line: rule: what to do`, which terminals and editors turn into a link. */
export function formatFinding(finding: Finding): string {
  return `${finding.path}:${finding.line}: ${finding.rule}: ${finding.message}`;
}

export function compareFindings(left: Finding, right: Finding): number {
  if (left.path !== right.path) return left.path < right.path ? -1 : 1;
  return left.line - right.line;
}
