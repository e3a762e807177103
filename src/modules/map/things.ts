// What games put on maps: creatures, items on the ground. Each thing belongs to an actor, and is gone when that actor sleeps, is
// destroyed or crashes. A map that starts again has forgotten all things: an owner that needs them on it watches the map, and in its
// hook `gone` puts those again that `list` lacks. Ids of one map and line are not used again soon, not even after a restart.
import { type AnyRef, nameOfRef, type Offer, type Ref } from '../../actor/index.ts';
import { type LookEntry, lookFault } from './attributes.ts';
import { mapOfLine } from './map-actor.ts';
import type { Shown } from './map-state.ts';
import type { ThingChange, ThingMove } from './owned-things.ts';
import { mapThings, ownerName } from './thing-owners.ts';
import { mapKey } from './walker.ts';

/** Things of one actor on the map of one line. Lists go to the map in one call: give it all that one tick moves. */
export interface Things {
  /** The id of each; null for one that is not on the map, or for which the map or the owner has no room. */
  put(things: readonly Shown[]): Promise<readonly (bigint | null)[]>;
  move(moves: readonly ThingMove[]): void;
  change(changes: readonly ThingChange[]): void;
  remove(ids: readonly bigint[]): void;
  /** The owner's things that are on the map: after a restart of the map, those that were put since. */
  list(): Promise<readonly bigint[]>;
}

/** What `thingsOn` needs of the code of an actor. */
interface OwnerScope {
  readonly me: AnyRef;
  use<V>(offer: Offer<V>): V;
  actor(definition: typeof mapOfLine, key: string): Ref<typeof mapOfLine>;
}

/** The things of an actor on a map, for the turn in which it is called. Its module names `mapThings` in `uses`. */
export function thingsOn(self: OwnerScope, place: { readonly mapId: number; readonly lineId: number }): Things {
  const { name, key } = nameOfRef(self.me);
  const owner = ownerName(name, key);
  const map = self.actor(mapOfLine, mapKey(place));
  return {
    put: async (things) => {
      for (const { look } of things) assertLook(look);
      self.use(mapThings).add(owner, self.me);
      const ids = await map.putThings({ owner, things });
      // An owner that dies before it knows the ids leaves things that nobody keeps.
      map.tell.keepThings({ owner, ids: ids.filter((id) => id !== null) });
      return ids;
    },
    move: (moves) => map.tell.moveThings({ owner, moves }),
    change: (changes) => {
      for (const { look } of changes) assertLook(look);
      map.tell.changeThings({ owner, changes });
    },
    remove: (ids) => map.tell.removeThings({ owner, ids }),
    list: () => map.listThings({ owner }),
  };
}

function assertLook(look: readonly LookEntry[]): void {
  const fault = lookFault(look);
  if (fault !== null) throw new TypeError(`the look of a thing: ${fault}`);
}
