// Parties: a few roles that play together. They see each other's names, levels and places, speak in a channel of their own, and are
// put on one line. Parties are memory: a restart of the server ends them.
import { fromPlainBytes, toPlainBytes } from '../../actor/index.ts';
import { defineModule, type Scope } from '../../gate/index.ts';
import { CHAT_FAILURE } from '../chat/chat.failures.ts';
import { CHANNEL, chatChannels } from '../chat/index.ts';
import { lineCompanions } from '../lines/index.ts';
import { findNamedRole, roleWatchers } from '../roles/index.ts';
import { knownParties, party, partyRole } from './party.actor.ts';
import { PARTY_END } from './party.failures.ts';
import {
  messages,
  PartyAnswerC2s,
  PartyDisbandC2s,
  PartyEndedS2c,
  PartyInviteC2s,
  PartyKickC2s,
  PartyLeadC2s,
  PartyLeaveC2s,
  PartyQueryC2s,
} from './party.messages.ts';
import { partySettings } from './party.settings.ts';
import { partyTables } from './party.tables.ts';
import { PLACES_MS } from './party-limits.ts';
import { type PartyShare, shareOf } from './party-moving.ts';
import { answer, answerInvitation, askOwn, invite, leave, personOf, showOwn } from './party-requests.ts';
import { PartySeats, type Place, partySeats, type SavedPartySeat } from './party-seats.ts';

type AskScope = Pick<Scope<unknown, unknown>, 'actor'>;

export const partyModule = defineModule({
  name: 'party',
  messages,
  tables: partyTables,
  settings: partySettings,
  actors: [party, partyRole],
  uses: [roleWatchers, partySeats, lineCompanions, chatChannels],
})
  .offer(partySeats, ({ clock }) => new PartySeats(clock))
  .offer(knownParties, () => new Map())
  .hook('started', (scope) => {
    const seats = scope.use(partySeats);
    scope.use(roleWatchers).add({
      renamed: (roleId, name) => {
        const partyId = seats.partyOf(roleId);
        if (partyId !== 0n) scope.actor(party, partyId).tell.renamed({ roleId, name });
      },
    });
    scope.use(chatChannels).add(CHANNEL.group, {
      name: 'group',
      deliver: (ctx, { line }) => {
        const partyId = seats.partyOf(ctx.role.id);
        if (partyId === 0n) return CHAT_FAILURE.noGroup;
        ctx.actor(party, partyId).tell.say({ roleId: ctx.role.id, line });
        return 0;
      },
    });
    scope.use(lineCompanions).add((asking, roleId) => companions(seats, asking, roleId));
  })
  .hook('entering', (ctx) => ctx.use(partySeats).add(ctx.role.id, ctx.rows.partySeat.get()?.partyId ?? 0n, ctx.session))
  .hook('arrived', (ctx) => showOwn(ctx, (own) => own.arrive({ person: personOf(ctx) })))
  .hook('resync', (ctx) => {
    const seat = ctx.rows?.partySeat.get() ?? null;
    if (ctx.role !== null && seat !== null) ctx.actor(party, seat.partyId).tell.show({ roleId: ctx.role.id });
  })
  .hook('exported', (ctx) => {
    const seat = ctx.role === null ? null : ctx.use(partySeats).save(ctx.role.id);
    if (ctx.role === null || seat === null) return null;
    const share = shareOf(ctx.use(knownParties).get(seat.partyId), ctx.role.id, ctx.clock.monotonicMs());
    return toPlainBytes({ seat, share });
  })
  .hook('imported', (ctx, bytes) => {
    if (ctx.role === null) return;
    // The hook above wrote it.
    const { seat, share } = fromPlainBytes(bytes) as {
      readonly seat: SavedPartySeat;
      readonly share: PartyShare | null;
    };
    ctx.use(partySeats).restore(ctx.role.id, seat, ctx.session);
    if (share !== null) ctx.actor(party, seat.partyId).tell.rejoin(share);
  })
  .hook('left', (ctx) => {
    if (ctx.role !== null) ctx.use(partySeats).remove(ctx.role.id);
  })
  .on(PartyInviteC2s, async (ctx, named) => {
    const target = await findNamedRole(ctx, named);
    answer(ctx, PartyInviteC2s, { reason: await invite(ctx, target), roleId: target });
  })
  .on(PartyAnswerC2s, async (ctx, { partyId, isAccepted }) => {
    answer(ctx, PartyAnswerC2s, { reason: await answerInvitation(ctx, partyId, isAccepted) });
  })
  .on(PartyLeaveC2s, async (ctx) => answer(ctx, PartyLeaveC2s, { reason: await leave(ctx) }))
  .on(PartyKickC2s, async (ctx, { roleId }) => {
    const reason = await askOwn(ctx, (own) => own.kick({ by: ctx.role.id, roleId }));
    answer(ctx, PartyKickC2s, { reason, roleId });
  })
  .on(PartyLeadC2s, async (ctx, { roleId }) => {
    const reason = await askOwn(ctx, (own) => own.lead({ by: ctx.role.id, roleId }));
    answer(ctx, PartyLeadC2s, { reason, roleId });
  })
  .on(PartyDisbandC2s, async (ctx) => {
    answer(ctx, PartyDisbandC2s, { reason: await askOwn(ctx, (own) => own.disband({ by: ctx.role.id })) });
  })
  .on(PartyQueryC2s, async (ctx) => {
    if (ctx.rows.partySeat.get() === null) ctx.reply(PartyEndedS2c, { partyId: 0n, reason: PARTY_END.none });
    else await showOwn(ctx, (own) => own.show({ roleId: ctx.role.id }));
  })
  .every(PLACES_MS, reportPlaces, { inEachProcess: true });

/** Reports to each party which of its members that are played here have another level or place. */
function reportPlaces(scope: Scope<typeof partyTables, unknown>): void {
  const reports = new Map<bigint, { readonly roleId: bigint; readonly place: Place }[]>();
  scope.use(partySeats).reportPlaces((partyId, roleId, place) => {
    const places = reports.get(partyId) ?? [];
    reports.set(partyId, places);
    places.push({ roleId, place });
  });
  for (const [partyId, places] of reports) scope.actor(party, partyId).tell.places({ places });
}

/** A role that is played here may be in its turn, in which it must not be called. */
async function companions(seats: PartySeats, scope: AskScope, roleId: bigint): Promise<readonly bigint[]> {
  const partyId = seats.has(roleId) ? seats.partyOf(roleId) : await scope.actor(partyRole, roleId).seat();
  return partyId === 0n ? [] : scope.actor(party, partyId).roles();
}
