// A run's report and its progress as people read them.
import type { LatencySummary } from '../latency/index.ts';
import { reportRows, shownMs } from './run/index.ts';
import type { RobotsProgress } from './run-robots.ts';
import type { RobotsReport } from './tally.ts';

const { row, kinds, heads, latencies } = reportRows(16);
const COLUMNS = ['p50', 'p90', 'p99', 'p999', 'max', 'mean'] as const satisfies readonly (keyof LatencySummary)[];

/** Some lines with a table of latencies. `explain` may add to a kind of failure what it means. */
export function formatReport(report: RobotsReport, explain: (kind: string) => string = (kind) => kind): string {
  const { robots, entered, failed, messages, sent, seconds, messagesPerSecond, unanswered, behindSchedule } = report;
  const lines = [
    ...(report.interrupted ? ['interrupted: these figures are of the part that ran', ''] : []),
    row('robots', `${robots}: ${entered} entered, ${failed} failed`),
    ...kinds(report.failures, explain),
    ...(report.waited > 0 ? [row('waited', `${report.waited} for a place on the server or a line`)] : []),
    row('messages', `${messages} received, ${sent} sent; ${messagesPerSecond}/s received over ${seconds} s of load`),
    ...(report.datagrams.sent > 0 ? [row('datagrams', datagramsLine(report))] : []),
    ...(unanswered > 0 ? [row('unanswered', `${unanswered} of ${report.beats} heartbeats`)] : []),
    ...(behindSchedule > 0 ? [row('behind', `${behindSchedule} robots could not keep their schedule`)] : []),
    '',
    heads('milliseconds', COLUMNS),
    latencies('heartbeat', columnsOf(report.latencyMs)),
    latencies('enter', columnsOf(report.enterMs)),
    ...(report.waited > 0 ? [latencies('wait', columnsOf(report.waitMs))] : []),
    '',
    row('generator', generatorLine(report)),
  ];
  return lines.map((line) => line.trimEnd()).join('\n');
}

/** One line that is drawn again and again. */
export function formatProgress(progress: RobotsProgress): string {
  const { phase, robots, entered, failed, sent, received, p99Ms } = progress;
  const counts = `entered ${entered}/${robots}, failed ${failed}, sent ${sent}, received ${received}`;
  return `${phase}: ${counts}${p99Ms > 0 ? `, p99 ${shownMs(p99Ms)} ms` : ''}`;
}

function datagramsLine({ datagrams }: RobotsReport): string {
  const { opened, closed, sent, received, lost, doubled, delayed } = datagrams;
  const faults = `${lost} lost, ${doubled} doubled and ${delayed} delayed here`;
  return `${received} received, ${sent} sent; ${faults}; ${opened} channels opened, ${closed} closed`;
}

function generatorLine({ generator }: RobotsReport): string {
  const { cpu, lagMsMax, lagMsP99, saturated } = generator;
  const figures = `CPU ${Math.round(cpu * 100)} % of a core, timers late by ${shownMs(lagMsP99)} ms at p99, ${shownMs(lagMsMax)} ms at most`;
  return saturated
    ? `saturated: true (${figures}); it was the bottleneck, so the figures above are not the server's: use more --processes or fewer robots`
    : `saturated: false (${figures})`;
}

function columnsOf(summary: LatencySummary): number[] {
  return COLUMNS.map((name) => summary[name]);
}
