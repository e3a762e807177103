// A call that changes nothing, by processor time, against the barest inbox that keeps the same promises to its caller: one turn at a
// time, arguments and answers copied, an answer later. It has no deadline, no chain, no rows.
import process from 'node:process';
import { type AnyActor, defineActor } from '../../src/actor/index.ts';
import { bigint } from '../../src/store/index.ts';
import { sizeOf, startActors } from './host.ts';

const PAYLOADS: Readonly<Record<string, unknown>> = {
  '0 bytes': undefined,
  '100 bytes': { roleId: 7n, name: 'a name of twenty chr', note: 'x'.repeat(50), level: 12, isOpen: true },
  '4000 bytes': {
    list: Array.from({ length: 40 }, (_, at) => ({
      id: at,
      name: `item number ${at}`,
      note: 'y'.repeat(48),
      count: at,
    })),
  },
};
const CALLS = { smoke: 2_000, quick: 100_000, full: 400_000 };
const ROUNDS = { smoke: 1, quick: 3, full: 5 };
/** Calls that wait at the same time. */
const BATCH = 64;

interface Job {
  readonly args: unknown;
  readonly resolve: (answer: unknown) => void;
}

class BareInbox {
  #jobs: Job[] = [];
  #isScheduled = false;
  readonly #run: (args: unknown) => unknown;

  constructor(run: (args: unknown) => unknown) {
    this.#run = run;
  }

  call(args: unknown): Promise<unknown> {
    const copied = copy(args);
    return new Promise((resolve) => {
      this.#jobs.push({ args: copied, resolve });
      if (this.#isScheduled) return;
      this.#isScheduled = true;
      queueMicrotask(() => this.#runAll());
    });
  }

  #runAll(): void {
    this.#isScheduled = false;
    const jobs = this.#jobs;
    this.#jobs = [];
    for (const { args, resolve } of jobs) resolve(copy(this.#run(args)));
  }
}

/** By hand, as cheap as it gets for plain objects and lists. */
function copy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copy);
  const copied: Record<string, unknown> = {};
  for (const name in value) copied[name] = copy((value as Readonly<Record<string, unknown>>)[name]);
  return copied;
}

// What it is given is not what its type says: the types cannot name any payload.
const echo = defineActor({ name: 'echo', key: bigint() }).on('echo', (_self, args: string) => args);

/** Microseconds of processor time of one call. */
async function measure(call: (args: unknown) => Promise<unknown>, args: unknown, count: number): Promise<number> {
  const start = process.cpuUsage();
  const waiting = new Array<Promise<unknown>>(BATCH);
  for (let done = 0; done < count; done += BATCH) {
    for (let at = 0; at < BATCH; at++) waiting[at] = call(args);
    await Promise.all(waiting);
    // Timers have their time, as in a server.
    if (done % (16 * BATCH) === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / count;
}

function median(list: readonly number[]): number {
  return list.toSorted((left, right) => left - right)[Math.floor(list.length / 2)] ?? Number.NaN;
}

const size = sizeOf(process.argv[2]);
const system = startActors([echo as unknown as AnyActor]);
type EchoRef = { echo(args: unknown): Promise<unknown> };
const figures: Record<string, unknown> = {};
for (const [name, args] of Object.entries(PAYLOADS)) {
  const bare = new BareInbox((each) => each);
  const ways = {
    bare: (each: unknown) => bare.call(each),
    // As a game's code does: the reference is made for each call.
    call: (each: unknown) => (system.ref(echo, 1n, null) as unknown as EchoRef).echo(each),
  };
  const times: Record<keyof typeof ways, number[]> = { bare: [], call: [] };
  for (const way of Object.values(ways)) await measure(way, args, CALLS.smoke);
  for (let round = 0; round < ROUNDS[size]; round++) {
    for (const [way, run] of Object.entries(ways))
      times[way as keyof typeof ways].push(await measure(run, args, CALLS[size]));
  }
  const [bareMicros, callMicros] = [median(times.bare), median(times.call)];
  figures[name] = {
    callMicros: Number(callMicros.toFixed(3)),
    bareMicros: Number(bareMicros.toFixed(3)),
    ratio: Number((callMicros / bareMicros).toFixed(2)),
  };
}
console.log(JSON.stringify(figures));
process.exit(0);
