// Wolves around a camp: things on a map that belong to an actor. They roam while it is awake, and are gone when it is.
import {
  ATTR,
  defineActor,
  defineModule,
  mapKey,
  mapOfLine,
  mapThings,
  type SelfOf,
  type Shown,
  thingsOn,
  walker,
  z,
} from 'jadegate';
import { integer } from 'jadegate/store';

const PLACE = { mapId: 100, lineId: 1 };
const CREATURE = 2;
const WOLVES = 3;

interface Pack {
  readonly wolves: Map<bigint, Shown>;
}

const kind = defineActor({ name: 'camp', key: integer(), state: (): Pack => ({ wolves: new Map() }) });

/** Puts what the pack lacks: all wolves at first, and those that a map forgot when it started again. */
async function settle(self: SelfOf<typeof kind>): Promise<void> {
  const { wolves } = self.state;
  const there = new Set(await thingsOn(self, PLACE).list());
  for (const id of wolves.keys()) if (!there.has(id)) wolves.delete(id);
  const wolf = { kind: CREATURE, x: 60, y: 110, look: [{ key: ATTR.name, value: 'Wolf' }] };
  const lacking = new Array<Shown>(WOLVES - wolves.size).fill(wolf);
  for (const id of await thingsOn(self, PLACE).put(lacking)) if (id !== null) wolves.set(id, wolf);
  self.watch(self.actor(mapOfLine, mapKey(PLACE)));
}

export const camp = kind
  .on('settle', settle)
  .hook('gone', settle)
  .every(2_000, (self) => {
    const moves = [...self.state.wolves.keys()].map((id) => {
      return { id, x: 55 + self.random.below(10), y: 105 + self.random.below(10) };
    });
    thingsOn(self, PLACE).move(moves);
  });

const ROLE = { roleId: z.string().regex(/^\d{1,16}$/) };

export const camps = defineModule({ name: 'camp', actors: [camp, walker], uses: [mapThings] })
  .hook('arrived', async (ctx) => {
    await ctx.actor(camp, PLACE.mapId).settle();
  })
  .command('camp-visit', { help: 'takes a role to the camp', args: z.object(ROLE) }, (scope, { roleId }) =>
    scope.actor(walker, BigInt(roleId)).teleport({ ...PLACE, x: 60, y: 108 }),
  );
