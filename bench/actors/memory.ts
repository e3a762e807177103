// Bytes of an awake actor without rows: of the actor layer alone, over a store that keeps one object for all.
import process from 'node:process';
import { type ActorHost, type AnyActor, defineActor } from '../../src/actor/index.ts';
import { bigint } from '../../src/store/index.ts';
import { sizeOf, startActors } from './host.ts';

const ACTORS = { smoke: 1_000, quick: 100_000, full: 100_000 };
/** Calls that wait at the same time. */
const BATCH = 500;

type Owner = Awaited<ReturnType<ActorHost['live']['open']>>;
const emptyOwner = {
  hasChanges: false,
  kept: null,
  alarms: () => [],
  rollback: () => {},
  close: () => Promise.resolve(),
} as unknown as Owner;
const live: ActorHost['live'] = {
  open: () => Promise.resolve(emptyOwner),
  commitTogether: () => null,
  dueAlarms: () => Promise.resolve([]),
};

const idle = defineActor({ name: 'idle', key: bigint(), idleMs: 3_600_000 }).on('touch', () => {});

async function heapBytes(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage().heapUsed;
}

const count = ACTORS[sizeOf(process.argv[2])];
const system = startActors([idle as unknown as AnyActor], live);
type TouchRef = { touch(): Promise<void> };
const touch = (key: number): Promise<void> => (system.ref(idle, BigInt(key), null) as unknown as TouchRef).touch();
await touch(0);
const before = await heapBytes();
for (let key = 1; key <= count; key += BATCH) {
  await Promise.all(Array.from({ length: BATCH }, (_, at) => touch(key + at)));
}
const bytes = (await heapBytes()) - before;
const isSmoke = system.ownerCount < 50_000;
const figures = { awake: system.ownerCount, bytesEach: Math.round(bytes / count) };
console.log(
  JSON.stringify({
    ...figures,
    ...(isSmoke ? {} : { residentMebibytes: Math.round(process.memoryUsage.rss() / 2 ** 20) }),
  }),
);
process.exit(0);
