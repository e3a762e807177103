// The progress of long work: on a terminal one line with a bar that is redrawn; elsewhere one line for each table,
// which keeps a log short. On standard error: standard output is for results.
import process from 'node:process';
import type { Progress } from '../archive/index.ts';
import { redraw } from './client-run.ts';

const BAR_LENGTH = 30;
/** The shortest interval between redraws, in milliseconds: a terminal over a slow line must not slow the work. */
const DRAW_MS = 100;

interface ProgressLine {
  readonly update: (progress: Progress) => void;
  /** Removes the line. */
  readonly end: () => void;
}

export function startProgress(title: string): ProgressLine {
  return process.stderr.isTTY ? drawn(title) : told(title);
}

function drawn(title: string): ProgressLine {
  let drawnMs = 0;
  return {
    update(progress) {
      const nowMs = performance.now();
      if (nowMs - drawnMs < DRAW_MS) return;
      drawnMs = nowMs;
      redraw(progressText(title, progress));
    },
    end: () => redraw(''),
  };
}

function told(title: string): ProgressLine {
  let table = '';
  return {
    update(progress) {
      if (progress.table === table) return;
      table = progress.table;
      process.stderr.write(`${title}: ${table}\n`);
    },
    end: () => {},
  };
}

export function progressText(title: string, { table, rows, part }: Progress): string {
  const count = `${rows.toLocaleString('en')} rows, ${table}`;
  if (part === undefined) return `${title}  ${count}`;
  const filled = Math.round(Math.min(1, Math.max(0, part)) * BAR_LENGTH);
  const bar = `${'#'.repeat(filled)}${'.'.repeat(BAR_LENGTH - filled)}`;
  return `${title}  [${bar}] ${String(Math.floor(part * 100)).padStart(3)} %  ${count}`;
}
