// A game of several processes under random trouble: processes die, start, stop, are paused past their leases and woken, and cut off; the
// server of leases forgets everything; clocks run at different speeds. Meanwhile actors and roles are called and told from every process,
// and players come and go. Checked are: what was acknowledged is in the database, once, and each acknowledgement is the only one of its
// number (nobody owns an actor beside another one); what was certainly not run has left nothing; what was told came at most once; and
// when all is quiet, everything is served again from everywhere.
import { ActorError, defineActor, defineRoleActor, type Ref } from '../actor/index.ts';
import { markTable, roleMarkTable } from '../actor/tables.fixture.ts';
import { chance, ManualClock, messageOf, pick, SeededRandom } from '../base/index.ts';
import { SimulatedNetwork } from '../bus/simulated-network.fixture.ts';
import { MemoryBucket } from '../cluster/index.ts';
import { bigint } from '../store/index.ts';
import { SimulatedNode, type WorldParts } from './node-world.fixture.ts';
import { OWNER_LEASE_MS, SharedDatabase } from './shared-database.fixture.ts';

export type Plant = 'unfenced' | 'early' | 'again' | 'immortal';

const LEASE_MS = 9_000;
const STEP_MS = 20;
const TROUBLE_MS = 60_000;
/** Until all is served again: both leases of what died last, and the settling of nodes. */
const QUIET_MS = LEASE_MS + OWNER_LEASE_MS + 15_000;
const NODES_MAX = 5;
const KEYS = [1n, 2n, 3n, 4n, 5n];
const ROLES = [11n, 12n, 13n];
const COUNT = 'count';

interface MarkRows {
  get(id: string): { readonly n: number } | null;
  upsert(row: { readonly id: string; readonly n: number }): void;
}

/** Counts, and keeps the token: a token that runs twice is counted twice. */
function put(rows: MarkRows, token: string): number {
  const n = (rows.get(COUNT)?.n ?? 0) + 1;
  rows.upsert({ id: COUNT, n });
  rows.upsert({ id: token, n: (rows.get(token)?.n ?? 0) + 1 });
  return n;
}

type Put = { readonly token: string };
const vault = defineActor({ name: 'vault', key: bigint(), tables: { mark: markTable }, idleMs: 5_000 }).on(
  'put',
  (self, { token }: Put) => put(self.rows.mark, token),
);
const purse = defineRoleActor({ name: 'purse', tables: { mark: roleMarkTable } })
  .on('put', (self, { token }: Put) => put(self.rows.mark, token))
  .on('through', (self, { key, token }: Put & { readonly key: bigint }) => self.actor(vault, key).put({ token }));

/** What its caller knows of a token. */
interface Known {
  readonly owner: string;
  readonly isTold: boolean;
  state: 'open' | 'done' | 'refused' | 'unknown';
}

export interface ClusterResult {
  readonly violations: readonly string[];
  readonly calls: number;
  readonly acknowledged: number;
  readonly deaths: number;
  readonly pauses: number;
  readonly cuts: number;
}

export async function simulate(seed: number, plant: Plant | null = null): Promise<ClusterResult> {
  const world = new ClusterWorld(seed, plant);
  await world.run();
  return world;
}

interface Member {
  readonly node: SimulatedNode;
  readonly seats: Map<bigint, () => Promise<void>>;
  isReady: boolean;
  isGone: boolean;
}

class ClusterWorld implements ClusterResult {
  readonly violations: string[] = [];
  calls = 0;
  acknowledged = 0;
  deaths = 0;
  pauses = 0;
  cuts = 0;
  readonly #random: SeededRandom;
  readonly #clock = new ManualClock();
  readonly #parts: WorldParts;
  readonly #bucket: MemoryBucket;
  readonly #database = new SharedDatabase();
  readonly #plant: Plant | null;
  readonly #members: Member[] = [];
  readonly #known = new Map<string, Known>();
  /** By owner: the numbers that were acknowledged, with their tokens. */
  readonly #numbers = new Map<string, Map<number, string>>();
  #started = 0;

  constructor(seed: number, plant: Plant | null) {
    this.#random = new SeededRandom(seed);
    this.#plant = plant;
    this.#database.isUnfenced = plant === 'unfenced';
    this.#database.isEarly = plant === 'early';
    this.#bucket = new MemoryBucket(this.#clock, LEASE_MS);
    const { random } = { random: this.#random };
    const network = new SimulatedNetwork({ clock: this.#clock, random, delayMsMin: 1, delayMsMax: 30 });
    this.#parts = {
      clock: this.#clock,
      network,
      bucket: this.#bucket,
      database: this.#database,
      actors: [vault, purse],
      random,
      isImmortal: plant === 'immortal',
    };
  }

  async run(): Promise<void> {
    for (let n = 0; n < 2 + this.#random.below(2); n++) this.#start();
    await this.#advance(2_000);
    for (let ms = 0; ms < TROUBLE_MS; ms += STEP_MS) {
      if (chance(this.#random, 60)) this.#disturb();
      if (chance(this.#random, 4)) this.#act();
      await this.#step();
    }
    for (const { node } of this.#alive) {
      node.link.heal();
      node.clock.wake();
    }
    if (this.#alive.length === 0) this.#start();
    await this.#advance(QUIET_MS);
    await this.#checkServed();
    this.#checkRows();
  }

  get #alive(): readonly Member[] {
    return this.#members.filter(({ isGone, node }) => !isGone && !node.clock.isDead);
  }

  #start(): void {
    const random = this.#random;
    const rate = 1 + (random.below(2_001) - 1_000) / 1_000_000;
    const options = { name: `n${this.#started++}`, rate, wallOffsetMs: random.below(7_200_000) - 3_600_000 };
    const node = new SimulatedNode(this.#parts, options);
    if (this.#plant === 'again') repeatCalls(node);
    const member: Member = { node, seats: new Map(), isReady: false, isGone: false };
    this.#members.push(member);
    const join = (): void => {
      node.start().then(
        () => {
          member.isReady = true;
        },
        // The server cannot be reached, or its answer was lost.
        () => node.clock.after(500, join),
      );
    };
    join();
  }

  #disturb(): void {
    const alive = this.#alive;
    const random = this.#random;
    if (alive.length < NODES_MAX && (alive.length === 0 || chance(random, 6))) {
      this.#start();
      return;
    }
    const member = pick(random, alive);
    const { node } = member;
    switch (random.below(8)) {
      case 0:
        if (alive.length < 2) break;
        this.deaths++;
        node.kill();
        break;
      case 1:
        if (alive.length < 2 || !member.isReady || node.clock.isStopped) break;
        member.isGone = true;
        void node.stop();
        break;
      case 2:
      case 3:
        this.cuts++;
        node.link.cut();
        break;
      case 4:
        node.link.heal();
        break;
      case 5:
        this.pauses++;
        node.clock.stop();
        this.#clock.after(random.below(25_000), () => node.clock.wake());
        break;
      case 6:
        if (chance(random, 6)) this.#bucket.lose();
        break;
      default:
        this.#move(member);
    }
  }

  /** A player comes to that process, or leaves it. */
  #move({ node, seats, isReady }: Member): void {
    if (!isReady || node.clock.isStopped) return;
    const roleId = pick(this.#random, ROLES);
    const leave = seats.get(roleId);
    if (leave !== undefined) {
      seats.delete(roleId);
      void leave();
      return;
    }
    const left = (): void => {
      if (!node.playing.delete(roleId)) return;
      seats.delete(roleId);
      node.system.left(roleId, 'replaced');
    };
    let leaveSeat = (): Promise<void> => Promise.resolve();
    const wanted = (): void => {
      left();
      void leaveSeat();
    };
    node.system.enter(roleId, { wanted, lost: left }).then(
      (seat) => {
        node.playing.add(roleId);
        leaveSeat = () => seat.leave();
        seats.set(roleId, () => {
          left();
          return seat.leave();
        });
      },
      () => {
        // Its lease could not be had in time.
      },
    );
  }

  #act(): void {
    const members = this.#alive.filter(({ isReady, node }) => isReady && !node.clock.isStopped);
    if (members.length === 0) return;
    const { node } = pick(this.#random, members);
    const token = `t${this.calls++}`;
    const [key, roleId] = [pick(this.#random, KEYS), pick(this.#random, ROLES)];
    // The system forgets the types that a scope has.
    const actor = node.system.ref(vault, key, null) as unknown as Ref<typeof vault>;
    const role = node.system.ref(purse, roleId, null) as unknown as Ref<typeof purse>;
    const options = chance(this.#random, 2) ? { once: token } : {};
    switch (this.#random.below(5)) {
      case 0:
        this.#call({ owner: `r${roleId}`, token, tries: 1 }, () => role.put({ token }, options));
        break;
      case 1:
        this.#call({ owner: `vault/${key}`, token, tries: 1 }, () => role.through({ key, token }));
        break;
      case 2:
        this.#known.set(token, { owner: `vault/${key}`, isTold: true, state: 'unknown' });
        try {
          actor.tell.put({ token });
        } catch {
          // Refused at once: the server of this process stops.
        }
        break;
      default: {
        // With a key of its own it may be repeated.
        const tries = 'once' in options ? 3 : 1;
        this.#call({ owner: `vault/${key}`, token, tries }, () => actor.put({ token }, options));
      }
    }
  }

  #call(
    { owner, token, tries }: { readonly owner: string; readonly token: string; readonly tries: number },
    call: () => Promise<number>,
  ): void {
    const known: Known = this.#known.get(token) ?? { owner, isTold: false, state: 'open' };
    this.#known.set(token, known);
    if (known.state === 'refused') known.state = 'open';
    call().then(
      (n) => {
        known.state = 'done';
        this.acknowledged++;
        this.#note(owner, n, token);
      },
      (error: unknown) => {
        if (!(error instanceof ActorError)) {
          this.violations.push(`${token} failed with what is no error of an actor: ${messageOf(error)}`);
          return;
        }
        const isOutside = error.code === 'actor-failed';
        if (known.state !== 'unknown') known.state = error.mayHaveRun || isOutside ? 'unknown' : 'refused';
        if (tries > 1) this.#call({ owner, token, tries: tries - 1 }, call);
      },
    );
  }

  #note(owner: string, n: number, token: string): void {
    const numbers = this.#numbers.get(owner) ?? new Map<number, string>();
    const other = numbers.get(n);
    if (other !== undefined && other !== token) {
      this.violations.push(`owned twice: ${owner} gave the number ${n} to ${other} and to ${token}`);
    }
    this.#numbers.set(owner, numbers.set(n, token));
  }

  async #checkServed(): Promise<void> {
    for (const { node, isReady } of this.#alive) {
      if (!isReady) this.violations.push(`${node.name} has not joined after a quiet time`);
      for (const key of KEYS) {
        const actor = node.system.ref(vault, key, null) as unknown as Ref<typeof vault>;
        const token = `t${this.calls++}`;
        let failure: string | null = 'no answer';
        this.#known.set(token, { owner: `vault/${key}`, isTold: false, state: 'open' });
        const known = this.#known.get(token) as Known;
        actor.put({ token }).then(
          (n) => {
            failure = null;
            known.state = 'done';
            this.#note(`vault/${key}`, n, token);
          },
          (error: unknown) => {
            failure = messageOf(error);
            known.state = 'unknown';
          },
        );
        for (let ms = 0; ms < 6_000 && failure === 'no answer'; ms += STEP_MS) await this.#step();
        if (failure !== null)
          this.violations.push(`vault/${key} is not served to ${node.name} after a quiet time: ${failure}`);
      }
    }
  }

  #checkRows(): void {
    for (const [token, { owner, isTold, state }] of this.#known) {
      const rows = this.#database.durable.get(owner);
      const table = owner.startsWith('r') ? 'role_mark' : 'mark';
      const row = rows?.get(`${table}\0${token.padStart(20, '0')}`) as { readonly n: number } | undefined;
      const times = row?.n ?? 0;
      if (times > 1) this.violations.push(`done twice: ${token} at ${owner}${isTold ? ' (told)' : ''}`);
      if (state === 'done' && times === 0) this.violations.push(`lost: ${token} at ${owner} was acknowledged`);
      if (state === 'refused' && times > 0) this.violations.push(`${token} at ${owner} ran, and was said not to have`);
    }
  }

  async #advance(ms: number): Promise<void> {
    for (let leftMs = ms; leftMs > 0; leftMs -= STEP_MS) await this.#step();
  }

  async #step(): Promise<void> {
    this.#clock.advance(STEP_MS);
    for (let round = 0; round < 12; round++) await Promise.resolve();
  }
}

/** The planted bug: a call without an answer is sent again. */
function repeatCalls({ bus }: SimulatedNode): void {
  const call = bus.call.bind(bus);
  bus.call = (address, name, options) =>
    call(address, name, { ...options, deadlineMs: Math.min(options.deadlineMs ?? 1_000, 1_000) }).catch(
      (error: unknown) => {
        if ((error as { readonly code?: string }).code !== 'bus-deadline') throw error;
        return call(address, name, options);
      },
    );
}
