// Operators' commands for maps: list the roles on a map, and move a role.
import { z } from 'zod';
import { ActorError } from '../../actor/index.ts';
import { CommandRefused, type Scope } from '../../gate/index.ts';
import { mapLines } from '../lines/index.ts';
import { mapOfLine } from './map-actor.ts';
import { mapGround } from './map-ground.ts';
import { mapKey } from './walker.ts';
import { type TeleportArgs, walker } from './walker-part.ts';

const int32 = z.int().min(0).max(2_147_483_647);

export const whoArgs = z.object({ map: int32.describe('The map'), line: int32.min(1).describe('Its line') });

export const moveArgs = z.object({
  roleId: z
    .string()
    .regex(/^\d{1,16}$/, 'must be the number of a role')
    .describe('The role'),
  map: int32.describe('The map'),
  x: int32.describe('Tiles from its left edge'),
  y: int32.describe('Tiles from its upper edge'),
  line: int32.default(0).describe('The line that it gets if there is room; 0 for any'),
});

type CommandScope = Pick<Scope<unknown, unknown>, 'actor' | 'use'>;

export async function listWho(scope: CommandScope, { map, line }: z.output<typeof whoArgs>): Promise<string> {
  if (scope.use(mapGround).find(map) === null) throw new CommandRefused(`there is no map ${map} in the table game_map`);
  if ((await scope.actor(mapLines, map).stateOf({ lineId: line })) === null) {
    throw new CommandRefused(`map ${map} has no line ${line}; see the settings lines.count and lines.dynamicMax`);
  }
  const who = await scope.actor(mapOfLine, mapKey({ mapId: map, lineId: line })).who();
  return who.length === 0 ? 'nobody' : who.join('\n');
}

const REFUSALS = {
  'no-place': 'it was never in the world, or there is no such role',
  'no-such-map': 'the map is not in the table game_map',
  'off-map': 'the place is not on the map',
  blocked: 'nobody can stand there',
  full: 'no line of the map has room',
} as const;

export async function moveRole(scope: CommandScope, args: z.output<typeof moveArgs>): Promise<string> {
  const { roleId, map: mapId, line: lineId, x, y } = args;
  const answer = await teleport(scope, BigInt(roleId), { mapId, lineId, x, y });
  if (answer !== 'done') throw new CommandRefused(`role ${roleId}: ${REFUSALS[answer]}`);
  return `role ${roleId} is at ${x}, ${y} of map ${mapId}`;
}

async function teleport(
  scope: CommandScope,
  roleId: bigint,
  to: TeleportArgs,
): Promise<'done' | keyof typeof REFUSALS> {
  try {
    return await scope.actor(walker, roleId).teleport(to);
  } catch (error) {
    if (error instanceof ActorError && error.code === 'role-unknown') return 'no-place';
    throw error;
  }
}
