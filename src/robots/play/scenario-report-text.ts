// A report with a scenario as people read it: the report of every run, and below it what the check found.
import { formatReport } from '../index.ts';
import { reportRows } from '../run/index.ts';
import type { ScenarioReport } from './scenario-report.ts';

const { row, heads, latencies } = reportRows(16);

export function formatScenarioReport(
  report: ScenarioReport,
  explain: (kind: string) => string = (kind) => kind,
): string {
  const { ghosts, missing, lost, outOfOrder, doubled, astray, checked, quiet, unchecked, moves, lines, left } = report;
  const { seenMs, heardMs, counts, figures, problems, findings } = report;
  const measured = [
    ...(moves > 0 ? [['move seen', seenMs] as const] : []),
    ...(lines > 0 ? [['line heard', heardMs] as const] : []),
    ...Object.entries(report.latencies),
  ];
  const found = `ghosts ${ghosts}, missing ${missing}, lost ${lost}, out of order ${outOfOrder}, doubled ${doubled}, astray ${astray}`;
  const text = [
    formatReport(report, explain),
    '',
    row('scenario', `${report.scenario}: ${moves} moves, ${lines} lines`),
    row('check', checked ? found : 'not made: the run was interrupted'),
    ...(quiet || !checked ? [] : [row('', 'updates came until the end; what is missing may have been on its way')]),
    ...(unchecked > 0 ? [row('', `${unchecked} things or lines were too many to check`)] : []),
    ...findings.map((finding) => row('', finding)),
    ...problems.map((problem) => row('problem', problem)),
    ...(left.max > 0 ? [row('left', leftText(left))] : []),
    ...[...Object.entries(counts), ...Object.entries(figures)].map(([name, figure]) =>
      row('', `${explain(name)}: ${figure}`),
    ),
    ...(measured.length > 0 ? ['', heads('milliseconds', ['p50', 'p90', 'p99', 'max'])] : []),
    ...measured.map(([name, { p50, p90, p99, max }]) => latencies(name, [p50, p90, p99, max])),
  ];
  return text.map((line) => line.trimEnd()).join('\n');
}

function leftText({ meanP50, meanP99, max, endP50, endMax }: ScenarioReport['left']): string {
  const mean = `a client waits for ${meanP50} things in view at p50, ${meanP99} at p99, ${max} at most`;
  return `${mean}; at the end ${endP50} at p50, ${endMax} at most`;
}
