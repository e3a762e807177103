// A report as people read it: a label and a text in each line, milliseconds in columns.

const CELL_WIDTH = 10;

export function shownMs(ms: number): string {
  return ms.toFixed(ms < 100 ? 2 : 0);
}

/** The kinds of lines that a report has, with labels of one width. */
export function reportRows(labelWidth: number) {
  const row = (label: string, text: string): string => `${label.padEnd(labelWidth)}${text}`;
  return {
    row,
    /** A line for each kind, such as failures by reason. `explain` may add what a kind means. */
    kinds: (counts: Readonly<Record<string, number>>, explain: (kind: string) => string = (kind) => kind): string[] =>
      Object.entries(counts).map(([kind, count]) => row('', `${count} × ${explain(kind)}`)),
    heads: (label: string, names: readonly string[]): string =>
      row(label, names.map((name) => name.padStart(CELL_WIDTH)).join('')),
    latencies: (label: string, columnsMs: readonly number[]): string =>
      row(label, columnsMs.map((ms) => shownMs(ms).padStart(CELL_WIDTH)).join('')),
  };
}
