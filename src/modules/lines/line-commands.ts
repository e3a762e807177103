// What operators do with lines: show them, close one to newcomers and have its players moved away, open it again.
import { z } from 'zod';
import type { Scope } from '../../actor/index.ts';
import { CommandRefused } from '../../gate/index.ts';
import { closedLines } from './closed-lines.ts';
import { CLOSED_LINES_MAX, LISTED_MAX } from './line-limits.ts';
import { awakeLines, gameMaps, type LineReport, mapLines } from './map-lines.ts';

type CommandScope = Pick<Scope<unknown, unknown>, 'actor' | 'use'>;

const map = z.int().min(1).describe('The number of the map');
const line = z.int().min(1).describe('The number of the line');

export const LINE_ARGS = z.object({ map, line });
export const LINES_ARGS = z.object({
  map: map.optional().describe('The number of the map; without it, all maps with players, or with lines in use lately'),
});

type LineArgs = z.output<typeof LINE_ARGS>;

export async function setClosed(
  scope: CommandScope,
  { map: mapId, line: lineId }: LineArgs,
  isClosed: boolean,
): Promise<string> {
  assertMap(scope, mapId);
  const lines = scope.actor(mapLines, mapId);
  if ((await lines.stateOf({ lineId })) === null) {
    throw new CommandRefused(`map ${mapId} has no line ${lineId}; see the settings lines.count and lines.dynamicMax`);
  }
  if (!(await scope.use(closedLines).set({ mapId, lineId }, isClosed))) {
    throw new CommandRefused(`${CLOSED_LINES_MAX} lines are closed already: open one of them`);
  }
  // It follows the table at its next tick, and now.
  await lines.stateOf({ lineId });
  if (!isClosed) return `map ${mapId}: line ${lineId} takes newcomers`;
  const { lines: loads } = await lines.loads();
  const players = loads.find((each) => each.lineId === lineId)?.players ?? 0;
  const last = loads.every(({ isHidden }) => isHidden) ? '; no line of this map takes newcomers now' : '';
  return `map ${mapId}: line ${lineId} takes no newcomers; ${players} players are moved to other lines${last}`;
}

/** A table: a map and a line in each row. */
export async function listLines(scope: CommandScope, { map: mapId }: z.output<typeof LINES_ARGS>): Promise<string> {
  if (mapId !== undefined) assertMap(scope, mapId);
  const mapIds = mapId === undefined ? [...scope.use(awakeLines)].sort((a, b) => a - b) : [mapId];
  const rows: string[] = [];
  for (const each of mapIds) {
    if (rows.length >= LISTED_MAX) break;
    const reports = await scope.actor(mapLines, each).states();
    rows.push(...reports.map((report) => rowOf(each, report)));
  }
  if (rows.length === 0) return 'no lines are in use';
  const more = rows.length > LISTED_MAX ? [`and more: name a map with --map`] : [];
  return [rowText(['map', 'line', 'players', 'state']), ...rows.slice(0, LISTED_MAX), ...more].join('\n');
}

function assertMap(scope: CommandScope, mapId: number): void {
  if (scope.use(gameMaps).find(mapId) === null) throw new CommandRefused(`the table game_map has no map ${mapId}`);
}

function rowOf(mapId: number, { lineId, players, state }: LineReport): string {
  return rowText([String(mapId), String(lineId), String(players), state ?? '']);
}

function rowText([map = '', line = '', players = '', state = '']: readonly string[]): string {
  return `${map.padStart(8)} ${line.padStart(5)} ${players.padStart(8)}  ${state}`;
}
