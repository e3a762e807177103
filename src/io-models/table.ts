// The rows as a table for a terminal.
import { DISTURBED_MAX } from './limits.ts';
import type { Row } from './row.ts';
import { count, faultWords, figure, percent } from './words.ts';

const HEAD = ['model', 'idle', 'messages/s', 'calls/msg', 'wake-ups/msg', 'CPU µs/msg', 'threads', 'busy', 'load', ''];
/** Columns of text; the other columns hold figures, aligned right. */
const TEXT_COLUMNS = [0, HEAD.length - 1];

export function formatTable(rows: readonly Row[]): string {
  const lines = [HEAD, ...rows.map(cellsOf)];
  // A reason may have any length and does not widen its column.
  const widths = HEAD.map((_, column) =>
    Math.max(...lines.map((cells) => (isReason(cells, column) ? 0 : (cells[column]?.length ?? 0)))),
  );
  return lines.map((cells) => lineOf(cells, widths)).join('\n');
}

function lineOf(cells: readonly string[], widths: readonly number[]): string {
  const padded = cells.map((cell, column) => {
    const width = widths[column] ?? 0;
    const isText = TEXT_COLUMNS.includes(column) || isReason(cells, column);
    return isText ? cell.padEnd(width) : cell.padStart(width);
  });
  return padded.join('  ').trimEnd();
}

/** Whether the cell is the reason for missing figures. */
function isReason(cells: readonly string[], column: number): boolean {
  return cells.length < HEAD.length && column === cells.length - 1;
}

function cellsOf(row: Row): readonly string[] {
  const name = row.burst > 1 ? `${row.model} ×${row.burst}` : row.model;
  const key = [name, count(row.idle)];
  if (row.status !== 'measured') return [...key, faultWords(row)];
  const notes = [
    ...(row.isLoadSaturated ? ['load saturated'] : []),
    ...(row.disturbed > DISTURBED_MAX ? [`disturbed ${percent(row.disturbed)}`] : []),
  ];
  return [
    ...key,
    count(row.messagesPerSecond),
    figure(row.callsPerMessage),
    figure(row.wakeupsPerMessage),
    figure(row.cpuUsPerMessage),
    count(row.threads),
    percent(row.serverBusy),
    percent(row.loadBusy),
    notes.join(', '),
  ];
}
