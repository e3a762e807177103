import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Seat } from '../actor/index.ts';
import { AssertionFailure } from '../base/index.ts';
import { AUTH_FAILURES_MAX } from './limits.ts';
import {
  type Account,
  accountOf,
  invariants,
  linkOf,
  type Role,
  roleOf,
  type SessionEffect,
  type SessionEvent,
  type SessionState,
  seatOf,
  type Transition,
  transition,
} from './session-state.ts';

const account: Account = { name: 'ann', serverId: 1, isVisitor: true };
const other: Account = { name: 'bob', serverId: 1, isVisitor: false };
const role: Role = { id: 50_010_000_001n, name: 'Ann' };

/** A seat is opaque to the machine. */
const seatOfRole = (roleId: bigint): Seat => ({ roleId }) as Seat;
const seat = seatOfRole(role.id);
const link = { is: 'up' } as const;
const parkedLink = { is: 'parked', loss: 'peer-reset' } as const;
const closing = { phase: 'closing', reason: 'idle-timeout', text: 'bye', account, role } as const;

const STATES = {
  connecting: { phase: 'connecting' },
  connected: { phase: 'connected', failures: 0 },
  authing: { phase: 'authing', failures: 0, isWaiting: false },
  waiting: { phase: 'authing', failures: 0, isWaiting: true },
  roleListing: { phase: 'roleListing', account, link },
  opening: { phase: 'entering', account, link, role, seat: null },
  entering: { phase: 'entering', account, link, role, seat },
  gaming: { phase: 'gaming', account, link, role, seat },
  parked: { phase: 'gaming', account, link: parkedLink, role, seat },
  resuming: { phase: 'gaming', account, link: { ...parkedLink, is: 'resuming' }, role, seat },
  hooks: { ...closing, stage: 'hooks', seat },
  writing: { ...closing, stage: 'writing', seat: null },
  left: { ...closing, stage: 'left', seat: null },
} as const satisfies Readonly<Record<string, SessionState>>;
type Name = keyof typeof STATES;

const EVENTS: Readonly<Record<SessionEvent['type'], SessionEvent>> = {
  framed: { type: 'framed' },
  authStarted: { type: 'authStarted' },
  authFailed: { type: 'authFailed' },
  waits: { type: 'waits' },
  authenticated: { type: 'authenticated', account },
  selected: { type: 'selected', role },
  seated: { type: 'seated', seat },
  enterFailed: { type: 'enterFailed' },
  arrived: { type: 'arrived' },
  travelled: { type: 'travelled' },
  accountChanged: { type: 'accountChanged', account: other },
  roleRenamed: { type: 'roleRenamed', name: 'Zoe' },
  closed: { type: 'closed', reason: 'door-closed', text: 'at noon' },
  late: { type: 'late' },
  linkEnding: { type: 'linkEnding', reason: 'frame-timeout', canPark: false },
  linkLost: { type: 'linkLost', reason: 'peer-reset', canPark: false },
  linkClaimed: { type: 'linkClaimed' },
  linkUp: { type: 'linkUp' },
  parkOver: { type: 'parkOver' },
  linkGiven: { type: 'linkGiven' },
  handlersDone: { type: 'handlersDone' },
  roleWritten: { type: 'roleWritten' },
};

const ENDS_PARKED = { closed: 'hooks', linkEnding: 'hooks', linkLost: 'hooks' } as const;
const ENDS = { ...ENDS_PARKED, late: 'hooks' } as const;

/** Where each event leads from each state; an event that is not named does not apply. */
const MOVES: Readonly<Record<Name, Partial<Record<SessionEvent['type'], Name>>>> = {
  connecting: { framed: 'connected', linkGiven: 'left', closed: 'hooks', linkEnding: 'hooks', linkLost: 'hooks' },
  connected: { authStarted: 'authing', linkGiven: 'left', ...ENDS },
  authing: { authFailed: 'connected', authenticated: 'roleListing', waits: 'waiting', ...ENDS },
  waiting: { authenticated: 'roleListing', ...ENDS },
  roleListing: { selected: 'opening', accountChanged: 'roleListing', linkUp: 'roleListing', ...ENDS },
  opening: {
    seated: 'entering',
    enterFailed: 'roleListing',
    accountChanged: 'opening',
    linkUp: 'opening',
    roleRenamed: 'opening',
    ...ENDS,
  },
  entering: {
    enterFailed: 'roleListing',
    arrived: 'gaming',
    accountChanged: 'entering',
    linkUp: 'entering',
    roleRenamed: 'entering',
    ...ENDS,
  },
  gaming: { travelled: 'entering', accountChanged: 'gaming', roleRenamed: 'gaming', linkUp: 'gaming', ...ENDS },
  // Without a deadline of the phase, and with one of its own.
  parked: {
    travelled: 'entering',
    accountChanged: 'parked',
    roleRenamed: 'parked',
    linkClaimed: 'resuming',
    linkUp: 'gaming',
    parkOver: 'hooks',
    ...ENDS_PARKED,
  },
  resuming: {
    travelled: 'entering',
    accountChanged: 'resuming',
    roleRenamed: 'resuming',
    linkClaimed: 'resuming',
    linkUp: 'gaming',
    parkOver: 'hooks',
    ...ENDS_PARKED,
  },
  hooks: { handlersDone: 'writing', linkEnding: 'hooks' },
  writing: { roleWritten: 'left', linkEnding: 'writing' },
  left: { linkEnding: 'left' },
};

for (const name of Object.keys(STATES) as Name[]) {
  test(`session state: ${name}, under every event`, () => {
    for (const [type, event] of Object.entries(EVENTS)) {
      // Live rows that nothing waits for change no state, and are closed: see below.
      const isStray = type === 'seated' && name !== 'opening';
      const expected = isStray ? name : (MOVES[name][type as SessionEvent['type']] ?? null);
      const next = transition(STATES[name], event);
      assert.equal(next === null ? null : nameOf(next.state), expected, `${name} under ${type}`);
    }
  });
}

test('session state: account, role and live rows are kept from phase to phase, and only these phases have them', () => {
  assert.deepEqual(apply('authing', 'authenticated').state, { phase: 'roleListing', account, link });
  assert.deepEqual(apply('waiting', 'authenticated').state, { phase: 'roleListing', account, link });
  assert.deepEqual(apply('roleListing', 'selected').state, { phase: 'entering', account, link, role, seat: null });
  assert.deepEqual(apply('opening', 'seated').state, { phase: 'entering', account, link, role, seat });
  assert.deepEqual(apply('entering', 'arrived').state, { phase: 'gaming', account, link, role, seat });
  assert.deepEqual(apply('gaming', 'travelled').state, { phase: 'entering', account, link, role, seat });
  assert.deepEqual(apply('entering', 'enterFailed').state, { phase: 'roleListing', account, link });
  const last = { reason: 'door-closed', text: 'at noon', account, role, seat };
  assert.deepEqual(apply('gaming', 'closed').state, { phase: 'closing', stage: 'hooks', ...last });
});

test('session state: another account or name changes that and arms no deadline anew', () => {
  assert.deepEqual(apply('gaming', 'accountChanged'), {
    state: { phase: 'gaming', account: other, link, role, seat },
    effects: [],
  });
  assert.deepEqual(apply('entering', 'roleRenamed'), {
    state: { phase: 'entering', account, link, role: { id: role.id, name: 'Zoe' }, seat },
    effects: [],
  });
});

test('session state: every phase entered is timed, and has a reason for missing its deadline', () => {
  const rows = [
    ['connecting', 'framed', 'connected', 'sign-in-timeout'],
    ['connected', 'authStarted', 'authing', 'sign-in-timeout'],
    ['authing', 'authFailed', 'connected', 'sign-in-timeout'],
    ['authing', 'authenticated', 'roleListing', 'role-list-timeout'],
    ['roleListing', 'selected', 'entering', 'enter-timeout'],
    ['entering', 'arrived', 'gaming', 'idle-timeout'],
    ['gaming', 'travelled', 'entering', 'enter-timeout'],
    ['entering', 'enterFailed', 'roleListing', 'role-list-timeout'],
  ] as const;
  for (const [from, event, phase, reason] of rows) {
    const { state, effects } = apply(from, event);
    assert.deepEqual(effects[0], { type: 'armDeadline', phase }, `${from} under ${event}`);
    const late = transition(state, EVENTS.late);
    assert.deepEqual(late?.effects, [
      { type: 'endLink', reason },
      { type: 'leave', reason },
    ]);
  }
});

test('session state: one that waits for a place has no deadline of its own', () => {
  assert.deepEqual(apply('authing', 'waits').effects, [{ type: 'clearDeadline' }]);
});

test('session state: sign-ins may be refused a bounded number of times', () => {
  let state: SessionState = STATES.connected;
  for (let failures = 1; failures < AUTH_FAILURES_MAX; failures++) {
    state = transition(transition(state, EVENTS.authStarted)?.state ?? state, EVENTS.authFailed)?.state ?? state;
    assert.deepEqual(state, { phase: 'connected', failures });
  }
  const last = transition({ ...STATES.authing, failures: AUTH_FAILURES_MAX - 1 }, EVENTS.authFailed);
  assert.deepEqual(last?.effects[0], { type: 'endLink', reason: 'too-many-sign-ins' });
});

test('session state: a role is claimed when it is selected, and released when it cannot enter', () => {
  assert.deepEqual(apply('roleListing', 'selected').effects.slice(1), [{ type: 'claimRole', roleId: role.id }]);
  const released = { type: 'releaseRole', roleId: role.id };
  assert.deepEqual(apply('opening', 'enterFailed').effects.slice(1), [released]);
  assert.deepEqual(apply('entering', 'enterFailed').effects.slice(1), [released, { type: 'leaveSeat', seat }]);
});

test('session state: a session that is closed ends its link and leaves; one whose link ends says why; a lost link says nothing', () => {
  const leave = (reason: string) => ({ type: 'leave', reason });
  assert.deepEqual(apply('gaming', 'closed').effects, [
    { type: 'endLink', reason: 'door-closed' },
    leave('door-closed'),
  ]);
  assert.deepEqual(apply('gaming', 'linkEnding').effects, [
    { type: 'tell', reason: 'frame-timeout', text: null },
    leave('frame-timeout'),
  ]);
  assert.deepEqual(apply('roleListing', 'linkLost').effects, [leave('peer-reset')]);
  const hangUp = transition(STATES.gaming, { type: 'linkEnding', reason: 'peer-closed', canPark: false });
  assert.deepEqual(hangUp?.effects, [leave('peer-closed')], 'the client knows that it went away');
  const told = { type: 'tell', reason: closing.reason, text: closing.text };
  for (const name of ['hooks', 'writing', 'left'] as const) assert.deepEqual(apply(name, 'linkEnding').effects, [told]);
});

test('session state: a session that can be resumed is parked, without a deadline of its phase, until it has a link or its time is over', () => {
  const ending = transition(STATES.gaming, { type: 'linkEnding', reason: 'frame-timeout', canPark: true });
  assert.deepEqual(ending?.effects, [
    { type: 'tell', reason: 'frame-timeout', text: null },
    { type: 'park', loss: 'frame-timeout' },
  ]);
  const lost = transition(STATES.gaming, { type: 'linkLost', reason: 'peer-reset', canPark: true });
  assert.deepEqual(lost, { state: STATES.parked, effects: [{ type: 'park', loss: 'peer-reset' }] });
  for (const name of ['parked', 'resuming'] as const) {
    assert.deepEqual(apply(name, 'linkUp'), {
      state: STATES.gaming,
      effects: [{ type: 'armDeadline', phase: 'gaming' }],
    });
    assert.deepEqual(
      apply(name, 'parkOver').effects,
      [{ type: 'leave', reason: 'peer-reset' }],
      'the reason of the loss',
    );
    assert.deepEqual(apply(name, 'travelled').effects, []);
  }
  const early = transition(STATES.authing, { type: 'linkLost', reason: 'peer-reset', canPark: true });
  assert.deepEqual(early?.effects, [{ type: 'leave', reason: 'peer-reset' }], 'nobody to come back');
});

test('session state: leaving writes live rows before it frees the role, and waits for nothing without them', () => {
  const free = { type: 'free', reason: closing.reason };
  assert.deepEqual(apply('hooks', 'handlersDone').effects, [{ type: 'writeRole', seat }]);
  assert.deepEqual(apply('writing', 'roleWritten').effects, [free]);
  const without = transition({ ...STATES.hooks, seat: null }, EVENTS.handlersDone);
  assert.deepEqual(without, { state: STATES.left, effects: [free] });
});

test('session state: live rows that come late are closed, by leaving if its hooks still run, or at once', () => {
  const late = transition({ ...STATES.hooks, seat: null }, EVENTS.seated);
  assert.deepEqual(late, { state: STATES.hooks, effects: [] });
  for (const name of ['roleListing', 'entering', 'gaming', 'writing', 'left'] as const) {
    assert.deepEqual(apply(name, 'seated'), { state: STATES[name], effects: [{ type: 'leaveSeat', seat }] });
  }
  const otherLive = seatOfRole(9n);
  const stray = transition(STATES.opening, { type: 'seated', seat: otherLive });
  assert.deepEqual(stray, { state: STATES.opening, effects: [{ type: 'leaveSeat', seat: otherLive }] });
});

test('session state: broken states are our bug', () => {
  const broken: readonly unknown[] = [
    { phase: 'roleListing', account: { ...account, name: '' } },
    { phase: 'gaming', account, role: { ...role, id: 0n }, seat: seatOfRole(0n) },
    { phase: 'gaming', account, role, seat: seatOfRole(9n) },
    { ...STATES.hooks, account: null },
    { ...STATES.writing, seat },
    { phase: 'dreaming' },
  ];
  for (const state of broken) assert.throws(() => invariants(state as SessionState), AssertionFailure);
});

/** What effects add up to. */
class Performer {
  readonly count = new Map<SessionEffect['type'], number>();
  claimed: bigint | null = null;
  readonly closed: Seat[] = [];

  perform(effect: SessionEffect): void {
    this.count.set(effect.type, this.of(effect.type) + 1);
    if (effect.type === 'claimRole') this.claimed = effect.roleId;
    if (effect.type === 'releaseRole') {
      assert.equal(effect.roleId, this.claimed, 'the role that was claimed is released');
      this.claimed = null;
    }
    if (effect.type === 'leaveSeat' || effect.type === 'writeRole') this.closed.push(effect.seat);
  }

  of(type: SessionEffect['type']): number {
    return this.count.get(type) ?? 0;
  }
}

const anyEvent: fc.Arbitrary<() => SessionEvent> = fc.oneof(
  fc.constantFrom(...Object.values(EVENTS)).map((event) => () => event),
  // Each opening of the store gives new rows, of this role or another.
  fc
    .constantFrom('linkEnding', 'linkLost')
    .map((type) => () => ({ type, reason: 'peer-reset', canPark: true }) as const),
  fc.constantFrom(role.id, 9n).map((roleId) => () => ({ type: 'seated', seat: seatOfRole(roleId) }) as const),
);
/** The way in, so that many runs reach the world. */
const wayIn = ['framed', 'authStarted', 'authenticated', 'selected', 'seated', 'arrived'] as const;
const anyLife = fc
  .tuple(fc.integer({ min: 0, max: wayIn.length }), fc.array(anyEvent, { maxLength: 40 }))
  .map(([steps, events]) => [...wayIn.slice(0, steps).map((type) => () => EVENTS[type]), ...events]);

test('session state: any events keep the invariants, claim and close what they should, and leave and free once', () => {
  const property = fc.property(anyLife, (events) => {
    let state = STATES.connecting as SessionState;
    const performer = new Performer();
    const opened: Seat[] = [];
    for (const each of events) {
      const made = each();
      const event = made.type === 'seated' ? { ...made, seat: seatOfRole(made.seat.roleId) } : made;
      const before = state;
      const next = transition(state, event);
      if (event.type === 'seated') opened.push(event.seat);
      if (next === null) continue;
      state = next.state;
      invariants(state);
      for (const effect of next.effects) performer.perform(effect);
      if (before.phase === 'closing') assert.equal(state.phase, 'closing', 'nothing leads out of closing');
      const hasLink = linkOf(state)?.is !== 'parked' && linkOf(state)?.is !== 'resuming';
      const isTimed = hasLink && (state.phase !== before.phase || event.type === 'linkUp') && state.phase !== 'closing';
      assert.equal(
        next.effects.some(({ type }) => type === 'armDeadline'),
        isTimed,
      );
      assert.equal(roleOf(state)?.id ?? null, performer.claimed, 'the role of a session is claimed, and no other');
      if (accountOf(before) !== null) assert.notEqual(accountOf(state), null, 'an account is kept to the end');
    }
    const held = seatOf(state);
    const ended = held === null ? performer.closed : [...performer.closed, held];
    assert.ok(opened.every((each) => ended.includes(each)) && ended.length === opened.length, 'held or closed, once');
    const left = performer.of('leave') + performer.of('forget');
    assert.equal(left, state.phase === 'closing' ? 1 : 0);
    const ends = performer.of('free') + performer.of('forget');
    assert.equal(ends, state.phase === 'closing' && state.stage === 'left' ? 1 : 0);
  });
  fc.assert(property, { numRuns: 500 });
});

function apply(from: Name, event: SessionEvent['type']): Transition {
  const next = transition(STATES[from], EVENTS[event]);
  assert(next !== null, `${event} applies to ${from}`);
  return next;
}

function nameOf(state: SessionState): Name {
  if (state.phase === 'closing') return state.stage;
  if (state.phase === 'authing' && state.isWaiting) return 'waiting';
  if (state.phase === 'gaming' && state.link.is !== 'up') return state.link.is;
  return state.phase === 'entering' && state.seat === null ? 'opening' : state.phase;
}
