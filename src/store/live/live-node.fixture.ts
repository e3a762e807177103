// One process with live owners, for tests: its store, its clock, its disk. Several may share a database.
import { after } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { Counters, type Logger, ManualClock, SeededRandom } from '../../base/index.ts';
import { openStore, type Store } from '../front/index.ts';
import { Mortal, SimulatedDisk } from '../journal/journal-files.fixture.ts';
import { type OwnerId, roleIdOf, type Table } from '../table/index.ts';
import type { LiveOwner } from './live-owner.ts';
import type { FlushArgs, OwnerWrites } from './live-procedures.ts';
import { bag, hero, vault } from './live-tables.fixture.ts';
import { type Disturb, SharedBody } from './shared-body.fixture.ts';

export const ONE = roleIdOf({ serverId: 1, number: 10_000_001 });
export const TWO = ONE + 1n;
export const QUIET = { wanted: () => {}, lost: () => {} };

/** Each node has a name of its own, drawn from its seed. */
let seeds = 1;

export class Node {
  readonly clock = new ManualClock();
  readonly disk: SimulatedDisk;
  readonly logged: string[] = [];
  readonly #live: { readonly bytesMax?: number };
  disturb: Disturb = () => null;
  store!: Store;

  constructor(options: { readonly disk?: SimulatedDisk; readonly bytesMax?: number } = {}) {
    this.#live = options.bytesMax === undefined ? {} : { bytesMax: options.bytesMax };
    this.disk = options.disk ?? new SimulatedDisk(new SeededRandom(1));
  }

  async open(database: SharedBody, tables: readonly Table[] = [bag, hero, vault]): Promise<this> {
    const note = (level: string) => (message: string) => void this.logged.push(`${level}: ${message}`);
    const log: Logger = {
      debug: () => {},
      info: note('info'),
      warn: note('warn'),
      error: note('error'),
      child: () => log,
    };
    this.store = await openStore({
      body: database.open((procedure, args) => this.disturb(procedure, args)),
      tables,
      serverIds: [1],
      live: { openFiles: async () => this.disk.open(new Mortal()), segmentBytes: 300, ...this.#live },
      clock: this.clock,
      log,
      counters: new Counters(),
      random: new SeededRandom(seeds++),
    });
    return this;
  }

  /** Lets time pass, a second at a time, and the database answer in between. */
  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 500) {
      this.clock.advance(Math.min(left, 500));
      for (let turn = 0; turn < 8; turn++) await setImmediate();
    }
  }
}

const databases: SharedBody[] = [];
after(() => Promise.all(databases.map((database) => database.close())));

export function newDatabase(): SharedBody {
  const database = new SharedBody();
  databases.push(database);
  return database;
}

export function writes(procedure: { readonly name: string }, args: unknown): readonly OwnerWrites[] {
  return procedure.name === 'flushOwners' ? (args as FlushArgs).owners : [];
}

/** Whether a flush has changes of that owner. */
export function has(flushed: readonly OwnerWrites[], id: OwnerId): boolean {
  return flushed.some(([actor, key]) => actor === id.actor && key === id.key);
}

export async function put(role: LiveOwner, slot: number, count: number): Promise<void> {
  role.rows(bag).upsert({ slot, count });
  await role.commit();
}

export function countsOf(role: LiveOwner): number[] {
  return role
    .rows(bag)
    .list()
    .map(({ count }) => count);
}

export async function counts(store: Store, roleId: bigint): Promise<number[]> {
  return (await store.table(bag).list(roleId)).map(({ count }) => count);
}
