// The roles of this process that are in the world, as chat knows them: by id, and by the key of the name that others write to. A role
// that leaves and comes back finds its cool-downs running. Cool-downs are kept by the monotonic clock: a wall clock that is set
// changes nothing.
import { RecentMap } from '../../base/index.ts';
import { LEFT_COOLDOWNS_MAX } from './chat-limits.ts';

/** By the type of the channel: the monotonic time at which the role may speak again. */
type CoolDowns = Map<number, number>;

export class Talker {
  readonly roleId: bigint;
  /** Roles whose private lines it does not hear. */
  readonly ignored: Set<bigint>;
  nameKey: string;
  /** Null before its first line: most players never speak. */
  coolDowns: CoolDowns | null;

  constructor(options: Pick<Talker, 'roleId' | 'ignored' | 'nameKey' | 'coolDowns'>) {
    this.roleId = options.roleId;
    this.ignored = options.ignored;
    this.nameKey = options.nameKey;
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

  arrive(roleId: bigint, { nameKey, ignored }: Pick<Talker, 'nameKey' | 'ignored'>): void {
    const key = String(roleId);
    const talker = new Talker({ roleId, nameKey, ignored, coolDowns: this.#left.peek(key) ?? null });
    this.#left.delete(key);
    this.#byRole.set(roleId, talker);
    this.#byName.set(nameKey, talker);
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

  find(roleId: bigint): Talker | null {
    return this.#byRole.get(roleId) ?? null;
  }

  findName(nameKey: string): Talker | null {
    return this.#byName.get(nameKey) ?? null;
  }

  /** The role has this name now: it was renamed while it was in the world. */
  rename(talker: Talker, nameKey: string): void {
    if (this.#byName.get(talker.nameKey) === talker) this.#byName.delete(talker.nameKey);
    talker.nameKey = nameKey;
    this.#byName.set(nameKey, talker);
  }
}
