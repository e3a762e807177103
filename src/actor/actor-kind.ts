// How the owners of one kind live: those of one actor's definition, or all roles.

import { messageOf } from '../base/index.ts';
import { actorOwner, type LiveEvents, type LiveOwner, type OwnerId, type OwnerKey, roleOwner } from '../store/index.ts';
import { ActorError } from './actor-error.ts';
import type { ActorPart } from './actor-part.ts';
import { AlarmWork } from './alarm-work.ts';
import { type AnyActor, type BoundDaily, type BoundTick, isPeriod, notPeriod } from './define-actor.ts';
import type { ActorStore } from './host.ts';
import { INBOX_MAX, MEMBERS_MAX, ROLE_IDLE_MS } from './limits.ts';
import { GameWork } from './method-work.ts';
import { RowlessOwner } from './rowless-owner.ts';
import { nextTimeOfDay } from './time-of-day.ts';
import type { Turn, Watch, Work } from './turn.ts';

const DAILY = 'daily:';

/** The name under which a daily's alarm is kept. A game's alarms have no such names. */
export function nameOfDaily({ at }: BoundDaily): string {
  return `${DAILY}${at}`;
}

export interface TickKind {
  readonly periodMs: number;
  readonly work: Work;
}

export class ActorKind {
  /** Null for roles. */
  readonly part: ActorPart | null;
  readonly inboxMax: number;
  readonly membersMax: number;
  readonly idleMs: number;
  readonly started: Work | null;
  readonly stopping: Work | null;
  readonly left: Work | null;
  readonly gone: Work | null;
  readonly ticks: readonly TickKind[];
  readonly alarms: ReadonlyMap<string, AlarmWork>;
  readonly always: ReadonlySet<OwnerKey>;
  /** Each process has its own owner of each key: the database knows of none. */
  readonly isInEachProcess: boolean;
  readonly #definition: AnyActor | null;

  constructor(part: ActorPart | null) {
    this.part = part;
    const definition = part?.definition ?? null;
    this.#definition = definition;
    this.inboxMax = definition?.inboxMax ?? INBOX_MAX;
    this.membersMax = definition?.membersMax ?? MEMBERS_MAX;
    this.idleMs = definition?.idleMs ?? ROLE_IDLE_MS;
    this.always = new Set(definition?.always ?? []);
    this.isInEachProcess = definition?.isInEachProcess === true;
    const isStarted = definition !== null && (definition.hooks.started !== null || definition.dailies.length > 0);
    this.started = part === null || !isStarted ? null : new StartedWork(part);
    this.stopping = part === null || definition?.hooks.stopping == null ? null : new StoppingWork(part);
    this.left = part === null || definition?.hooks.left == null ? null : new LeftWork(part);
    this.gone = part === null || definition?.hooks.gone == null ? null : new GoneWork(part);
    this.ticks = part === null ? [] : part.definition.ticks.map((tick, at) => tickOf(part, tick, at + 1));
    this.alarms = part === null ? new Map() : alarmsOf(part);
  }

  get hasTimers(): boolean {
    return this.ticks.length > 0;
  }

  idOf(key: OwnerKey): OwnerId {
    // The key has the type that the definition gave it; that of a role is a bigint.
    return this.part === null ? roleOwner(key as bigint) : actorOwner(this.part.name, key);
  }

  isAlways(key: OwnerKey): boolean {
    return this.always.has(key);
  }

  /** Takes the owner's lease and reads its rows, where it has them. */
  open(store: ActorStore, id: OwnerId, events: LiveEvents): Promise<LiveOwner> | LiveOwner {
    return this.isInEachProcess ? new RowlessOwner(id) : store.open(id, events);
  }

  createState(key: OwnerKey): unknown {
    // The key has the type that the definition gave it.
    return this.#definition?.state?.(key as never);
  }
}

/** Throws `actor-period` when its settings give it no period. */
function tickOf(part: ActorPart, tick: BoundTick, number: number): TickKind {
  const periodMs = periodOf(part, tick, number);
  return { periodMs, work: new GameWork({ part, name: `every ${periodMs} ms (${number})`, run: tick.run }) };
}

function periodOf({ name, scope }: ActorPart, { periodMs: period }: BoundTick, number: number): number {
  if (typeof period === 'number') return period;
  const what = `actor '${name}' cannot start: the period of its every() no. ${number} comes from its settings`;
  let periodMs: unknown;
  try {
    // The settings are those of the definition's schema.
    periodMs = period(scope.settings as never);
  } catch (cause) {
    throw new ActorError('actor-period', `${what}, and the function failed: ${messageOf(cause)}`, { cause });
  }
  if (typeof periodMs === 'number' && isPeriod(periodMs)) return periodMs;
  throw new ActorError('actor-period', `${what}; ${notPeriod(periodMs)}`);
}

/** Gives the place of the role free. */
class LeftWork extends GameWork {
  constructor(part: ActorPart) {
    super({
      part,
      name: "the hook 'left'",
      run: (self, args) => {
        const { roleId, reason } = args as { readonly roleId: bigint; readonly reason: string };
        return part.definition.hooks.left?.(self, roleId, reason);
      },
    });
  }

  override run(turn: Turn): unknown {
    turn.owner.memory.members.leavingCount--;
    return super.run(turn);
  }
}

/** Ends the watch, unless it was ended while the turn waited. */
class GoneWork extends GameWork {
  constructor(part: ActorPart) {
    super({
      part,
      name: "the hook 'gone'",
      // Its turns have a watch for an argument.
      run: (self, args) => part.definition.hooks.gone?.(self, (args as Watch).gone),
    });
  }

  override run(turn: Turn): unknown {
    return turn.owner.memory.watches.take(turn.args as Watch) ? super.run(turn) : undefined;
  }
}

/** Sets the alarms of dailies that have none yet, then runs the hook. */
class StartedWork extends GameWork {
  readonly #dailies: readonly BoundDaily[];

  constructor(part: ActorPart) {
    super({ part, name: "the hook 'started'", run: (self) => part.definition.hooks.started?.(self, undefined) });
    this.#dailies = part.definition.dailies;
  }

  override run(turn: Turn): unknown {
    const { live, system } = turn.owner;
    const { clock, timeZone } = system.host;
    const wanted = new Map(this.#dailies.map((daily) => [nameOfDaily(daily), daily]));
    for (const { name } of live.alarms()) {
      // A daily that this release has no more.
      if (name.startsWith(DAILY) && !wanted.has(name)) live.clearAlarm(name);
      wanted.delete(name);
    }
    for (const [name, { at }] of wanted) {
      live.setAlarm({ name, atMs: nextTimeOfDay(at, timeZone, clock.wallMs()), attempt: 0 });
    }
    return super.run(turn);
  }

  override answered(turn: Turn): void {
    if (!turn.isDestroying) turn.owner.started();
  }

  override threw(turn: Turn, error: unknown): void {
    const incident = this.report(turn, error);
    const message = `${turn.owner.id.text} could not start: its hook 'started' failed; the log has the error under incident ${incident}`;
    turn.owner.startFailed(new ActorError('actor-start-failed', message, { incident }));
  }

  override refused(turn: Turn, error: ActorError): void {
    super.refused(turn, error);
    turn.owner.startFailed(new ActorError('actor-start-failed', error.message, { cause: error }));
  }
}

/** Its arguments are what waits for its end. */
class StoppingWork extends GameWork {
  constructor(part: ActorPart) {
    super({ part, name: "the hook 'stopping'", run: (self) => part.definition.hooks.stopping?.(self, undefined) });
  }

  override answered(turn: Turn): void {
    settle(turn);
  }

  override threw(turn: Turn, error: unknown): void {
    this.report(turn, error);
    settle(turn);
  }

  override refused(turn: Turn, error: ActorError): void {
    super.refused(turn, error);
    settle(turn);
  }
}

function settle(turn: Turn): void {
  (turn.args as PromiseWithResolvers<void>).resolve();
}

function alarmsOf(part: ActorPart): ReadonlyMap<string, AlarmWork> {
  const { alarms, alarmNames, dailies } = part.definition;
  const works = new Map<string, AlarmWork>();
  for (const name of alarmNames) {
    const run = alarms.get(name);
    if (run !== undefined) works.set(name, new AlarmWork({ part, name, run, daily: null }));
  }
  for (const daily of dailies) {
    const name = nameOfDaily(daily);
    works.set(name, new AlarmWork({ part, name, run: daily.run, daily: daily.at }));
  }
  return works;
}
