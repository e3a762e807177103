// A run's report and its progress as people read them.
import type { MirRobotsReport } from './mir-tally.ts';
import type { MirProgress } from './run-mir-robots.ts';

const LABEL_WIDTH = 18;
const CELL_WIDTH = 10;

/** Some lines with a table of latencies. */
export function formatMirReport(report: MirRobotsReport): string {
  const { count, registered, signedIn, created, selected, failed, lost, paths, seconds } = report;
  const { connectionsLost, retries } = report;
  const lines = [
    ...(report.interrupted ? ['interrupted: these figures are of the part that ran', ''] : []),
    row('players', `${count}: ${selected} selected, ${failed} failed, in ${seconds} s`),
    ...kinds(report.failures),
    row('accounts', `${registered} registered, ${signedIn} signed in`),
    row('characters', `${created} created, ${lost} lost (accounts that are lost included)`),
    ...(paths > selected ? [row('paths', `${paths} followed to the end`)] : []),
    row('cut off', `${connectionsLost} connections lost, ${retries} tries again`),
    ...kinds(report.retriesBy),
    '',
    row('milliseconds', ['p50', 'p99'].map((name) => name.padStart(CELL_WIDTH)).join('')),
    ...Object.entries(report.latencyMs).map(([name, { p50, p99 }]) =>
      row(name, [p50, p99].map((ms) => shown(ms).padStart(CELL_WIDTH)).join('')),
    ),
  ];
  return lines.join('\n');
}

/** One line that is drawn again and again. */
export function formatMirProgress({ count, signedIn, created, selected, failed, retries }: MirProgress): string {
  return `signed in ${signedIn}/${count}, created ${created}, selected ${selected}, failed ${failed}, tries again ${retries}`;
}

function kinds(counts: Readonly<Record<string, number>>): readonly string[] {
  return Object.entries(counts).map(([kind, count]) => row('', `${count} × ${kind}`));
}

function row(label: string, text: string): string {
  return `${label.padEnd(LABEL_WIDTH)}${text}`;
}

function shown(ms: number): string {
  return ms.toFixed(ms < 100 ? 2 : 0);
}
