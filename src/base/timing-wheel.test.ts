import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AssertionFailure } from './assert.ts';
import { Deadline, TimingWheel } from './timing-wheel.ts';

const TICK_MS = 10;
const newWheel = (slotCount = 8, nowMs = 0): TimingWheel => new TimingWheel({ tickMs: TICK_MS, slotCount, nowMs });

/** A deadline that writes its name into `log` when it fires. */
function named(log: string[], name: string): Deadline {
  return new Deadline(() => log.push(name));
}

test('timing wheel: a deadline fires once, at its tick and not before', () => {
  const wheel = newWheel();
  const log: string[] = [];
  const deadline = named(log, 'a');
  wheel.set(deadline, 25);
  wheel.advance(29.9);
  assert.deepEqual(log, []);
  assert.equal(deadline.isSet, true);
  wheel.advance(30);
  wheel.advance(1000);
  assert.deepEqual(log, ['a']);
  assert.equal(deadline.isSet, false);
  assert.equal(wheel.count, 0);
});

test('timing wheel: a delay of nothing, or less, fires at the next tick', () => {
  const wheel = newWheel();
  const log: string[] = [];
  wheel.set(named(log, 'zero'), 0);
  wheel.set(named(log, 'less'), -50);
  wheel.advance(9);
  assert.deepEqual(log, []);
  wheel.advance(10);
  assert.deepEqual(log.sort(), ['less', 'zero']);
});

test('timing wheel: a delay of many revolutions waits them out', () => {
  const wheel = newWheel(4);
  const log: string[] = [];
  wheel.set(named(log, 'far'), 1000);
  for (let nowMs = TICK_MS; nowMs < 1000; nowMs += TICK_MS) wheel.advance(nowMs);
  assert.deepEqual(log, []);
  wheel.advance(1000);
  assert.deepEqual(log, ['far']);
});

test('timing wheel: setting again moves, clearing stops, both as often as wished', () => {
  const wheel = newWheel();
  const log: string[] = [];
  const deadline = named(log, 'a');
  wheel.set(deadline, 20);
  wheel.set(deadline, 50);
  wheel.advance(40);
  assert.deepEqual(log, []);
  wheel.clear(deadline);
  wheel.clear(deadline);
  assert.equal(wheel.count, 0);
  wheel.advance(500);
  assert.deepEqual(log, []);
  wheel.set(deadline, 10);
  wheel.advance(510);
  assert.deepEqual(log, ['a']);
});

test('timing wheel: a pause of many revolutions fires all that came due, once', () => {
  const wheel = newWheel(4);
  const log: string[] = [];
  for (const delayMs of [10, 20, 30, 40, 50, 170, 5000]) wheel.set(named(log, `${delayMs}`), delayMs);
  wheel.advance(1000);
  assert.deepEqual(log.sort(), ['10', '170', '20', '30', '40', '50']);
  assert.equal(wheel.count, 1);
  wheel.advance(5000);
  assert.equal(log.length, 7);
});

test('timing wheel: a moment in the past changes nothing', () => {
  const wheel = newWheel(8, 1000);
  const log: string[] = [];
  wheel.set(named(log, 'a'), 20);
  wheel.advance(500);
  wheel.advance(0);
  wheel.advance(1019);
  assert.deepEqual(log, []);
  wheel.advance(1020);
  assert.deepEqual(log, ['a']);
});

test('timing wheel: after a pause the callback that sets itself again fires once for the call', () => {
  const wheel = newWheel(4);
  let fired = 0;
  const deadline: Deadline = new Deadline(() => {
    fired++;
    wheel.set(deadline, TICK_MS);
  });
  wheel.set(deadline, TICK_MS);
  wheel.advance(1000);
  assert.equal(fired, 1);
  assert.equal(deadline.isSet, true);
  wheel.advance(1010);
  assert.equal(fired, 2);
});

test('timing wheel: a deadline set by a callback keeps its delay, measured from the present time', () => {
  const wheel = newWheel();
  const log: string[] = [];
  const late = named(log, 'late');
  wheel.set(new Deadline(() => wheel.set(late, 30)), 10);
  wheel.advance(45);
  wheel.advance(69);
  assert.deepEqual(log, []);
  wheel.advance(70);
  assert.deepEqual(log, ['late']);
});

test('timing wheel: a callback clears or moves one that is due in the same tick', () => {
  for (const [act, expected] of [
    ['clear', ['first']],
    ['set', ['first', 'second at 60']],
  ] as const) {
    const wheel = newWheel();
    const log: string[] = [];
    let nowMs = 0;
    const second = new Deadline(() => log.push(`second at ${nowMs}`));
    const first = new Deadline(() => {
      log.push('first');
      if (act === 'clear') wheel.clear(second);
      else wheel.set(second, 50);
    });
    wheel.set(first, 10);
    wheel.set(second, 10);
    for (nowMs = 10; nowMs <= 200; nowMs += 10) wheel.advance(nowMs);
    assert.deepEqual(log, expected, act);
    assert.equal(wheel.count, 0);
  }
});

test('timing wheel: a callback clears one that another slot is about to fire in the same call', () => {
  const wheel = newWheel();
  const log: string[] = [];
  const second = named(log, 'second');
  wheel.set(second, 20);
  wheel.set(new Deadline(() => wheel.clear(second)), 10);
  wheel.advance(100);
  assert.deepEqual(log, []);
  assert.equal(wheel.count, 0);
});

test('timing wheel: after a callback threw, the others still fire', () => {
  const wheel = newWheel();
  const log: string[] = [];
  wheel.set(named(log, 'other'), 10);
  wheel.set(
    new Deadline(() => {
      throw new Error('from a callback');
    }),
    10,
  );
  wheel.set(named(log, 'later'), 20);
  assert.throws(() => wheel.advance(30), /from a callback/);
  wheel.advance(40);
  assert.deepEqual(log.sort(), ['later', 'other']);
  assert.equal(wheel.count, 0);
});

test('timing wheel: a callback that advances its own wheel is our bug', () => {
  const wheel = newWheel();
  wheel.set(new Deadline(() => wheel.advance(1000)), 10);
  wheel.set(new Deadline(() => {}), 20);
  assert.throws(() => wheel.advance(10), AssertionFailure);
});

test('timing wheel: a delay that is not a number, or a wheel without a tick, is our bug', () => {
  assert.throws(() => newWheel(1), AssertionFailure);
  assert.throws(() => new TimingWheel({ tickMs: 0, slotCount: 4, nowMs: 0 }), AssertionFailure);
  const wheel = newWheel();
  for (const delayMs of [Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => wheel.set(new Deadline(() => {}), delayMs), AssertionFailure, `${delayMs}`);
  }
  assert.equal(wheel.count, 0);
});

type Step =
  | { readonly do: 'set'; readonly index: number; readonly delayMs: number }
  | { readonly do: 'clear'; readonly index: number }
  | { readonly do: 'advance'; readonly byMs: number };

const DEADLINES = 6;
const index = fc.nat({ max: DEADLINES - 1 });
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('set' as const), index, delayMs: fc.integer({ min: -20, max: 400 }) }),
    fc.record({ do: fc.constant('clear' as const), index }),
    fc.record({ do: fc.constant('advance' as const), byMs: fc.integer({ min: 0, max: 60 }) }),
    fc.record({ do: fc.constant('advance' as const), byMs: fc.integer({ min: 0, max: 900 }) }),
  ),
  { maxLength: 60 },
);

/** A model of the wheel in its simplest form: a list of ticks, searched at each move. */
class ListOfDeadlines {
  readonly dueTicks: (number | null)[] = new Array<number | null>(DEADLINES).fill(null);
  #tick = 0;

  set(deadline: number, delayMs: number): void {
    this.dueTicks[deadline] = this.#tick + Math.max(1, Math.ceil(delayMs / TICK_MS));
  }

  advance(nowMs: number): number[] {
    this.#tick = Math.max(this.#tick, Math.floor(nowMs / TICK_MS));
    const fired = [...this.dueTicks.keys()].filter((each) => (this.dueTicks[each] ?? Number.MAX_VALUE) <= this.#tick);
    for (const each of fired) this.dueTicks[each] = null;
    return fired;
  }
}

test('timing wheel: fires like a plain list, whatever is set, cleared and paused', () => {
  const property = fc.property(steps, fc.integer({ min: 2, max: 9 }), (script, slotCount) => {
    const wheel = newWheel(slotCount);
    const model = new ListOfDeadlines();
    let fired: number[] = [];
    const deadlines = Array.from({ length: DEADLINES }, (_, each) => new Deadline(() => fired.push(each)));
    let nowMs = 0;
    for (const step of script) {
      if (step.do === 'advance') {
        nowMs += step.byMs;
        fired = [];
        wheel.advance(nowMs);
        assert.deepEqual(fired.sort(), model.advance(nowMs));
      } else {
        const deadline = deadlines[step.index];
        assert.ok(deadline !== undefined);
        if (step.do === 'set') {
          wheel.set(deadline, step.delayMs);
          model.set(step.index, step.delayMs);
        } else {
          wheel.clear(deadline);
          model.dueTicks[step.index] = null;
        }
      }
      assert.equal(wheel.count, model.dueTicks.filter((due) => due !== null).length);
      assert.deepEqual(
        deadlines.map((each) => each.isSet),
        model.dueTicks.map((due) => due !== null),
      );
    }
  });
  fc.assert(property, { numRuns: 500 });
});
