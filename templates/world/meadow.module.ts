// The game: a flock of sheep on a meadow. Its players see each other and the sheep by jadegate's map. The flock is an actor, to which
// the sheep on the map belong. A shorn sheep gives its wool to one player, and grows new wool.
import {
  ATTR,
  addItem,
  bag,
  CommandRefused,
  defineActor,
  defineModule,
  mapOfLine,
  mapThings,
  OBJECT_TYPE,
  rollback,
  type SelfOf,
  thingsOn,
  z,
} from 'jadegate';
import { defineTable, integer, text } from 'jadegate/store';
import { messages, ShearC2s, ShearS2c } from './meadow.messages.ts';

const WOOL_ITEM = 1;
const REACH_TILES = 3;
/** Where the sheep graze: beside the place where new roles begin. */
const MEADOW = { x: 58, y: 112, tiles: 12 };

interface Sheep {
  /** Given by the map. */
  id: bigint;
  x: number;
  y: number;
  /** When a shorn sheep has wool again; 0 while it has wool. */
  woolAtMs: number;
}

/** In jadegate.config.ts: `meadow: { sheep: 8 }`. */
const settings = z.object({
  sheep: z.int().min(1).max(100).default(8).describe('Sheep of a flock'),
  woolSeconds: z.int().min(1).max(86_400).default(60).describe('Seconds until a shorn sheep has wool again'),
});

/** Wool that a flock has given. Rows are durable; the sheep are memory, and begin anew when the server does. */
const given = defineTable({ name: 'flock_given', kind: 'actor', owner: text(), columns: { wool: integer() } });

const flockKind = defineActor({
  name: 'flock',
  key: text(),
  tables: { given },
  settings,
  state: (): Sheep[] => [],
  // The flocks that there are, each with its map and line as its key.
  always: ['100/1', '103/1'],
});
type Flock = SelfOf<typeof flockKind>;

function thingsOf(self: Flock) {
  const [mapId = 0, lineId = 0] = self.key.split('/').map(Number);
  return thingsOn(self, { mapId, lineId });
}

const lookOf = ({ woolAtMs }: Sheep) => [{ key: ATTR.name, value: woolAtMs === 0 ? 'Sheep' : 'Shorn sheep' }];
const within = (at: number, edge: number) => Math.min(edge + MEADOW.tiles - 1, Math.max(edge, at));

/** Puts those sheep on the map that it does not have: all of them at first, and when the map has started again. */
async function graze(self: Flock): Promise<void> {
  const things = thingsOf(self);
  const there = await things.list();
  self.watch(self.actor(mapOfLine, self.key));
  const missing = self.state.filter(({ id }) => !there.includes(id));
  const ids = await things.put(
    missing.map((sheep) => ({ kind: OBJECT_TYPE.creature, x: sheep.x, y: sheep.y, look: lookOf(sheep) })),
  );
  for (const [index, sheep] of missing.entries()) sheep.id = ids[index] ?? 0n;
}

export const flock = flockKind
  .hook('started', async (self) => {
    const along = (edge: number) => edge + self.random.below(MEADOW.tiles);
    const born = () => ({ id: 0n, x: along(MEADOW.x), y: along(MEADOW.y), woolAtMs: 0 });
    self.state = Array.from({ length: self.settings.sheep }, born);
    await graze(self);
  })
  .hook('gone', graze)
  .every(1_000, (self) => {
    const nowMs = self.clock.monotonicMs();
    const grown = self.state.filter(({ woolAtMs }) => woolAtMs > 0 && woolAtMs <= nowMs);
    for (const sheep of grown) sheep.woolAtMs = 0;
    const walking = self.state.filter(() => self.random.below(4) === 0);
    for (const sheep of walking) {
      sheep.x = within(sheep.x + self.random.below(3) - 1, MEADOW.x);
      sheep.y = within(sheep.y + self.random.below(3) - 1, MEADOW.y);
    }
    const things = thingsOf(self);
    things.change(grown.map((sheep) => ({ id: sheep.id, look: lookOf(sheep) })));
    things.move(walking.map(({ id, x, y }) => ({ id, x, y })));
  })
  .on('shear', async (self, { id, roleId, x, y }: { id: bigint; roleId: bigint; x: number; y: number }) => {
    const sheep = self.state.find((each) => each.id === id);
    if (sheep === undefined) return 'no-sheep';
    if (Math.max(Math.abs(sheep.x - x), Math.abs(sheep.y - y)) > REACH_TILES) return 'too-far';
    if (sheep.woolAtMs > 0) return 'shorn';
    // One change: the player has the wool and it is counted, or neither.
    const answer = await self.together([self.me, self.actor(bag, roleId)], (here, owner) => {
      if (!addItem(owner.rows, WOOL_ITEM, 1)) return rollback('full');
      here.rows.given.upsert({ wool: (here.rows.given.get()?.wool ?? 0) + 1 });
      owner.tell.show();
      return 'wool';
    });
    if (answer !== 'wool') return answer;
    sheep.woolAtMs = self.clock.monotonicMs() + self.settings.woolSeconds * 1_000;
    thingsOf(self).change([{ id, look: lookOf(sheep) }]);
    return answer;
  })
  .on('wool', (self) => self.rows.given.get()?.wool ?? 0)
  .on('sheep', (self) => self.state.map(({ id, x, y }) => ({ id, x, y })));

export const meadow = defineModule({ name: 'meadow', messages, settings, actors: [flock], uses: [mapThings] })
  .on(ShearC2s, async (ctx, { sheep }) => {
    const { mapId, lineId, x, y } = ctx.place;
    const key = `${mapId}/${lineId}`;
    // Any other key would wake an actor of its own.
    const hasFlock = flock.always.includes(key);
    const answer = hasFlock ? await ctx.actor(flock, key).shear({ id: sheep, roleId: ctx.role.id, x, y }) : 'no-sheep';
    ctx.reply(ShearS2c, { answer });
  })
  .command(
    'flock-wool',
    { help: 'prints how much wool a flock has given', args: z.object({ flock: z.string().describe('MAP/LINE') }) },
    async (scope, { flock: key }) => {
      if (!flock.always.includes(key)) throw new CommandRefused(`there is no flock ${key}: ${flock.always.join(', ')}`);
      return `flock ${key} has given ${await scope.actor(flock, key).wool()} wool`;
    },
  );
