// Figures and rows as people read them: in the table, the chart and the closing sentences.
import { DISTURBED_MAX } from './limits.ts';
import type { MeasuredRow, RefusedRow, Row, Step } from './row.ts';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** Three significant digits: 189,559 is `190,000`. */
export function figure(value: number): string {
  const short = Number(value.toPrecision(3));
  return short >= 100 ? whole.format(short) : String(short);
}

/** Exactly: `10,010`. */
export function count(value: number): string {
  return whole.format(value);
}

export function refusalWords({ refusedAt, reason }: RefusedRow): string {
  return refusedAt === 0 ? `refused: ${reason}` : `refused at ${count(refusedAt)}: ${reason}`;
}

/** Why a row has no figures. */
export function faultWords(row: Exclude<Row, MeasuredRow>): string {
  return row.status === 'refused' ? refusalWords(row) : `failed: ${row.reason}`;
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

export function stepWords({ model, idle, burst }: Step): string {
  return `${model}, ${count(idle)} idle${burst > 1 ? `, ${burst} messages at once` : ''}`;
}

/** A row's outcome, for the line printed when it is done. */
export function outcomeWords(row: Row): string {
  if (row.status !== 'measured') return faultWords(row);
  return `${count(row.messagesPerSecond)} messages/s, ${figure(row.cpuUsPerMessage)} µs each`;
}

/** Null on an almost idle machine. */
export function disturbanceWords(rows: readonly Row[]): string | null {
  const worst = Math.max(0, ...rows.map((row) => (row.status === 'measured' ? row.disturbed : 0)));
  if (worst <= DISTURBED_MAX) return null;
  return `Other programs had the cores up to ${percent(worst)} of the time: messages per second are too low, and CPU too high.`;
}
