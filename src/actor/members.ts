// The roles that one actor addresses. A message to them is encoded once, for a list that does not change while it waits.
import { BigintMap } from '../base/index.ts';
import type { MessageType } from '../wire/index.ts';
import { ActorError } from './actor-error.ts';
import type { Members, SendOptions } from './self.ts';
import type { Stream } from './stream.ts';
import type { MembersView, OwnerView, Turn } from './turn.ts';

export class MemberList implements MembersView {
  readonly #owner: OwnerView;
  readonly #max: number;
  readonly #roles = new BigintMap<true>();
  /** The same as a list; made anew after a change. */
  #list: readonly bigint[] | null = null;
  /** Hooks `left` that wait: their roles have their places until then. */
  leavingCount = 0;

  constructor(owner: OwnerView, max: number) {
    this.#owner = owner;
    this.#max = max;
  }

  get count(): number {
    return this.#roles.size;
  }

  get list(): readonly bigint[] {
    this.#list ??= [...this.#roles.keys()];
    return this.#list;
  }

  has(roleId: bigint): boolean {
    return this.#roles.has(roleId);
  }

  /** Throws `actor-busy` when there are too many. */
  add(roleId: bigint): void {
    if (this.#roles.has(roleId)) return;
    const { id, system } = this.#owner;
    if (this.#roles.size + this.leavingCount >= this.#max) {
      const members = `${this.#max} members already, with those whose hook 'left' waits (membersMax)`;
      throw new ActorError('actor-busy', `${id.text} has ${members}`);
    }
    system.memberships.join(roleId, this.#owner);
    this.#roles.set(roleId, true);
    this.#list = null;
    // It has left already: the hook `left` comes for it all the same.
    if (!system.host.isPlaying(roleId)) system.memberAway(roleId);
  }

  remove(roleId: bigint): void {
    if (!this.#roles.delete(roleId)) return;
    this.#list = null;
    this.#owner.lastUsedMs = this.#owner.system.nowMs;
    this.#owner.system.memberships.part(roleId, this.#owner);
  }

  /** Its place stays taken until the hook has run. */
  leave(roleId: bigint, hasHook: boolean): void {
    this.remove(roleId);
    if (hasHook) this.leavingCount++;
  }

  clear(): void {
    for (const roleId of this.list) this.remove(roleId);
  }
}

/** The members as the game's code sees them, in one turn. */
export class TurnMembers implements Members {
  readonly #turn: Turn;

  constructor(turn: Turn) {
    this.#turn = turn;
  }

  get count(): number {
    return this.#turn.owner.memory.memberCount;
  }

  add(roleId: bigint): void {
    this.#turn.assertOpen();
    if (typeof roleId !== 'bigint') throw new TypeError(`a member is a role's id, a bigint, not ${String(roleId)}`);
    this.#turn.owner.memory.members.add(roleId);
  }

  remove(roleId: bigint): void {
    this.#turn.assertOpen();
    this.#turn.owner.memory.members.remove(roleId);
  }

  has(roleId: bigint): boolean {
    return this.#turn.owner.memory.members.has(roleId);
  }

  list(): readonly bigint[] {
    return this.#turn.owner.memory.members.list;
  }

  send<M>(type: MessageType<M>, message: M, { except }: SendOptions = {}): void {
    this.#turn.assertOpen();
    const { list } = this.#turn.owner.memory.members;
    if (list.length === 0) return;
    this.#turn.output().sendAll({ roleIds: list, except }, type, message);
  }

  stream(roleId: bigint): Stream | null {
    this.#turn.assertOpen();
    return this.has(roleId) ? this.#turn.owner.system.host.streamOf(roleId) : null;
  }
}

/** Of which actors each role is a member. */
export class Memberships {
  readonly #max: number;
  readonly #owners = new BigintMap<Set<OwnerView>>();

  constructor(max: number) {
    this.#max = max;
  }

  /** Roles that are members of something. */
  get count(): number {
    return this.#owners.size;
  }

  join(roleId: bigint, owner: OwnerView): void {
    const owners = this.#owners.get(roleId) ?? new Set<OwnerView>();
    if (owners.size >= this.#max) {
      throw new ActorError('actor-busy', `role ${roleId} is a member of ${this.#max} actors already`);
    }
    this.#owners.set(roleId, owners.add(owner));
  }

  part(roleId: bigint, owner: OwnerView): void {
    const owners = this.#owners.get(roleId);
    owners?.delete(owner);
    if (owners?.size === 0) this.#owners.delete(roleId);
  }

  /** The role has left the game: it is a member of nothing, and the hooks `left` run. */
  left(roleId: bigint, reason: string): void {
    const owners = this.#owners.get(roleId);
    if (owners === undefined) return;
    for (const owner of [...owners]) owner.memberLeft(roleId, reason);
  }
}
