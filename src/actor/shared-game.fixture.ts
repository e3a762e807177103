// The game that the simulation plays: accounts and roles whose turns run small programs, drawn at random. Each effect has a name of its
// own and leaves a mark with that name, so that the log can tell what took effect, how often, and whether it may have.
import { sleep } from '../base/index.ts';
import { bigint } from '../store/index.ts';
import { ActorError } from './actor-error.ts';
import type { ActorWorld } from './actor-world.fixture.ts';
import { type AnyActor, defineActor, defineRoleActor } from './define-actor.ts';
import { rollback } from './rollback.ts';
import type { SharedLog } from './shared-log.fixture.ts';
import {
  type Answer,
  type GameMap,
  GOLD,
  type Mark,
  type Order,
  type Place,
  type PlayRef,
  type PlaySelf,
  type Step,
} from './shared-program.fixture.ts';
import { countTable, markTable, roleCountTable, roleMarkTable, tempMarkTable } from './tables.fixture.ts';

export interface GameShape {
  readonly accounts: number;
  readonly roles: number;
  readonly temps: number;
}

export class SharedGame implements GameMap {
  readonly shape: GameShape;
  readonly log: SharedLog;
  readonly definitions: readonly AnyActor[];
  readonly #account: AnyActor;
  readonly #bag: AnyActor;
  readonly #temp: AnyActor;

  constructor(shape: GameShape, log: SharedLog) {
    this.shape = shape;
    this.log = log;
    const play = (self: unknown, order: Order): Promise<Answer> =>
      playOrder(this, self as PlaySelf, order) as Promise<Answer>;
    this.#account = defineActor({
      name: 'account',
      key: bigint(),
      tables: { purse: countTable, mark: markTable },
      alarms: ['ring'],
      idleMs: 2_000,
    })
      .on('play', play)
      .every(700, (self) => {
        // A beat is a turn like the others.
        log.begins(self as unknown as PlaySelf, this.placeOf('account', self.key));
        log.ends(self as unknown as PlaySelf, this.placeOf('account', self.key));
      })
      .alarm('ring', (self, { attempt }) => ring(this, self as unknown as PlaySelf, attempt)) as unknown as AnyActor;
    this.#bag = defineRoleActor({
      name: 'bag',
      tables: { purse: roleCountTable, mark: roleMarkTable },
    }).on('play', play) as unknown as AnyActor;
    this.#temp = defineActor({ name: 'temp', key: bigint(), tables: { mark: tempMarkTable }, idleMs: 1_000 })
      .hook('started', () => {})
      .hook('stopping', () => {})
      .on('play', play) as unknown as AnyActor;
    this.definitions = [this.#account, this.#bag, this.#temp];
  }

  get temps(): number {
    return this.shape.temps;
  }

  get places(): number {
    const { accounts, roles, temps } = this.shape;
    return accounts + roles + temps;
  }

  /** Those that have gold. */
  get purses(): number {
    return this.shape.accounts + this.shape.roles;
  }

  definitionOf(place: Place): AnyActor {
    if (place < this.shape.accounts) return this.#account;
    return place < this.purses ? this.#bag : this.#temp;
  }

  placeOf(name: string, key: bigint): Place {
    const first = name === 'account' ? 0 : name === 'bag' ? this.shape.accounts : this.purses;
    return first + Number(key) - 1;
  }

  keyOf(place: Place): bigint {
    const first = place < this.shape.accounts ? 0 : place < this.purses ? this.shape.accounts : this.purses;
    return BigInt(place - first + 1);
  }

  /** How the store calls the owner. */
  textOf(place: Place): string {
    const { name } = this.definitionOf(place);
    return name === 'bag' ? `r${this.keyOf(place)}` : `${name}/${this.keyOf(place)}`;
  }

  /** How the store calls a mark. */
  markKeyOf({ place, id }: Mark): string {
    const table = { account: 'mark', bag: 'role_mark', temp: 'temp_mark' }[this.definitionOf(place).name];
    return `${table}\0${id.padStart(20, '0')}`;
  }

  purseKeyOf(place: Place): string {
    return place < this.shape.accounts ? 'count\0' : 'role_count\0';
  }

  refOf(scope: Pick<PlaySelf, 'actor'>, place: Place): PlayRef {
    return scope.actor(this.definitionOf(place), this.keyOf(place));
  }

  scopeOf(world: ActorWorld): Pick<PlaySelf, 'actor' | 'together'> {
    return world.scope as unknown as Pick<PlaySelf, 'actor' | 'together'>;
  }
}

/** A turn, as its own code sees it. */
interface Playing {
  readonly game: SharedGame;
  readonly self: PlaySelf;
  readonly order: Order;
  readonly place: Place;
  /** Not committed yet. */
  fresh: Mark[];
  readonly committed: Mark[];
  readonly counts: Map<Place, number>;
}

function playOrder(game: SharedGame, self: PlaySelf, order: Order): Answer | Promise<unknown> | unknown {
  const { log } = game;
  const place = game.placeOf(log.kindOf(self), self.key);
  log.begins(self, place);
  log.arrived(order, place);
  const playing: Playing = { game, self, order, place, fresh: [], committed: [], counts: new Map() };
  try {
    const result = playFrom(playing, 0);
    if (result instanceof Promise) return result.finally(() => log.ends(self, place));
    log.ends(self, place);
    return result;
  } catch (error) {
    log.ends(self, place);
    throw error;
  }
}

/** Without a promise as long as no step waits: such a turn ends at once. */
function playFrom(playing: Playing, from: number): unknown {
  const { order, committed } = playing;
  for (let at = from; at < order.steps.length; at++) {
    const step = order.steps[at] as Step;
    if (step.do === 'rollback') {
      playing.game.log.mustBeAbsent(playing.fresh);
      return rollback({ marks: committed });
    }
    const waits = playStep(playing, step);
    if (waits !== undefined) return waits.then(() => playFrom(playing, at + 1));
  }
  return { marks: [...committed, ...playing.fresh] };
}

function playStep(playing: Playing, step: Step): Promise<void> | undefined {
  const { game, self, place } = playing;
  const { log } = game;
  switch (step.do) {
    case 'add':
      mark(playing, step.id);
      return undefined;
    case 'alarm':
      if (self.alarms === undefined) return undefined;
      mark(playing, `due ${step.id}`);
      self.alarms.set('ring', { inMs: 500 });
      return undefined;
    case 'send':
      self.send(1n, log.message, { marks: [...playing.committed, ...playing.fresh] });
      return undefined;
    case 'tell':
      tell(playing, step.to, step.id);
      return undefined;
    case 'join':
      self.members?.add(1n);
      return undefined;
    case 'think':
      return sleep(log.clock, step.ms);
    case 'hang':
      log.mustBeAbsent(playing.fresh);
      return new Promise(() => {});
    case 'throw':
      log.mustBeAbsent(playing.fresh);
      throw new Error('as planned');
    case 'commit':
      return commit(playing);
    case 'destroy':
      self.destroy?.();
      return undefined;
    case 'call':
      return call(playing, step);
    case 'all':
      return Promise.all(step.calls.map((each) => (each.do === 'call' ? call(playing, each) : undefined))).then(
        () => {},
      );
    case 'together':
      return log.watch(`${step.id} of ${place}`, () => change(playing, step));
    case 'rollback':
      return undefined;
  }
}

function mark({ self, fresh, place }: Pick<Playing, 'self' | 'fresh' | 'place'>, id: string): void {
  self.rows.mark.upsert({ id, n: (self.rows.mark.get(id)?.n ?? 0) + 1 });
  fresh.push({ place, id });
}

function tell(playing: Playing, to: Place, id: string): void {
  const { game, self, order, committed, fresh } = playing;
  const marks = [...committed, ...fresh];
  game.refOf(self, to).tell.play({
    id,
    steps: [{ do: 'add', id, to }],
    committed: marks,
    from: fromOf(playing, to, `${order.id} tells`),
  });
}

/** Calls and tells are counted apart: what is told leaves with the commit. */
function fromOf({ counts }: Playing, to: Place, sender: string): NonNullable<Order['from']> {
  const key = sender.endsWith('tells') ? to - 1_000 : to;
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  return { sender, count };
}

async function commit(playing: Playing): Promise<void> {
  const { fresh, committed, game } = playing;
  playing.fresh = [];
  await playing.self.commit();
  committed.push(...fresh);
  game.log.heard(fresh, 'a commit');
}

async function call(playing: Playing, step: Extract<Step, { do: 'call' }>): Promise<void> {
  const { game, self, order, committed } = playing;
  const sent = { ...step.order, committed: [...committed], from: fromOf(playing, step.to, order.id) };
  const options = step.once === null ? {} : { once: step.once };
  await game.log.watch(`${step.order.id} from ${order.id}`, async () => {
    try {
      const answer = await game.refOf(self, step.to).play(sent, options);
      game.log.heard(answer.marks, `the answer of ${step.order.id}`);
    } catch (error) {
      if (!(error instanceof ActorError)) throw error;
      game.log.failed(step.order, error, step.once !== null);
    }
  });
}

async function change(playing: Playing, step: Extract<Step, { do: 'together' }>): Promise<void> {
  await changeTogether(playing.game, playing.self, step);
}

/** Moves gold from the first to the others, and marks all. */
export async function changeTogether(
  game: SharedGame,
  scope: Pick<PlaySelf, 'actor' | 'together'>,
  { id, places, end, once }: Extract<Step, { do: 'together' }>,
): Promise<void> {
  const { log } = game;
  const marks = places.map((place) => ({ place, id }));
  const refs = places.map((place) => game.refOf(scope, place));
  try {
    const answer = await scope.together(
      refs,
      (...shares) => {
        for (const [at, { rows }] of shares.entries()) {
          const part = at === 0 ? -(shares.length - 1) : 1;
          rows.purse.upsert({ n: (rows.purse.get()?.n ?? GOLD) + part });
          rows.mark.upsert({ id, n: (rows.mark.get(id)?.n ?? 0) + 1 });
        }
        if (end === 'throw') throw new Error('as planned');
        if (end === 'rollback') return rollback('no');
        const last = places.at(-1) as Place;
        if (end === 'tell')
          shares
            .at(-1)
            ?.tell.play({ id: `${id} told`, steps: [{ do: 'add', id: `${id} told`, to: last }], committed: marks });
        return 'yes';
      },
      once === null ? {} : { once },
    );
    if (answer === 'yes') log.heard(marks, `together ${id}`);
    else log.mustBeAbsent(marks);
  } catch (error) {
    if (!(error instanceof ActorError)) log.mustBeAbsent(marks);
    else {
      log.togetherFailed(error);
      if (!error.mayHaveRun && once === null) log.mustBeAbsent(marks);
    }
  }
}

/** The first try of some fails. What was due is done, once. */
function ring(game: SharedGame, self: PlaySelf, attempt: number): void {
  const place = game.placeOf('account', self.key);
  game.log.begins(self, place);
  try {
    const playing = { self, place, fresh: [] };
    for (const { id } of self.rows.mark.list()) {
      if (!id.startsWith('due ')) continue;
      self.rows.mark.delete(id);
      mark(playing, id.replace('due', 'rang'));
    }
    if (attempt === 1 && self.rows.mark.list().length % 3 === 0) throw new Error('as planned');
  } finally {
    game.log.ends(self, place);
  }
}
