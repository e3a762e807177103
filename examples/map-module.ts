// A game on jadegate's map: a camp of wolves, a lake that nobody walks through, duels that keep a role on its line, and a way home.
import {
  ATTR,
  defineActor,
  defineModule,
  defineOffer,
  mapGround,
  mapOfLine,
  mapThings,
  OBJECT_TYPE,
  type SelfOf,
  thingsOn,
  travelRules,
  walker,
  z,
} from 'jadegate';
import { text } from 'jadegate/store';

const ROLE = z.string().regex(/^\d{1,16}$/);
/** A code of message 63: the role is in combat. */
const IN_COMBAT = 10_077;

interface Wolf {
  readonly id: bigint;
  readonly x: number;
  readonly y: number;
  hp: number;
}

const lookOf = (hp: number) => [
  { key: ATTR.name, value: 'Wolf' },
  { key: ATTR.hp, value: hp },
];

/** Its key is the map and the line on which its wolves stand. */
const campKind = defineActor({ name: 'camp', key: text(), state: (): Wolf[] => [], always: ['100/1'] });

function thingsOf(self: SelfOf<typeof campKind>) {
  const [mapId = 0, lineId = 0] = self.key.split('/').map(Number);
  return thingsOn(self, { mapId, lineId });
}

/** Fresh wolves instead of those that are there: at first, and when the map has started again. */
async function pitch(self: SelfOf<typeof campKind>): Promise<void> {
  const things = thingsOf(self);
  things.remove(await things.list());
  const places = [66, 68, 70].map((x) => ({ x, y: 112 }));
  const ids = await things.put(places.map((place) => ({ kind: OBJECT_TYPE.creature, look: lookOf(50), ...place })));
  self.state = places.flatMap((place, index) => {
    const id = ids[index];
    return id == null ? [] : [{ id, hp: 50, ...place }];
  });
  self.watch(self.actor(mapOfLine, self.key));
}

export const camp = campKind
  .hook('started', pitch)
  .hook('gone', pitch)
  .on('wolves', (self) => self.state.map((wolf) => ({ ...wolf })))
  .on('hit', (self, { id, damage }: { readonly id: bigint; readonly damage: number }) => {
    const wolf = self.state.find((each) => each.id === id);
    if (wolf === undefined) return 'no-wolf';
    wolf.hp -= damage;
    if (wolf.hp > 0) thingsOf(self).change([{ id, look: lookOf(wolf.hp) }]);
    else {
      thingsOf(self).remove([id]);
      self.state = self.state.filter((each) => each !== wolf);
    }
    return 'hit';
  });

export const wolves = defineModule({ name: 'wolves', actors: [camp], uses: [mapThings] });

export const lake = defineModule({ name: 'lake', uses: [mapGround] }).hook('started', (scope) => {
  const isLake = (mapId: number, x: number, y: number) => mapId === 100 && x >= 40 && x < 50 && y >= 100 && y < 120;
  scope.use(mapGround).setTerrain({ isBlocked: isLake });
});

/** Roles in a duel. */
const duellists = defineOffer<Set<bigint>>('duellists');

export const duels = defineModule({ name: 'duels', uses: [travelRules] })
  .offer(duellists, () => new Set())
  .hook('started', (scope) => {
    const fighting = scope.use(duellists);
    scope.use(travelRules).add(({ roleId }) => (fighting.has(roleId) ? IN_COMBAT : 0));
  })
  .hook('left', (ctx) => {
    if (ctx.role !== null) ctx.use(duellists).delete(ctx.role.id);
  })
  .command('duel', { help: 'begins a duel', args: z.object({ role: ROLE }) }, (scope, { role }) => {
    scope.use(duellists).add(BigInt(role));
    return 'begun';
  })
  .command('send-home', { help: 'sends a role to its town', args: z.object({ role: ROLE }) }, (scope, { role }) =>
    scope.actor(walker, BigInt(role)).teleport({ mapId: 100, x: 58, y: 112 }),
  );
