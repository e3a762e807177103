import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  ADOPTED,
  invariants,
  LIVE_PHASES,
  type LiveOwnerEvent,
  type LiveOwnerState,
  type LivePhase,
  TAKING,
  transition,
} from './live-owner-state.ts';

const EVENTS: Readonly<Record<LiveOwnerEvent['type'], LiveOwnerEvent>> = {
  taken: { type: 'taken' },
  notTaken: { type: 'notTaken' },
  opened: { type: 'opened' },
  read: { type: 'read' },
  rowsRead: { type: 'rowsRead' },
  readFailed: { type: 'readFailed' },
  wanted: { type: 'wanted', isToPlay: true },
  ended: { type: 'ended' },
  left: { type: 'left' },
  release: { type: 'release' },
  released: { type: 'released' },
  releaseFailed: { type: 'releaseFailed' },
  changed: { type: 'changed', flushAtMs: 10 },
  flush: { type: 'flush' },
  flushed: { type: 'flushed', isLeft: false, flushAtMs: 20 },
  refused: { type: 'refused', retryAtMs: 30 },
  failed: { type: 'failed' },
  fenced: { type: 'fenced' },
};

type Moves = Partial<Record<LiveOwnerEvent['type'], LivePhase>>;

/** Where each event leads from each phase of an owner that has no changes; what is not named does not apply. */
const MOVES: Readonly<Record<LivePhase, Moves>> = {
  taking: { taken: 'open', notTaken: 'gone', fenced: 'gone' },
  open: { wanted: 'open', ended: 'ended', left: 'releasing', changed: 'open', fenced: 'gone' },
  ended: { wanted: 'ended', left: 'releasing', changed: 'ended', fenced: 'gone' },
  idle: { opened: 'open', release: 'releasing', changed: 'idle', fenced: 'gone' },
  reading: { rowsRead: 'open', readFailed: 'idle', changed: 'reading', fenced: 'gone' },
  releasing: { released: 'gone', releaseFailed: 'idle', fenced: 'gone' },
  gone: {},
};

for (const phase of LIVE_PHASES) {
  test(`live owner: where each event leads from ${phase}`, () => {
    const state: LiveOwnerState = { ...TAKING, phase, isRead: phase !== 'taking' && phase !== 'reading' };
    const moves = Object.values(EVENTS).map((event) => [event.type, transition(state, event)?.state.phase] as const);
    assert.deepEqual(Object.fromEntries(moves.filter(([, to]) => to !== undefined)), MOVES[phase]);
  });
}

function after(state: LiveOwnerState, ...types: readonly LiveOwnerEvent['type'][]): LiveOwnerState {
  return types.reduce((now, type) => {
    const next = transition(now, EVENTS[type]);
    assert.ok(next !== null, `${type} applies to ${JSON.stringify(now)}`);
    return next.state;
  }, state);
}

function effectsOf(state: LiveOwnerState, type: LiveOwnerEvent['type']): readonly string[] | undefined {
  return transition(state, EVENTS[type])?.effects;
}

test('live owner: an owner that is left with changes keeps its lease until the database has them', () => {
  const left = after(TAKING, 'taken', 'changed', 'left');
  assert.equal(left.phase, 'idle');
  const flushing = after(left, 'flush');
  assert.equal(transition(flushing, EVENTS.release), null);
  assert.deepEqual(effectsOf(flushing, 'flushed'), ['release']);
  assert.equal(after(flushing, 'flushed', 'released').phase, 'gone');
});

test('live owner: a change during a flush waits for the next one', () => {
  const flushing = after(TAKING, 'taken', 'changed', 'flush');
  const next = transition(flushing, { type: 'flushed', isLeft: true, flushAtMs: 99 });
  assert.deepEqual(next, { state: { ...flushing, changes: 'waiting', flushAtMs: 99 }, effects: [] });
});

test('live owner: refusals are counted until the database takes the changes', () => {
  const refused = after(TAKING, 'taken', 'changed', 'flush', 'refused', 'flush', 'refused');
  assert.deepEqual([refused.refusals, refused.retryAtMs], [2, 30]);
  assert.equal(after(refused, 'flush', 'failed').refusals, 2);
  assert.equal(after(refused, 'flush', 'flushed').refusals, 0);
});

test('live owner: while the rows of an adopted owner are read, nothing is flushed', () => {
  const reading = after(ADOPTED, 'changed', 'read');
  assert.equal(transition(reading, EVENTS.flush), null);
  assert.equal(transition(after(ADOPTED, 'changed', 'flush'), EVENTS.read), null);
  assert.equal(after(reading, 'rowsRead').phase, 'open');
});

test('live owner: an owner that another process took is lost once', () => {
  const open = after(TAKING, 'taken', 'changed', 'flush');
  assert.deepEqual(effectsOf(open, 'fenced'), ['lose', 'forget']);
  assert.equal(effectsOf(after(open, 'fenced'), 'fenced'), undefined);
});

test('live owner: after any events the state holds together, and a lease is given up only without changes', () => {
  const events = fc.array(
    fc.constantFrom(...Object.values(EVENTS), { type: 'flushed', isLeft: true, flushAtMs: 40 } as const),
    { maxLength: 60 },
  );
  fc.assert(
    fc.property(fc.constantFrom(TAKING, ADOPTED), events, (start, given) => {
      let state = start;
      for (const event of given) {
        const next = transition(state, event);
        if (next === null) continue;
        if (next.effects.includes('release')) assert.equal(next.state.phase, 'releasing');
        if (next.effects.includes('forget')) assert.equal(next.state.phase, 'gone');
        const isAsked = next.effects.includes('askToPlay') || next.effects.includes('askToCall');
        if (isAsked) assert.ok(['open', 'ended'].includes(state.phase));
        state = next.state;
        invariants(state);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('live owner: whatever happened, an owner that is given back can still be given up', () => {
  const events = fc.array(fc.constantFrom(...Object.values(EVENTS)), { maxLength: 40 });
  fc.assert(
    fc.property(events, (given) => {
      let state: LiveOwnerState = TAKING;
      for (const event of given) state = transition(state, event)?.state ?? state;
      const way: readonly LiveOwnerEvent['type'][] = [
        'notTaken',
        'readFailed',
        'left',
        'flush',
        'flushed',
        'release',
        'released',
      ];
      for (const type of way) state = transition(state, EVENTS[type])?.state ?? state;
      assert.equal(state.phase, 'gone');
    }),
  );
});
