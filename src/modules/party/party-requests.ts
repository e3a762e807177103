// What players ask of parties, in turns of their roles: the party decides, and the role's row follows. A party that does not answer
// may have done what it was asked: then it is asked to take the role out again.
import { ActorError, type Ref } from '../../actor/index.ts';
import type { Context } from '../../gate/index.ts';
import { party } from './party.actor.ts';
import { PARTY_END, PARTY_FAILURE, type PartyEnd, type PartyFailure } from './party.failures.ts';
import { PartyEndedS2c, PartyResultS2c } from './party.messages.ts';
import type { partyTables } from './party.tables.ts';
import { PARTY_ID_BYTES } from './party-limits.ts';
import { type Place, partySeats } from './party-seats.ts';
import type { Person } from './party-state.ts';

export type PartyContext = Context<typeof partyTables, 'gaming'>;
type Code = 0 | PartyFailure;
interface Outcome {
  readonly reason: Code;
  /** The role that the request was about; the own one unless given. */
  readonly roleId?: bigint;
}

/** The answer of a party, or `instead` when there is none. */
export async function ask<Answer, Instead>(
  ctx: PartyContext,
  call: () => Promise<Answer>,
  instead: Instead,
): Promise<Answer | Instead> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof ActorError)) throw error;
    ctx.log.warn(`a party did not answer: ${error.message}`, { code: error.code, role: ctx.role.id });
    return instead;
  }
}

export function answer(ctx: PartyContext, { id }: { readonly id: number }, { reason, roleId }: Outcome): void {
  ctx.reply(PartyResultS2c, { request: id, reason, roleId: roleId ?? ctx.role.id });
}

/** Invites a role; one who is in no party founds one. 0n: no role has the name. */
export async function invite(ctx: PartyContext, roleId: bigint): Promise<Code> {
  if (roleId === ctx.role.id) return PARTY_FAILURE.yourself;
  if (roleId === 0n) return PARTY_FAILURE.noSuchRole;
  const seat = ctx.rows.partySeat.get();
  const partyId = seat?.partyId ?? drawPartyId(ctx);
  const invitation = { by: personOf(ctx), roleId, isNew: seat === null };
  const code = await ask(ctx, () => ctx.actor(party, partyId).invite(invitation), PARTY_FAILURE.failed);
  if (seat === null) return code === 0 ? sitDown(ctx, partyId) : takeBack(ctx, partyId, code);
  if (code === PARTY_FAILURE.noParty) standUp(ctx, PARTY_END.none);
  return code;
}

export async function answerInvitation(ctx: PartyContext, partyId: bigint, isAccepted: boolean): Promise<Code> {
  const roleId = ctx.role.id;
  if (!ctx.use(partySeats).takeInvitation(roleId, partyId)) return PARTY_FAILURE.noInvitation;
  const invitation = ctx.actor(party, partyId);
  if (!isAccepted) {
    invitation.tell.refused({ roleId, reason: PARTY_FAILURE.declined });
    return 0;
  }
  const own = await leaveOwn(ctx);
  if (own !== 0) {
    invitation.tell.refused({ roleId, reason: own });
    return own;
  }
  const code = await ask(ctx, () => invitation.accept({ person: personOf(ctx) }), PARTY_FAILURE.failed);
  return code === 0 ? sitDown(ctx, partyId) : takeBack(ctx, partyId, code);
}

/** A party in which nobody else is does not keep its leader from another one. */
async function leaveOwn(ctx: PartyContext): Promise<Code> {
  const seat = ctx.rows.partySeat.get();
  if (seat === null) return 0;
  const leave = { roleId: ctx.role.id, ifAlone: true };
  const code = await ask(ctx, () => ctx.actor(party, seat.partyId).leave(leave), PARTY_FAILURE.failed);
  if (code === PARTY_FAILURE.inParty || code === PARTY_FAILURE.failed) return code;
  standUp(ctx, PARTY_END.left);
  return 0;
}

export async function leave(ctx: PartyContext): Promise<Code> {
  const seat = ctx.rows.partySeat.get();
  if (seat === null) return PARTY_FAILURE.noParty;
  const leaving = { roleId: ctx.role.id, ifAlone: false };
  const code = await ask(ctx, () => ctx.actor(party, seat.partyId).leave(leaving), PARTY_FAILURE.failed);
  if (code === PARTY_FAILURE.failed) return code;
  // Also when the party does not know the role.
  standUp(ctx, PARTY_END.left);
  return 0;
}

/** Asks the role's own party for something. */
export async function askOwn(ctx: PartyContext, call: (own: Ref<typeof party>) => Promise<Code>): Promise<Code> {
  const seat = ctx.rows.partySeat.get();
  if (seat === null) return PARTY_FAILURE.noParty;
  const code = await ask(ctx, () => call(ctx.actor(party, seat.partyId)), PARTY_FAILURE.failed);
  if (code === PARTY_FAILURE.noParty) standUp(ctx, PARTY_END.none);
  return code;
}

/** Shows the party to its player; `show` answers whether the role is in it. */
export async function showOwn(ctx: PartyContext, show: (own: Ref<typeof party>) => Promise<boolean>): Promise<void> {
  const seat = ctx.rows.partySeat.get();
  if (seat === null) return;
  const isIn = await ask(ctx, () => show(ctx.actor(party, seat.partyId)), null);
  if (isIn === false) standUp(ctx, PARTY_END.none);
}

function sitDown(ctx: PartyContext, partyId: bigint): 0 {
  ctx.rows.partySeat.upsert({ partyId });
  ctx.use(partySeats).sit(ctx.role.id, partyId);
  return 0;
}

function takeBack(ctx: PartyContext, partyId: bigint, code: Code): Code {
  if (code === PARTY_FAILURE.failed) ctx.actor(party, partyId).tell.leave({ roleId: ctx.role.id, ifAlone: false });
  return code;
}

function standUp(ctx: PartyContext, reason: PartyEnd): void {
  const partyId = ctx.rows.partySeat.get()?.partyId ?? 0n;
  ctx.rows.partySeat.delete();
  ctx.use(partySeats).sit(ctx.role.id, 0n);
  ctx.reply(PartyEndedS2c, { partyId, reason });
}

function drawPartyId({ random }: PartyContext): bigint {
  let id = 1n;
  for (const byte of random.bytes(PARTY_ID_BYTES)) id = id * 256n + BigInt(byte);
  return id;
}

export function personOf(ctx: PartyContext): Person {
  const { id: roleId, name } = ctx.role;
  const { place } = ctx.session;
  return { roleId, name, gender: place?.gender ?? 0, classType: place?.classType ?? 0, place: placeOf(ctx) };
}

function placeOf({ session: { place } }: PartyContext): Place {
  if (place === null) return { level: 0, mapId: 0, lineId: 0, x: 0, y: 0 };
  const { level, mapId, lineId, x, y } = place;
  return { level, mapId, lineId, x, y };
}
