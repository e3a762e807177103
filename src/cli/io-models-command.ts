// `jadegate io-models`: measures the five I/O models on this machine and prints a table, a chart and verdicts. Exits
// with 0 when every row was measured or refused for a reason, 1 when any failed.
import { closeSync, existsSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, release } from 'node:os';
import process from 'node:process';
import type { Command } from 'commander';
import { messageOf, systemClock } from '../base/index.ts';
import {
  disturbanceWords,
  drawChart,
  findProgram,
  formatTable,
  formatVerdict,
  type Hardware,
  hardwareWords,
  IoModelsError,
  type IoModelsReport,
  outcomeWords,
  planOf,
  runModels,
  stepWords,
} from '../io-models/index.ts';

interface IoModelsFlags {
  readonly quick?: true;
  readonly json?: true;
  readonly svg?: string;
}

export function addIoModelsCommand(command: Command): void {
  command
    .option('--quick', 'shorter, with fewer connections: half a minute instead of three')
    .option('--json', 'print the rows as one JSON object')
    .option('--svg <file>', 'write a chart of the figures to this file')
    .action(async (flags: IoModelsFlags) => {
      process.exitCode = await ioModels(flags);
    });
}

async function ioModels(flags: IoModelsFlags): Promise<number> {
  const { quick, svg } = flags;
  const program = findProgram();
  if (svg !== undefined) checkWritable(svg);
  const report = await runModels(
    { program, clock: systemClock },
    {
      plan: planOf({ isQuick: quick === true }),
      hardware: hardwareHere(),
      onRow: (row, { done, total }) =>
        process.stderr.write(`[${done}/${total}] ${stepWords(row)}: ${outcomeWords(row)}\n`),
    },
  );
  const { text, code } = finish(report, flags);
  process.stdout.write(text);
  return code;
}

/** Writes the chart; returns the text to print and the exit code. */
export function finish(
  report: IoModelsReport,
  { json, svg }: IoModelsFlags,
): { readonly text: string; readonly code: number } {
  if (svg !== undefined) write(svg, drawChart(report.rows, { machine: hardwareWords(report.hardware) }));
  const text = json === true ? `${JSON.stringify(report)}\n` : formatReport(report);
  return { text, code: report.rows.some(({ status }) => status === 'failed') ? 1 : 0 };
}

function formatReport({ hardware, activeConnections, rows, verdicts }: IoModelsReport): string {
  const disturbance = disturbanceWords(rows);
  const paragraphs = [
    `${hardwareWords(hardware)}; ${activeConnections} active connections beside the idle ones`,
    formatTable(rows),
    verdicts.map((verdict) => `- ${formatVerdict(verdict)}`).join('\n'),
    ...(disturbance === null ? [] : [`${disturbance} Run it again when the machine is quiet.`]),
  ];
  return `${paragraphs.join('\n\n')}\n`;
}

function hardwareHere(): Hardware {
  return { cores: availableParallelism(), processor: cpus()[0]?.model ?? 'unknown processor', kernel: release() };
}

/** Checks before the run that the chart can be written. Removes the file again if it did not exist. */
export function checkWritable(path: string): void {
  const wasThere = existsSync(path);
  try {
    closeSync(openSync(path, 'a'));
  } catch (error) {
    throw unwritable(path, error);
  }
  if (!wasThere) rmSync(path);
}

function write(path: string, content: string): void {
  try {
    writeFileSync(path, content);
  } catch (error) {
    throw unwritable(path, error);
  }
}

function unwritable(path: string, cause: unknown): IoModelsError {
  const message = `cannot write the chart to ${path}: ${messageOf(cause)}; give --svg a file in an existing folder`;
  return new IoModelsError('chart-unwritable', message, { cause });
}
