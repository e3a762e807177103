// A run's report and its progress as people read them.
import { reportRows } from '../../robots/run/index.ts';
import type { MirRobotsReport } from './mir-tally.ts';
import type { MirProgress } from './run-mir-robots.ts';

const { row, kinds, heads, latencies } = reportRows(18);

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
    heads('milliseconds', ['p50', 'p99']),
    ...Object.entries(report.latencyMs).map(([name, { p50, p99 }]) => latencies(name, [p50, p99])),
  ];
  return lines.join('\n');
}

/** One line that is drawn again and again. */
export function formatMirProgress({ count, signedIn, created, selected, failed, retries }: MirProgress): string {
  return `signed in ${signedIn}/${count}, created ${created}, selected ${selected}, failed ${failed}, tries again ${retries}`;
}
