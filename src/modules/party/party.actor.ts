// A party: an actor without rows. A role is in one party at most: its row says which, and only turns of the role change the row. So a
// role calls the party from its own turn, and a party never calls a role: it tells, as it does when it lets a member go.

import { defineActor, defineOffer, defineRoleActor, type SelfOf } from '../../actor/index.ts';
import { bigint } from '../../store/index.ts';
import { type ChatS2c as ChatLine, ChatS2c } from '../chat/chat.messages.ts';
import { PARTY_END, PARTY_FAILURE, type PartyEnd, type PartyFailure } from './party.failures.ts';
import { PartyEndedS2c, PartyInvitationEndedS2c, PartyInvitedS2c, PartyPlacesS2c, PartyS2c } from './party.messages.ts';
import { partySettings } from './party.settings.ts';
import { partyTables } from './party.tables.ts';
import { PARTY_INVITATIONS_MAX, PARTY_SIZE_MAX } from './party-limits.ts';
import { type PartyShare, takePlace } from './party-moving.ts';
import { type Place, partySeats } from './party-seats.ts';
import { createParty, isOver, type Member, nextLeader, type Party, type Person, viewOf } from './party-state.ts';

interface ByRole {
  readonly by: bigint;
  readonly roleId: bigint;
}
interface OfRole {
  readonly roleId: bigint;
}
interface Invite {
  readonly by: Person;
  readonly roleId: bigint;
  /** The one who invites is in no party yet, and founds this one. */
  readonly isNew: boolean;
}
interface Invited {
  readonly partyId: bigint;
  readonly by: bigint;
  readonly byName: string;
  readonly members: number;
  readonly seconds: number;
}
interface Released {
  readonly partyId: bigint;
  readonly reason: PartyEnd;
}
/** A code of 60059; 0 is done. */
type Answer = 0 | PartyFailure;

/** The parties whose actors are in this process. */
export const knownParties = defineOffer<Map<bigint, Party>>('known-parties');

const partyKind = defineActor({
  name: 'party',
  key: bigint(),
  inEachProcess: true,
  settings: partySettings,
  state: createParty,
  membersMax: PARTY_SIZE_MAX,
});
type PartySelf = SelfOf<typeof partyKind>;

/** What a party does to a role. */
export const partyRole = defineRoleActor({ name: 'party-role', tables: partyTables, settings: partySettings })
  .on('invited', (self, { partyId, by, byName, members, seconds }: Invited): void => {
    const refuse = (reason: PartyFailure): void => {
      self.actor(party, partyId).tell.refused({ roleId: self.key, reason });
    };
    if (!self.isPlaying) refuse(PARTY_FAILURE.notPlaying);
    else if (self.rows.partySeat.get() !== null) refuse(PARTY_FAILURE.inParty);
    else if (!self.use(partySeats).invite(self.key, partyId, seconds * 1_000)) refuse(PARTY_FAILURE.tooMany);
    else self.reply(PartyInvitedS2c, { partyId, roleId: by, roleName: byName, members, seconds });
  })
  .on('released', (self, { partyId, reason }: Released): void => {
    if (self.rows.partySeat.get()?.partyId !== partyId) return;
    self.rows.partySeat.delete();
    self.use(partySeats).sit(self.key, 0n);
    self.reply(PartyEndedS2c, { partyId, reason });
  })
  .on('seat', (self): bigint => self.rows.partySeat.get()?.partyId ?? 0n);

export const party = partyKind
  .on('invite', invite)
  .on('accept', accept)
  .on('refused', (self, { roleId, reason }: OfRole & { readonly reason: PartyFailure }): void => {
    endInvitation(self, roleId, reason);
  })
  .on('leave', (self, { roleId, ifAlone }: OfRole & { readonly ifAlone: boolean }): Answer => {
    if (!self.state.members.has(roleId)) return PARTY_FAILURE.notMember;
    if (ifAlone && self.state.members.size > 1) return PARTY_FAILURE.inParty;
    remove(self, roleId);
    return 0;
  })
  .on('kick', (self, { by, roleId }: ByRole): Answer => {
    const failure = leaderFailure(self, by);
    if (failure !== 0) return failure;
    if (by === roleId) return PARTY_FAILURE.yourself;
    if (!self.state.members.has(roleId)) return PARTY_FAILURE.notMember;
    remove(self, roleId);
    release(self, roleId, PARTY_END.kicked);
    return 0;
  })
  .on('lead', (self, { by, roleId }: ByRole): Answer => {
    const failure = leaderFailure(self, by);
    if (failure !== 0) return failure;
    const next = self.state.members.get(roleId);
    if (next === undefined) return PARTY_FAILURE.notMember;
    if (next.stopKeeping !== null) return PARTY_FAILURE.away;
    self.state.leaderId = roleId;
    show(self);
    return 0;
  })
  .on('disband', (self, { by }: { readonly by: bigint }): Answer => {
    const failure = leaderFailure(self, by);
    if (failure === 0) end(self);
    return failure;
  })
  /** The role plays again. False: it is not in this party. */
  .on('arrive', (self, { person }: { readonly person: Person }): boolean => {
    const member = self.state.members.get(person.roleId);
    if (member === undefined) return false;
    member.stopKeeping?.();
    member.stopKeeping = null;
    member.name = person.name;
    member.place = person.place;
    self.members.add(person.roleId);
    show(self);
    return true;
  })
  .on('show', (self, { roleId }: OfRole): boolean => {
    if (!self.state.members.has(roleId)) return false;
    self.send(roleId, PartyS2c, viewOf(self.key, self.state));
    return true;
  })
  .on('places', (self, { places }: { readonly places: readonly (OfRole & { readonly place: Place })[] }): void => {
    const known = places.filter(({ roleId }) => self.state.members.has(roleId));
    for (const { roleId, place } of known) Object.assign(self.state.members.get(roleId) ?? {}, { place });
    if (known.length === 0) return;
    const changed = known.map(({ roleId, place: { level, mapId, lineId, x, y } }) => {
      return { roleId, level, mapid: mapId, lineid: lineId, x, y };
    });
    self.members.send(PartyPlacesS2c, { places: changed });
  })
  .on('renamed', (self, { roleId, name }: OfRole & { readonly name: string }): void => {
    const member = self.state.members.get(roleId);
    if (member === undefined) return;
    member.name = name;
    show(self);
  })
  .on('say', (self, { roleId, line }: OfRole & { readonly line: ChatLine }): void => {
    if (self.state.members.has(roleId)) self.members.send(ChatS2c, line);
  })
  .on('rejoin', (self, share: PartyShare): void => rejoin(self, share))
  /** The members, in the order in which they came. */
  .on('roles', (self): readonly bigint[] => [...self.state.members.keys()])
  .hook('left', (self, roleId): void => {
    const member = self.state.members.get(roleId);
    if (member === undefined || member.stopKeeping !== null) return;
    const { keepSeconds } = self.settings;
    if (keepSeconds === 0) {
      giveUp(self, roleId);
      return;
    }
    keep(self, member, keepSeconds * 1_000);
    show(self);
  });

/** A member is away: its place is kept for so long. */
function keep(self: PartySelf, member: Member, forMs: number): void {
  member.keptUntilMs = self.clock.monotonicMs() + forMs;
  member.stopKeeping = self.after(forMs, (later) => giveUp(later, member.roleId));
}

/** A member came over from another process, with its share of the party. Its client notices nothing. */
function rejoin(self: PartySelf, { leaderId, place, person, away, invited }: PartyShare): void {
  const { state } = self;
  state.leaderId = leaderId;
  takePlace(state, { ...person, stopKeeping: null, keptUntilMs: 0 }, place);
  self.members.add(person.roleId);
  for (const each of away) {
    const member: Member = { ...each.person, stopKeeping: null, keptUntilMs: 0 };
    takePlace(state, member, each.place);
    keep(self, member, each.leftMs);
  }
  for (const { roleId, byRoleId, leftMs } of invited) {
    const stop = self.after(leftMs, (later) => endInvitation(later, roleId, PARTY_FAILURE.unanswered));
    state.invited.set(roleId, { byRoleId, untilMs: self.clock.monotonicMs() + leftMs, stop });
  }
  note(self);
}

/** Keeps the party where the process finds it, for a process that takes over. */
function note(self: PartySelf): void {
  self.use(knownParties).set(self.key, self.state);
}

function leaderFailure({ state }: PartySelf, by: bigint): Answer {
  if (!state.members.has(by)) return PARTY_FAILURE.noParty;
  return state.leaderId === by ? 0 : PARTY_FAILURE.notLeader;
}

function invite(self: PartySelf, { by, roleId, isNew }: Invite): Answer {
  const { state, settings } = self;
  if (isNew && state.leaderId === 0n) {
    state.leaderId = by.roleId;
    add(self, by);
  }
  const { members, invited } = state;
  if (!members.has(by.roleId)) return PARTY_FAILURE.noParty;
  if (state.leaderId !== by.roleId && !settings.isInviteForAll) return PARTY_FAILURE.notLeader;
  if (members.has(roleId)) return PARTY_FAILURE.inParty;
  if (invited.has(roleId)) return PARTY_FAILURE.invited;
  if (members.size >= settings.sizeMax) return PARTY_FAILURE.full;
  if (invited.size >= PARTY_INVITATIONS_MAX) return PARTY_FAILURE.tooMany;
  const seconds = settings.inviteSeconds;
  const stop = self.after(seconds * 1_000, (later) => endInvitation(later, roleId, PARTY_FAILURE.unanswered));
  invited.set(roleId, { byRoleId: by.roleId, untilMs: self.clock.monotonicMs() + seconds * 1_000, stop });
  const invitation = { partyId: self.key, by: by.roleId, byName: by.name, members: members.size, seconds };
  self.actor(partyRole, roleId).tell.invited(invitation);
  if (isNew) show(self);
  return 0;
}

function accept(self: PartySelf, { person }: { readonly person: Person }): Answer {
  const { members, invited } = self.state;
  const invitation = invited.get(person.roleId);
  if (invitation === undefined) return PARTY_FAILURE.noInvitation;
  if (members.size >= self.settings.sizeMax) {
    endInvitation(self, person.roleId, PARTY_FAILURE.full);
    return PARTY_FAILURE.full;
  }
  invitation.stop();
  invited.delete(person.roleId);
  add(self, person);
  show(self);
  return 0;
}

function add(self: PartySelf, person: Person): void {
  self.state.members.set(person.roleId, { ...person, stopKeeping: null, keptUntilMs: 0 });
  // If it has left already, the hook `left` follows.
  self.members.add(person.roleId);
}

/** The invited role does not come: the member that invited it is sent why. */
function endInvitation(self: PartySelf, roleId: bigint, reason: PartyFailure): void {
  const { invited } = self.state;
  const invitation = invited.get(roleId);
  if (invitation === undefined) return;
  invitation.stop();
  invited.delete(roleId);
  self.send(invitation.byRoleId, PartyInvitationEndedS2c, { roleId, reason });
  if (isOver(self.state)) end(self);
}

/** Takes a member out, and ends the party when only one is left. */
function remove(self: PartySelf, roleId: bigint): void {
  const { state } = self;
  state.members.get(roleId)?.stopKeeping?.();
  state.members.delete(roleId);
  self.members.remove(roleId);
  if (state.leaderId === roleId) state.leaderId = nextLeader(state);
  if (isOver(state)) end(self);
  else show(self);
}

/** A member was away for too long. */
function giveUp(self: PartySelf, roleId: bigint): void {
  remove(self, roleId);
  release(self, roleId, PARTY_END.away);
}

function release(self: PartySelf, roleId: bigint, reason: PartyEnd): void {
  self.actor(partyRole, roleId).tell.released({ partyId: self.key, reason });
}

function end(self: PartySelf): void {
  const { state } = self;
  for (const roleId of state.members.keys()) release(self, roleId, PARTY_END.disbanded);
  self.state = createParty();
  self.use(knownParties).delete(self.key);
  self.destroy();
}

function show(self: PartySelf): void {
  note(self);
  self.members.send(PartyS2c, viewOf(self.key, self.state));
}
