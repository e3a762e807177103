// For tests of maps: the runs of a frame, one after the other, without the viewer's own records.
import type { Frame, Range, Runs } from './index.ts';

export type Kind = 'remove' | 'create' | 'change' | 'move';

export interface Run extends Range {
  readonly kind: Kind;
  readonly bytes: Uint8Array;
}

const NOTHING: Range = { start: 0, end: 0 };

export function runsOf(frame: Frame): Run[] {
  const { plan, records, ownChange, ownMove } = frame;
  const cut = (kind: Kind, runs: Runs, own = NOTHING): Run[] =>
    listed(runs, own).map((range) => ({ kind, bytes: records.bytes, ...range }));
  return [
    ...cut('remove', plan.removes),
    ...cut('create', plan.creates),
    ...cut('change', plan.changes, ownChange),
    ...cut('move', plan.moves, ownMove),
  ];
}

function listed(runs: Runs, own: Range): Range[] {
  const ranges: Range[] = [];
  for (let index = 0; index < runs.count; index++) {
    const start = runs.starts.items[index] as number;
    const end = runs.ends.items[index] as number;
    const isInside = own.end > start && own.start < end;
    if (!isInside) ranges.push({ start, end });
    else ranges.push({ start, end: own.start }, { start: own.end, end });
  }
  return ranges.filter((range) => range.end > range.start);
}
