// The roles of this process that are in the world, as chat knows them: by id, and by the key of the name that others write to. A role
// that leaves and comes back finds its cool-downs running. Cool-downs are kept by the monotonic clock: a wall clock that is set
// changes nothing.
import { RecentMap } from '../../base/index.ts';
import { nameKey } from '../roles/names/index.ts';
import { LEFT_COOLDOWNS_MAX } from './chat-limits.ts';

/** By the type of the channel: the monotonic time at which the role may speak again. */
type CoolDowns = Map<number, number>;

export class Talker {
  readonly roleId: bigint;
  /** Roles whose private lines it does not hear; null while there are none. */
  ignored: Set<bigint> | null;
  name: string;
  nameKey: string;
  /** Null before its first line: most players never speak. */
  coolDowns: CoolDowns | null;

  constructor(options: Pick<Talker, 'roleId' | 'ignored' | 'name' | 'coolDowns'>) {
    this.name = options.name;
    this.nameKey = nameKey(options.name);
    this.roleId = options.roleId;
    this.ignored = options.ignored;
    this.coolDowns = options.coolDowns;
  }

  /** Whole seconds until it may speak in the channel; 0 when it may. */
  secondsLeft(type: number, nowMs: number): number {
    const endMs = this.coolDowns?.get(type) ?? 0;
    return endMs <= nowMs ? 0 : Math.ceil((endMs - nowMs) / 1_000);
  }

  startCoolDown(type: number, endMs: number): void {
    this.coolDowns ??= new Map();
    this.coolDowns.set(type, endMs);
  }
}

export class Talkers {
  readonly #byRole = new Map<bigint, Talker>();
  readonly #byName = new Map<string, Talker>();
  /** Of roles that have left. */
  readonly #left = new RecentMap<CoolDowns>(LEFT_COOLDOWNS_MAX);

  get count(): number {
    return this.#byRole.size;
  }

  arrive(roleId: bigint, { name, ignored }: Pick<Talker, 'name' | 'ignored'>): void {
    const key = String(roleId);
    const talker = new Talker({ roleId, name, ignored, coolDowns: this.#left.peek(key) ?? null });
    this.#left.delete(key);
    this.#byRole.set(roleId, talker);
    this.#byName.set(talker.nameKey, talker);
  }

  leave(roleId: bigint, nowMs: number): void {
    const talker = this.#byRole.get(roleId);
    if (talker === undefined) return;
    this.#byRole.delete(roleId);
    if (this.#byName.get(talker.nameKey) === talker) this.#byName.delete(talker.nameKey);
    const { coolDowns } = talker;
    if (coolDowns === null) return;
    for (const [type, endMs] of coolDowns) if (endMs <= nowMs) coolDowns.delete(type);
    if (coolDowns.size > 0) this.#left.set(String(roleId), coolDowns);
  }

  /** How long its cool-downs last still, by channel: for another process. Null when the role is not in the world. */
  save(roleId: bigint, nowMs: number): readonly (readonly [type: number, leftMs: number])[] | null {
    const talker = this.#byRole.get(roleId);
    if (talker === undefined) return null;
    return [...(talker.coolDowns ?? [])].map(([type, endMs]) => [type, endMs - nowMs] as const);
  }

  restore(roleId: bigint, nowMs: number, coolDowns: readonly (readonly [type: number, leftMs: number])[]): void {
    for (const [type, leftMs] of coolDowns) this.#byRole.get(roleId)?.startCoolDown(type, nowMs + leftMs);
  }

  find(roleId: bigint): Talker | null {
    return this.#byRole.get(roleId) ?? null;
  }

  /** By the key of a name. */
  findName(key: string): Talker | null {
    return this.#byName.get(key) ?? null;
  }

  /** The role has another name now. */
  rename(roleId: bigint, name: string): void {
    const talker = this.#byRole.get(roleId);
    if (talker === undefined) return;
    if (this.#byName.get(talker.nameKey) === talker) this.#byName.delete(talker.nameKey);
    talker.name = name;
    talker.nameKey = nameKey(name);
    this.#byName.set(talker.nameKey, talker);
  }
}
