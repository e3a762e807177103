// What mail, trades and commands know of a game's inventory: where the goods of a role lie, and how they change. jadegate's bags
// offer it; a game with an inventory of its own leaves the module `bags` out and offers `goods` itself:
//
//   defineModule({ name: 'chests', actors: [chest] }).offer(goods, () => goodsOf(chest, (share, change) => changeChest(share.rows, change)));
import { type AnyRef, type CallOptions, defineOffer, type Ref, rollback, type Share } from '../../actor/index.ts';
import type { Scope } from '../../gate/index.ts';
import type { GoodsChange } from './bag-rules.ts';
import type { GoodsAnswer } from './bags.failures.ts';

/** A handler's context, an actor's self, or a module's scope. */
export type GoodsCaller = Pick<Scope<unknown, unknown>, 'actor' | 'together'>;

/** The goods of one role in a `together`. */
export type GoodsShare = Share<AnyRef>;

export interface Goods {
  /** Where the goods of a role lie: stands among the refs of a `together`. */
  of(caller: GoodsCaller, roleId: bigint): AnyRef;
  /** Adds and takes in a `together`. Only with 'done' has anything changed; then the player is sent what it has when all is durable. */
  change(share: GoodsShare, change: GoodsChange): GoodsAnswer;
  /** Adds and takes as a change of its own: with `once`, one time only. */
  give(caller: GoodsCaller, gift: GoodsGift, options?: CallOptions): Promise<GoodsAnswer>;
}

export interface GoodsGift extends GoodsChange {
  readonly roleId: bigint;
}

export const goods = defineOffer<Goods>('goods');

/** What a role's part must be for its rows to hold goods. */
interface GoodsPart {
  readonly kind: 'role';
  readonly name: string;
  readonly types?: { readonly key: bigint; readonly tables: unknown; readonly methods: unknown };
}

/** The goods that lie in the rows of this part. `change` adds and takes, all of it or nothing, and tells the part what the player should see. */
export function goodsOf<Part extends GoodsPart>(
  part: Part,
  change: (share: Share<Ref<Part>>, change: GoodsChange) => GoodsAnswer,
): Goods {
  const definition: GoodsPart = part;
  return {
    of: (caller, roleId) => caller.actor(definition, roleId),
    // Only `of` makes the refs of these shares, so each is a share of this part.
    change: (share, of) => change(share as Share<Ref<Part>>, of),
    give(caller, { roleId, gold, items }, options) {
      const ref = this.of(caller, roleId);
      const gift = { ...(gold === undefined ? {} : { gold }), ...(items === undefined ? {} : { items }) };
      const give = (share: GoodsShare) => {
        const answer = this.change(share, gift);
        return answer === 'done' ? answer : rollback(answer);
      };
      return caller.together([ref], give, options);
    },
  };
}
