// Issues role ids, each once, across crashes and across several allocators on one store. Ids come from a reserved block in memory;
// callers that find it empty share one reservation. Ids that remain in a block when the process ends are never issued.
import { assert } from '../../base/index.ts';
import { isServerId, type Procedure, ROLE_NUMBER_SPAN, roleIdOf, StoreError } from '../table/index.ts';
import { ROLE_ID_BLOCK, ROLE_ID_SERVERS_MAX } from './limits.ts';
import { reserveRoleIds } from './role-id-block.ts';

/** The part of a store that ids need. */
export interface RoleIdStore {
  run<Args, Result>(procedure: Procedure<Args, Result>, args: Args): Promise<Result>;
}

interface Block {
  readonly serverId: number;
  next: number;
  last: number;
  /** The reservation in flight, or null. */
  reserving: Promise<void> | null;
}

export class RoleIdAllocator {
  readonly #store: RoleIdStore;
  readonly #blockSize: number;
  readonly #blocks = new Map<number, Block>();

  constructor(dependencies: { readonly store: RoleIdStore }, options: { readonly blockSize?: number } = {}) {
    this.#store = dependencies.store;
    this.#blockSize = options.blockSize ?? ROLE_ID_BLOCK;
    assert(Number.isInteger(this.#blockSize) && this.#blockSize > 0, 'a block holds at least one id');
  }

  /** A new role id. Throws `role-ids-exhausted` when the server has none left. */
  async allocate(serverId: number): Promise<bigint> {
    const block = this.#blockOf(serverId);
    // More callers than a block has ids wait for more than one reservation.
    while (block.next > block.last) await this.#reserve(block);
    return roleIdOf({ serverId, number: block.next++ });
  }

  #blockOf(serverId: number): Block {
    let block = this.#blocks.get(serverId);
    if (block === undefined) {
      assert(isServerId(serverId), 'a server id is a whole number from 0 to 99,999,999');
      assert(this.#blocks.size < ROLE_ID_SERVERS_MAX, `one allocator serves at most ${ROLE_ID_SERVERS_MAX} servers`);
      block = { serverId, next: 1, last: 0, reserving: null };
      this.#blocks.set(serverId, block);
    }
    return block;
  }

  #reserve(block: Block): Promise<void> {
    block.reserving ??= this.#reserveInto(block).finally(() => {
      block.reserving = null;
    });
    return block.reserving;
  }

  async #reserveInto(block: Block): Promise<void> {
    const reserved = await this.#store.run(reserveRoleIds, { serverId: block.serverId, count: this.#blockSize });
    if (reserved === null) {
      const count = ROLE_NUMBER_SPAN.toLocaleString('en');
      const message = `server ${block.serverId} has issued all its ${count} role ids; create roles on another server id`;
      throw new StoreError('role-ids-exhausted', message);
    }
    block.next = reserved.first;
    block.last = reserved.last;
  }
}
