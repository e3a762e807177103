// Lines: copies of the maps. A client may ask which lines there are (6) before or after it has a role, or not at all. An actor
// for each map, `mapLines`, knows which role is on which line; the map module lets roles enter and leave.
import { defineModule } from '../../gate/index.ts';
import { ClosedLines, closedLines } from './closed-lines.ts';
import { LINE_ARGS, LINES_ARGS, listLines, setClosed } from './line-commands.ts';
import { LineCompanions, lineCompanions } from './line-companions.ts';
import { ActorLineDesk, lineDesk } from './line-desk.ts';
import { CLOSED_READ_MS } from './line-limits.ts';
import { LineMoves, lineMoves } from './line-moves.ts';
import { LinePlayers, linePlayers } from './line-players.ts';
import { LineRooms, lineRooms } from './line-rooms.ts';
import { lineSettings } from './line-settings.ts';
import { messages, RoleLineQueryC2s, RoleLineQueryOkS2c } from './lines.messages.ts';
import { linesTables } from './lines.tables.ts';
import { awakeLines, gameMaps, mapLines } from './map-lines.ts';

export const linesModule = defineModule({
  name: 'lines',
  tables: linesTables,
  settings: lineSettings,
  actors: [mapLines],
  messages,
})
  .offer(gameMaps, (scope) => ({ find: (mapId) => scope.store.gameMap.get(mapId) }))
  .offer(closedLines, (scope) => new ClosedLines(scope.store.closedLine))
  .offer(awakeLines, () => new Set())
  .offer(lineMoves, () => new LineMoves())
  .offer(linePlayers, (scope) => new LinePlayers(scope))
  .offer(lineRooms, () => new LineRooms())
  .offer(lineCompanions, (scope) => new LineCompanions(scope))
  .offer(lineDesk, (scope) => new ActorLineDesk(scope.use(gameMaps), scope.use(lineCompanions)))
  .hook('started', (scope) => scope.use(closedLines).read())
  .every(CLOSED_READ_MS, (scope) => scope.use(closedLines).read(), { inEachProcess: true })
  .on(RoleLineQueryC2s, async (ctx, { mapid }) => {
    const lines = await ctx.use(lineDesk).shown(ctx, mapid);
    ctx.reply(RoleLineQueryOkS2c, {
      lines: lines.map(({ lineId, players }) => ({ lineid: lineId, rolecount: players })),
    });
  })
  .command(
    'line-close',
    { help: 'closes a line of a map to newcomers and moves its players to others', args: LINE_ARGS },
    (scope, args) => setClosed(scope, args, true),
  )
  .command('line-open', { help: 'opens a closed line of a map again', args: LINE_ARGS }, (scope, args) =>
    setClosed(scope, args, false),
  )
  .command('lines', { help: 'lists the lines of maps, with players and state', args: LINES_ARGS }, listLines);
