// Parties from the outside: what players ask, and what each of them is sent. Refusals outnumber what is granted.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestServer, type TestPlayer, type TestServer } from '../../testing.ts';
import type { MessageType } from '../../wire/index.ts';
import { CHAT_FAILURE } from '../chat/chat.failures.ts';
import { ChatC2s, ChatFailedS2c, ChatS2c } from '../chat/chat.messages.ts';
import { CHANNEL } from '../chat/index.ts';
import { walker } from '../map/index.ts';
import { party, partyRole } from './index.ts';
import { PARTY_END, PARTY_FAILURE } from './party.failures.ts';
import {
  PartyAnswerC2s,
  PartyDisbandC2s,
  PartyEndedS2c,
  PartyInvitationEndedS2c,
  PartyInviteC2s,
  PartyInvitedS2c,
  PartyKickC2s,
  PartyLeadC2s,
  PartyLeaveC2s,
  PartyPlacesS2c,
  PartyQueryC2s,
  PartyResultS2c,
  PartyS2c,
} from './party.messages.ts';

/** What became of a request. */
async function ask<M>({ client }: TestPlayer, type: MessageType<M>, message: M): Promise<number> {
  client.send(type, message);
  for (;;) {
    const { request, reason } = await client.next(PartyResultS2c);
    if (request === type.id) return reason;
  }
}

const invite = (by: TestPlayer, roleId: bigint, roleName = '') => ask(by, PartyInviteC2s, { roleId, roleName });
const respond = (by: TestPlayer, partyId: bigint, isAccepted = true) =>
  ask(by, PartyAnswerC2s, { partyId, isAccepted });

/** The newest view of the party that has come, which has so many members. */
async function viewWith({ client }: TestPlayer, count: number): Promise<PartyS2c> {
  for (;;) {
    const view = await client.next(PartyS2c);
    if (view.members.length === count) return view;
  }
}

async function join(leader: TestPlayer, player: TestPlayer): Promise<bigint> {
  assert.equal(await invite(leader, player.roleId), 0);
  const { partyId } = await player.client.next(PartyInvitedS2c);
  assert.equal(await respond(player, partyId), 0);
  return partyId;
}

/** Alice leads a party with Bob. */
async function pair(server: TestServer) {
  const alice = await server.enter('alice', { roleName: 'Alice' });
  const bob = await server.enter('bob', { roleName: 'Bob' });
  const partyId = await join(alice, bob);
  for (const player of [alice, bob]) await viewWith(player, 2);
  return { alice, bob, partyId };
}

test('party: a role that is invited by name or number comes in, and all are sent the party', async () => {
  await using server = await startTestServer();
  const alice = await server.enter('alice', { roleName: 'Alice' });
  const bob = await server.enter('bob', { roleName: 'Bob' });
  const carol = await server.enter('carol', { roleName: 'Carol' });
  assert.equal(await invite(alice, 0n, 'BOB'), 0);
  const { partyId, roleName, seconds } = await bob.client.next(PartyInvitedS2c);
  assert.deepEqual([roleName, seconds], ['Alice', 60]);
  assert.equal(await respond(bob, partyId), 0);
  assert.equal(await join(alice, carol), partyId);
  for (const player of [alice, bob, carol]) {
    const view = await viewWith(player, 3);
    assert.deepEqual([view.partyId, view.leaderId], [partyId, alice.roleId]);
    const members = view.members.map(({ name, level, isAway }) => [name, level, isAway]);
    assert.deepEqual(
      members,
      ['Alice', 'Bob', 'Carol'].map((name) => [name, 1, false]),
    );
  }
});

test('party: an invitation that may not be is refused with its code, and nobody is woken or asked', async () => {
  await using server = await startTestServer({ clock: 'manual', settings: { party: { sizeMax: 2 } } });
  const { alice, bob } = await pair(server);
  const carol = await server.enter('carol', { roleName: 'Carol' });
  const rows: readonly (readonly [string, TestPlayer, bigint, string, number])[] = [
    ['nobody', alice, 0n, '', PARTY_FAILURE.noSuchRole],
    ['a name of nobody', alice, 0n, 'Dora', PARTY_FAILURE.noSuchRole],
    ['a name that is none', alice, 0n, 'a\u202eb\0', PARTY_FAILURE.noSuchRole],
    ['a number of nobody', alice, 7n, '', PARTY_FAILURE.noSuchRole],
    ['a number below zero', alice, -1n, '', PARTY_FAILURE.noSuchRole],
    ['the largest number', alice, 2n ** 63n - 1n, '', PARTY_FAILURE.noSuchRole],
    ['the role itself', alice, alice.roleId, '', PARTY_FAILURE.yourself],
    ['a member', alice, bob.roleId, '', PARTY_FAILURE.inParty],
    ['by one who does not lead', bob, carol.roleId, '', PARTY_FAILURE.notLeader],
    ['into a full party', alice, carol.roleId, '', PARTY_FAILURE.full],
  ];
  for (const [what, by, roleId, name, code] of rows) {
    assert.equal(await invite(by, roleId, name), code, what);
    // The rate of the message.
    await server.advance(1_000);
  }
});

test('party: an answer without an invitation is refused, whatever party it names', async () => {
  await using server = await startTestServer();
  const { alice, partyId } = await pair(server);
  const carol = await server.enter('carol');
  for (const id of [partyId, 0n, 1n, -1n, 2n ** 63n - 1n]) {
    assert.equal(await respond(carol, id), PARTY_FAILURE.noInvitation, String(id));
  }
  assert.equal(await respond(alice, partyId), PARTY_FAILURE.noInvitation);
  const awake = server.server.gate.actors.status().find(({ name }) => name === 'party');
  assert.equal(awake?.owners, 1);
});

test('party: a role that says no, is away or is in a party is reported to the one who asked', async () => {
  await using server = await startTestServer();
  const { alice, bob, partyId } = await pair(server);
  const carol = await server.enter('carol');
  assert.equal(await invite(alice, carol.roleId), 0);
  assert.equal(await invite(alice, carol.roleId), PARTY_FAILURE.invited);
  await carol.client.next(PartyInvitedS2c);
  assert.equal(await respond(carol, partyId, false), 0);
  assert.deepEqual((await alice.client.next(PartyInvitationEndedS2c)).reason, PARTY_FAILURE.declined);
  assert.equal(await invite(carol, bob.roleId), 0);
  assert.deepEqual((await carol.client.next(PartyInvitationEndedS2c)).reason, PARTY_FAILURE.inParty);
  // Carol was alone: her party is over.
  assert.equal((await carol.client.next(PartyEndedS2c)).reason, PARTY_END.disbanded);
  await carol.client.close();
  assert.equal(await invite(alice, carol.roleId), 0);
  assert.deepEqual((await alice.client.next(PartyInvitationEndedS2c)).reason, PARTY_FAILURE.notPlaying);
});

test('party: a role has a bounded number of invitations, and so has a party', async () => {
  await using server = await startTestServer({ settings: { party: { sizeMax: 100 } } });
  const bob = await server.enter('bob');
  const reasons: number[] = [];
  for (let leader = 0; leader < 9; leader++) {
    const player = await server.enter(`leader${leader}`);
    assert.equal(await invite(player, bob.roleId), 0);
    await server.settled();
    if (leader < 8) await bob.client.next(PartyInvitedS2c);
    else reasons.push((await player.client.next(PartyInvitationEndedS2c)).reason);
  }
  assert.deepEqual(reasons, [PARTY_FAILURE.tooMany]);
  const scope = server.scope.actor(party, 5n);
  const person = (roleId: bigint) => ({
    roleId,
    name: 'x',
    gender: 0,
    classType: 1,
    place: { level: 1, mapId: 0, lineId: 0, x: 0, y: 0 },
  });
  const codes: number[] = [];
  const asked = [1n, 2n, 3n, 4n, 5n, 6n, 7n, 8n, 9n, 10n, 11n].map((n) => bob.roleId + n * 1_000n);
  for (const roleId of asked) codes.push(await scope.invite({ by: person(bob.roleId), roleId, isNew: true }));
  assert.deepEqual(codes, [...Array(10).fill(0), PARTY_FAILURE.tooMany]);
  await server.settled();
});

test('party: two who invite each other at once come together when one of them accepts', async () => {
  await using server = await startTestServer();
  const alice = await server.enter('alice');
  const bob = await server.enter('bob');
  const carol = await server.enter('carol');
  assert.equal(await invite(alice, bob.roleId), 0);
  const { partyId } = await bob.client.next(PartyInvitedS2c);
  assert.equal(await invite(bob, carol.roleId), 0);
  await carol.client.next(PartyInvitedS2c);
  assert.equal(await respond(bob, partyId), 0);
  assert.equal((await bob.client.next(PartyEndedS2c)).reason, PARTY_END.left);
  assert.equal((await viewWith(alice, 2)).leaderId, alice.roleId);
});

test('party: kicks, the lead and the end are the leader’s, of its own party', async () => {
  await using server = await startTestServer();
  const { alice, bob, partyId } = await pair(server);
  const carol = await server.enter('carol');
  await join(alice, carol);
  const kick = (by: TestPlayer, roleId: bigint) => ask(by, PartyKickC2s, { roleId });
  const lead = (by: TestPlayer, roleId: bigint) => ask(by, PartyLeadC2s, { roleId });
  const disband = (by: TestPlayer) => ask(by, PartyDisbandC2s, {});
  const stranger = await server.enter('dora');
  for (const request of [kick, lead]) {
    assert.equal(await request(stranger, alice.roleId), PARTY_FAILURE.noParty);
    assert.equal(await request(bob, alice.roleId), PARTY_FAILURE.notLeader);
    assert.equal(await request(alice, stranger.roleId), PARTY_FAILURE.notMember);
    assert.equal(await request(alice, 0n), PARTY_FAILURE.notMember);
  }
  assert.equal(await kick(alice, alice.roleId), PARTY_FAILURE.yourself);
  assert.equal(await disband(bob), PARTY_FAILURE.notLeader);
  assert.equal(await lead(alice, bob.roleId), 0);
  assert.equal(await kick(bob, alice.roleId), 0);
  assert.deepEqual(await alice.client.next(PartyEndedS2c), { partyId, reason: PARTY_END.kicked });
  assert.equal(await disband(bob), 0);
  for (const { client } of [bob, carol]) {
    assert.deepEqual(await client.next(PartyEndedS2c), { partyId, reason: PARTY_END.disbanded });
  }
  assert.deepEqual(await server.scope.actor(party, partyId).roles(), []);
  for (const { roleId } of [alice, bob, carol]) assert.equal(await server.scope.actor(partyRole, roleId).seat(), 0n);
});

test('party: when the leader leaves the next one leads, and the last one is alone', async () => {
  await using server = await startTestServer();
  const { alice, bob } = await pair(server);
  const carol = await server.enter('carol');
  await join(alice, carol);
  await viewWith(bob, 3);
  const leave = (by: TestPlayer) => ask(by, PartyLeaveC2s, {});
  assert.equal(await leave(alice), 0);
  assert.equal((await alice.client.next(PartyEndedS2c)).reason, PARTY_END.left);
  assert.equal((await viewWith(bob, 2)).leaderId, bob.roleId);
  assert.equal(await leave(bob), 0);
  assert.equal((await carol.client.next(PartyEndedS2c)).reason, PARTY_END.disbanded);
  assert.equal(await leave(alice), PARTY_FAILURE.noParty);
});

test('party: a member who loses the connection keeps the place for a time, and then another leads', async () => {
  await using server = await startTestServer({ clock: 'manual', settings: { party: { keepSeconds: 100 } } });
  const { alice, bob, partyId } = await pair(server);
  await alice.client.close();
  const away = await viewWith(bob, 2);
  assert.deepEqual([away.leaderId, away.members.map(({ isAway }) => isAway)], [alice.roleId, [true, false]]);
  const carol = await server.enter('carol');
  await server.advance(99_000);
  const back = await server.enter('alice');
  assert.deepEqual(
    (await viewWith(back, 2)).members.map(({ isAway }) => isAway),
    [false, false],
  );
  await viewWith(bob, 2);
  assert.equal(await join(back, carol), partyId);
  await back.client.close();
  await server.advance(101_000);
  assert.equal((await viewWith(carol, 2)).leaderId, bob.roleId);
  const late = await server.enter('alice');
  late.client.send(PartyQueryC2s, {});
  assert.equal((await late.client.next(PartyEndedS2c)).reason, PARTY_END.none);
});

test('party: an invitation ends with its time', async () => {
  await using server = await startTestServer({ clock: 'manual', settings: { party: { inviteSeconds: 10 } } });
  const alice = await server.enter('alice');
  const bob = await server.enter('bob');
  assert.equal(await invite(alice, bob.roleId), 0);
  const { partyId } = await bob.client.next(PartyInvitedS2c);
  await server.advance(11_000);
  assert.equal((await alice.client.next(PartyInvitationEndedS2c)).reason, PARTY_FAILURE.unanswered);
  assert.equal((await alice.client.next(PartyEndedS2c)).reason, PARTY_END.disbanded);
  assert.equal(await respond(bob, partyId), PARTY_FAILURE.noInvitation);
});

test('party: a crash ends every party, and a role that comes back is free', async () => {
  await using server = await startTestServer();
  const { partyId } = await pair(server);
  await server.flush();
  await server.crash();
  const alice = await server.enter('alice');
  assert.deepEqual(await alice.client.next(PartyEndedS2c), { partyId, reason: PARTY_END.none });
  const bob = await server.enter('bob');
  await bob.client.next(PartyEndedS2c);
  await join(alice, bob);
  await viewWith(bob, 2);
});

test('party: of many who accept at once, as many come in as there are places', async () => {
  await using server = await startTestServer({ settings: { party: { sizeMax: 3 } } });
  const alice = await server.enter('alice');
  const players = await Promise.all(['b', 'c', 'd', 'e', 'f'].map((name) => server.enter(`role-${name}`)));
  for (const player of players) assert.equal(await invite(alice, player.roleId), 0);
  const codes = await Promise.all(
    players.map(async (player) => respond(player, (await player.client.next(PartyInvitedS2c)).partyId)),
  );
  assert.deepEqual(
    codes.toSorted((a, b) => a - b),
    [0, 0, 7, 7, 7],
  );
  await viewWith(alice, 3);
});

test('party: a role that comes into the world goes to the line of its party, if it says no other', async () => {
  await using server = await startTestServer({ settings: { lines: { count: 4 } } });
  const alice = await server.enter('alice', { lineWish: 3 });
  const bob = await server.enter('bob', { lineWish: 2 });
  await join(alice, bob);
  await viewWith(alice, 2);
  await bob.client.close();
  await viewWith(alice, 2);
  assert.equal((await server.enter('bob')).lineId, 3);
});

test('party: its members hear each other in the channel of groups, and a stranger is refused', async () => {
  await using server = await startTestServer();
  const { alice, bob } = await pair(server);
  const carol = await server.enter('carol');
  const line = { type: CHANNEL.group, desserverid: 0, desrolename: '', msginfo: 'Hello!', details: [], reptype: 0 };
  carol.client.send(ChatC2s, line);
  assert.equal((await carol.client.next(ChatFailedS2c)).reasonid, CHAT_FAILURE.noGroup);
  alice.client.send(ChatC2s, line);
  for (const { client } of [alice, bob]) {
    const { type, desroleid, msginfo } = await client.next(ChatS2c);
    assert.deepEqual([type, desroleid, msginfo], [CHANNEL.group, alice.roleId, 'Hello!']);
  }
});

test('party: members are sent levels and places that have changed, and no others', async () => {
  await using server = await startTestServer();
  const { alice, bob } = await pair(server);
  const next = async ({ client }: TestPlayer) => (await client.next(PartyPlacesS2c)).places;
  const first = await next(alice);
  assert.ok(first.every(({ level, mapid }) => level === 1 && mapid > 0));
  await server.scope.actor(walker, bob.roleId).change({ level: 7 });
  for (;;) {
    const places = await next(alice);
    assert.ok(places.length <= 2);
    const own = places.find(({ roleId, level }) => roleId === bob.roleId && level === 7);
    if (own === undefined) continue;
    assert.deepEqual(
      places.map(({ roleId }) => roleId),
      [bob.roleId],
    );
    break;
  }
});

test('party: each process has its own; a member that goes to the other one is out, and nobody ends its session', async () => {
  const settings = { party: { keepSeconds: 5 } };
  await using first = await startTestServer({ settings, clock: 'manual' });
  await using second = await startTestServer({ settings, beside: first });
  const { alice, bob, partyId } = await pair(first);
  await first.advance(11_000);
  const entering = second.enter('bob');
  await first.advance(5_000);
  const over = await entering;
  await bob.client.closed;
  assert.deepEqual(await over.client.next(PartyEndedS2c), { partyId, reason: PARTY_END.none });
  // The party that keeps its place cannot call it, and ends without it.
  await first.advance(30_000);
  for (const { client } of [alice, over]) client.send(PartyQueryC2s, {});
  assert.equal((await over.client.next(PartyEndedS2c)).reason, PARTY_END.none);
  assert.equal((await alice.client.next(PartyEndedS2c)).partyId, partyId);
});
