import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AssertionFailure } from '../base/index.ts';
import {
  type Account,
  invariants,
  PHASES,
  type Phase,
  type Role,
  type SessionEvent,
  type SessionState,
  type Transition,
  transition,
} from './session-state.ts';

const account: Account = { name: 'ann', serverId: 1, isVisitor: true };
const other: Account = { name: 'bob', serverId: 1, isVisitor: false };
const role: Role = { id: 50_010_000_001n, name: 'Ann' };

const STATES: Readonly<Record<Phase, SessionState>> = {
  connecting: { phase: 'connecting' },
  connected: { phase: 'connected' },
  authing: { phase: 'authing' },
  roleListing: { phase: 'roleListing', account },
  entering: { phase: 'entering', account, role },
  gaming: { phase: 'gaming', account, role },
  closing: { phase: 'closing', reason: 'idle-timeout' },
};

const EVENTS: Readonly<Record<SessionEvent['type'], SessionEvent>> = {
  framed: { type: 'framed' },
  authStarted: { type: 'authStarted' },
  authFailed: { type: 'authFailed' },
  authenticated: { type: 'authenticated', account },
  selected: { type: 'selected', role },
  enterFailed: { type: 'enterFailed' },
  arrived: { type: 'arrived' },
  travelled: { type: 'travelled' },
  accountChanged: { type: 'accountChanged', account: other },
  roleRenamed: { type: 'roleRenamed', name: 'Zoe' },
  closing: { type: 'closing', reason: 'door-closed' },
  gone: { type: 'gone', reason: 'peer-reset' },
};

/** Where each event leads from each phase; what is not named does not apply. */
const MOVES: Readonly<Record<Phase, Partial<Record<SessionEvent['type'], Phase>>>> = {
  connecting: { framed: 'connected', closing: 'closing', gone: 'closing' },
  connected: { authStarted: 'authing', closing: 'closing', gone: 'closing' },
  authing: { authFailed: 'connected', authenticated: 'roleListing', closing: 'closing', gone: 'closing' },
  roleListing: { selected: 'entering', accountChanged: 'roleListing', closing: 'closing', gone: 'closing' },
  entering: {
    enterFailed: 'roleListing',
    arrived: 'gaming',
    accountChanged: 'entering',
    roleRenamed: 'entering',
    closing: 'closing',
    gone: 'closing',
  },
  gaming: {
    travelled: 'entering',
    accountChanged: 'gaming',
    roleRenamed: 'gaming',
    closing: 'closing',
    gone: 'closing',
  },
  closing: {},
};

for (const phase of PHASES) {
  test(`session state: ${phase}, under every event`, () => {
    for (const [type, event] of Object.entries(EVENTS)) {
      const expected = MOVES[phase][type as SessionEvent['type']] ?? null;
      assert.equal(transition(STATES[phase], event)?.state.phase ?? null, expected, `${phase} under ${type}`);
    }
  });
}

test('session state: account and role are kept from phase to phase, and only these phases have them', () => {
  assert.deepEqual(apply('authing', 'authenticated').state, { phase: 'roleListing', account });
  assert.deepEqual(apply('roleListing', 'selected').state, { phase: 'entering', account, role });
  assert.deepEqual(apply('entering', 'arrived').state, { phase: 'gaming', account, role });
  assert.deepEqual(apply('gaming', 'travelled').state, { phase: 'entering', account, role });
  assert.deepEqual(apply('entering', 'enterFailed').state, { phase: 'roleListing', account });
  assert.deepEqual(apply('gaming', 'closing').state, { phase: 'closing', reason: 'door-closed' });
});

test('session state: another account or name changes that and arms no deadline anew', () => {
  assert.deepEqual(apply('gaming', 'accountChanged'), {
    state: { phase: 'gaming', account: other, role },
    effects: [],
  });
  assert.deepEqual(apply('entering', 'roleRenamed'), {
    state: { phase: 'entering', account, role: { id: role.id, name: 'Zoe' } },
    effects: [],
  });
});

test('session state: every phase entered is timed, and tells why it ended', () => {
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
    assert.deepEqual(apply(from, event).effects, [{ type: 'armDeadline', phase, reason }], `${from} under ${event}`);
  }
});

test('session state: who is closed is told and then left, who is gone is only left', () => {
  assert.deepEqual(apply('gaming', 'closing').effects, [
    { type: 'tell', reason: 'door-closed' },
    { type: 'leave', reason: 'door-closed' },
  ]);
  assert.deepEqual(apply('roleListing', 'gone').effects, [{ type: 'leave', reason: 'peer-reset' }]);
});

test('session state: broken states are our bug', () => {
  assert.throws(() => invariants({ phase: 'roleListing', account: { ...account, name: '' } }), AssertionFailure);
  assert.throws(() => invariants({ phase: 'gaming', account, role: { ...role, id: 0n } }), AssertionFailure);
  assert.throws(() => invariants({ phase: 'dreaming' } as unknown as SessionState), AssertionFailure);
});

test('session state: any events keep the invariants, leave once, and end in closing for good', () => {
  const anyEvent = fc.constantFrom(...Object.values(EVENTS));
  const property = fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
    let state: SessionState = STATES.connecting;
    let leaves = 0;
    for (const event of events) {
      const before = state;
      const next = transition(state, event);
      if (next === null) continue;
      state = next.state;
      invariants(state);
      assert.notEqual(before.phase, 'closing', 'nothing leads out of closing');
      leaves += next.effects.filter(({ type }) => type === 'leave').length;
      const isTimed = state.phase !== before.phase && state.phase !== 'closing';
      assert.equal(
        next.effects.some(({ type }) => type === 'armDeadline'),
        isTimed,
      );
    }
    assert.equal(leaves, state.phase === 'closing' ? 1 : 0);
  });
  fc.assert(property, { numRuns: 300 });
});

function apply(phase: Phase, event: SessionEvent['type']): Transition {
  const next = transition(STATES[phase], EVENTS[event]);
  assert(next !== null, `${event} applies to ${phase}`);
  return next;
}
