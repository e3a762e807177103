import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TimingWheel } from '../base/index.ts';
import { Inbox } from './inbox.ts';
import { MemoryStore } from './live-memory.fixture.ts';
import { MemberList } from './members.ts';
import { OutputGate } from './output-gate.ts';
import { Owner } from './owner.ts';
import { OpenShare } from './share.ts';
import { simulate } from './shared-sim.fixture.ts';
import { Turn } from './turn.ts';

const SEEDS = 40;
/** A planted bug is found by then. */
const SEEDS_MAX = 400;

test(`what players share: ${SEEDS} simulated games end without a violation`, async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { violations, programs, answers } = await simulate(seed);
    assert.deepEqual(violations, [], `npm run sim -- shared --seeds 1 --seed ${seed}`);
    assert.ok(programs > 0 && answers > 0);
  }
});

/** Puts another function in the place of a method, and returns what puts it back. */
function plant(on: object, name: string, bug: PropertyDescriptor): () => void {
  const right = Object.getOwnPropertyDescriptor(on, name);
  assert.ok(right !== undefined, `there is no ${name} to replace`);
  Object.defineProperty(on, name, { ...bug, configurable: true });
  return () => Object.defineProperty(on, name, right);
}

function method(on: object, name: string, bug: (...args: never[]) => unknown): () => void {
  return plant(on, name, { value: bug, writable: true });
}

type Held = Parameters<OutputGate['hold']>[1];
const inboxShift = Inbox.prototype.shift;
const push = Inbox.prototype.push;

/** Bugs, and the violation that each must cause. */
const BUGS: Readonly<Record<string, { readonly kind: RegExp; readonly plant: () => () => void }>> = {
  'answers do not wait for the journal': {
    kind: /^let out/,
    plant: () => method(OutputGate.prototype, 'hold', (_kept: unknown, held: Held) => held.release()),
  },
  'a turn that fails is not undone': {
    kind: /^not undone/,
    plant: () => method(Owner.prototype, 'undo', () => {}),
  },
  'a second turn begins while the first one waits': {
    kind: /^two turns/,
    plant: () =>
      method(Owner.prototype, 'lending', function (this: Owner) {
        this.turn = null;
        this.changed();
      }),
  },
  'circles are not found': {
    kind: /^hung|^late/,
    plant: () => method(Turn.prototype, 'waitFor', () => {}),
  },
  'rows are lent by a turn that has changed some': {
    kind: /^(not undone|halves|let out|memory)/,
    plant: () =>
      plant(Owner.prototype, 'lends', {
        get(this: Owner) {
          return this.phase === 'awake';
        },
      }),
  },
  'together is one record for each owner': {
    kind: /^halves/,
    plant: () =>
      method(MemoryStore.prototype, 'commitTogether', (owners: Parameters<MemoryStore['commitTogether']>[0]) => {
        const kept = owners.map((owner) => owner.commit());
        return Promise.all(kept).then(() => {});
      }),
  },
  'a call that nobody waits for runs all the same': {
    kind: /^not undone/,
    plant: () => method(Owner.prototype, 'cancel', () => {}),
  },
  'the inbox is last in, first out': {
    kind: /^order/,
    plant: () => method(Inbox.prototype, 'push', Inbox.prototype.unshift),
  },
  'together tells before it is durable': {
    kind: /^let out/,
    plant: () =>
      plant(OpenShare.prototype, 'hasTells', {
        get(this: OpenShare) {
          queueMicrotask(() => this.postTells());
          return false;
        },
      }),
  },
  'deadlines do not fire': {
    kind: /^(late|never settled|leak)/,
    plant: () => method(TimingWheel.prototype, 'advance', () => {}),
  },
  'members are not let go': {
    kind: /^leak/,
    plant: () => method(MemberList.prototype, 'remove', () => {}),
  },
  'the wrong turn is taken from the inbox twice': {
    kind: /^(doubled|two turns|order)/,
    plant: () => {
      let last: Turn | null = null;
      return method(Inbox.prototype, 'shift', function (this: Inbox) {
        const turn = inboxShift.call(this);
        if (turn !== null && turn !== last && turn.work.isAnswered && turn.once !== null) {
          last = turn;
          push.call(this, new Turn(turn.owner, turn.work, turn.args));
        }
        return turn;
      });
    },
  },
};

for (const [name, { kind, plant }] of Object.entries(BUGS)) {
  test(`the simulation notices when ${name}`, async () => {
    const unplant = plant();
    const others = new Set<string>();
    try {
      for (let seed = 1; seed <= SEEDS_MAX; seed++) {
        const { violations } = await simulate(seed);
        if (violations.some((violation) => kind.test(violation))) return;
        for (const violation of violations) others.add(violation.split(':')[0] ?? '');
      }
    } finally {
      unplant();
    }
    assert.fail(`${SEEDS_MAX} games have not shown ${kind}; they have shown ${[...others].join(', ')}`);
  });
}
