// What the compiler must know and refuse of the module API. Checked with all types; nothing here runs.
import { z } from 'zod';
import { defineOffer } from '../actor/index.ts';
import { bigint, defineTable, integer, type Row, text } from '../store/index.ts';
import type { MessageType } from '../wire/index.ts';
import { defineCloseReason } from './game-reason.ts';
import { type AnyModule, defineModule } from './module.ts';
import type { Account, Role } from './session-state.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(..._proof: Equal<A, B> extends true ? [] : ['the types differ']): void {}

interface Spot {
  readonly x: number;
  readonly y: number;
}

declare const Dig: MessageType<Spot, 'gaming'>;
declare const Load: MessageType<Record<never, never>, 'entering' | 'gaming'>;
declare const List: MessageType<Record<never, never>, 'roleListing'>;
declare const Ask: MessageType<Record<never, never>, 'connected' | 'gaming'>;
declare const DigResult: MessageType<{ readonly left: number }, never>;

const ore = defineTable({ name: 'ore', kind: 'split', columns: { kind: integer(), left: integer() }, key: ['kind'] });
const chest = defineTable({
  name: 'chest',
  kind: 'split',
  live: true,
  columns: { slot: integer(), count: integer(), note: text({ default: '' }) },
  key: ['slot'],
});
const claim = defineTable({
  name: 'claim',
  kind: 'disc',
  columns: { name: text(), roleId: bigint() },
  key: ['name'],
});

const board = defineTable({
  name: 'board',
  kind: 'disc',
  columns: { id: bigint(), season: integer(), name: text(), score: integer() },
  key: ['id'],
  indexes: [{ on: ['season', 'name'] }],
});

export const mine = defineModule({ name: 'mine', tables: { ore, claim, chest, board } })
  .on(Dig, async (ctx, message) => {
    same<typeof message, Spot>();
    same<typeof ctx.role, Role>();
    same<typeof ctx.account, Account>();
    const row = await ctx.store.ore.get(ctx.role.id, 1);
    same<typeof row, Row<typeof ore> | null>();
    const claims = await ctx.store.claim.list({ name: 'north' });
    same<typeof claims, Row<typeof claim>[]>();
    // @ts-expect-error: neither the key nor an index has the column
    await ctx.store.claim.list({ roleId: 1n });
    // @ts-expect-error: neither the key nor an index has the column
    await ctx.store.claim.deleteWhere({ roleId: 1n });
    await ctx.store.board.list({ season: 1, name: 'x' });
    // @ts-expect-error: neither the key nor an index has the column
    await ctx.store.board.list({ score: 1 });
    const item = ctx.rows.chest.get(1);
    same<typeof item, Row<typeof chest> | null>();
    ctx.rows.chest.upsert({ slot: 1, count: 2 });
    const isChanged = ctx.rows.chest.update(1, { count: 3 });
    same<typeof isChanged, boolean>();
    // @ts-expect-error: the role is the one that is played
    ctx.rows.chest.get(1n, 1);
    // @ts-expect-error: a count is needed
    ctx.rows.chest.insert({ slot: 1 });
    // @ts-expect-error: ore is not a live table
    ctx.rows.ore.get(1);
    ctx.reply(DigResult, { left: row?.left ?? 0 });
    // @ts-expect-error: only a client sends it
    ctx.reply(Dig, { x: 1, y: 2 });
    // @ts-expect-error: only a client sends it
    ctx.broadcast(Dig, { x: 1, y: 2 });
    // @ts-expect-error: only a client sends it
    ctx.send(ctx.role.id, Dig, { x: 1, y: 2 });
    ctx.send(ctx.role.id, DigResult, { left: 1 });
    // @ts-expect-error: the field is called left
    ctx.reply(DigResult, { right: 1 });
    // @ts-expect-error: a number is needed
    ctx.broadcast(DigResult, { left: '1' });
    // @ts-expect-error: role ids are bigints
    ctx.send(1, DigResult, { left: 1 });
    // @ts-expect-error: no such table was given
    ctx.store.gold.get(1n);
    // @ts-expect-error: the key of a split table begins with the role
    await ctx.store.ore.get('north');
    // @ts-expect-error: there is no such column
    await ctx.store.claim.update('north', { depth: 1 });
    // @ts-expect-error: the message has no such field
    message.z;
  })
  .on(Load, (ctx) => same<typeof ctx.role, Role>())
  .on(List, (ctx) => {
    same<typeof ctx.role, Role | null>();
    same<typeof ctx.account, Account>();
  })
  .on(Ask, (ctx) => {
    same<typeof ctx.role, Role | null>();
    same<typeof ctx.account, Account | null>();
    // @ts-expect-error: there may be no role
    ctx.role.id;
    // @ts-expect-error: nor rows of one
    ctx.rows.chest.get(1);
  })
  .hook('authenticated', (ctx) => {
    same<typeof ctx.account, Account>();
    same<typeof ctx.role, Role | null>();
  })
  .hook('arrived', (ctx) => same<typeof ctx.role, Role>())
  .hook('left', (ctx, reason) => {
    same<typeof ctx.account, Account | null>();
    // @ts-expect-error: that is no reason to leave
    if (reason === 'bored') return;
  });

// @ts-expect-error: there is no such moment
mine.hook('departed', () => {});
// @ts-expect-error: a handler gives nothing back
mine.on(Dig, () => 5);

export const bare = defineModule({ name: 'bare' }).on(Dig, (ctx) => {
  // @ts-expect-error: a module without tables has none
  ctx.store.ore;
});

const settings = z.object({ orePerDig: z.int().default(1), night: z.object({ fee: z.number() }).prefault({ fee: 2 }) });
const prices = defineOffer<ReadonlyMap<string, number>>('prices');

export const shop = defineModule({ name: 'shop', tables: { claim }, settings, uses: [prices] })
  .on(Dig, (ctx) => {
    same<typeof ctx.settings.orePerDig, number>();
    same<typeof ctx.settings.night, { fee: number }>();
    const found = ctx.use(prices);
    same<typeof found, ReadonlyMap<string, number>>();
    // @ts-expect-error: there is no such setting
    ctx.settings.orePerDag;
  })
  .hook('started', async (scope) => {
    same<typeof scope.settings.orePerDig, number>();
    const rows = await scope.store.claim.list({ name: 'north' });
    same<typeof rows, Row<typeof claim>[]>();
    // @ts-expect-error: nobody speaks here
    scope.role;
  })
  .every(1_000, async (scope, tick) => {
    same<typeof tick.missed, number>();
    await scope.store.claim.delete('north');
  })
  .command('give', { help: 'gives', args: z.object({ roleId: z.coerce.bigint() }) }, (scope, { roleId }) => {
    same<typeof roleId, bigint>();
    scope.send(roleId, DigResult, { left: 1 });
    return 'given';
  })
  .offer(prices, (scope) => new Map([['ore', scope.settings.orePerDig]]));
same<typeof shop.settingsKey, 'shop'>();
same<z.input<NonNullable<typeof shop.settings>>['orePerDig'], number | undefined>();

// @ts-expect-error: an operator is answered in words
shop.command('count', { help: 'counts', args: z.object({}) }, () => 5);
// @ts-expect-error: there is no such argument
shop.command('take', { help: 'takes', args: z.object({ n: z.number() }) }, (_scope, { m }) => `${m}`);
// @ts-expect-error: the offer is a map
shop.offer(prices, () => ['ore']);
// @ts-expect-error: a reload says what was read
shop.hook('reload', () => {});
const paid = z.object({ roleId: z.coerce.bigint(), gold: z.int() });
const secret = z.object({ secret: z.string() });
export const till = defineModule({ name: 'till', tables: { claim }, settings: secret })
  .route('POST /paid', { auth: { bearer: (own) => own.secret }, body: paid }, async (scope, { roleId, gold }) => {
    same<typeof roleId, bigint>();
    same<typeof gold, number>();
    await scope.store.claim.delete('north');
    scope.send(roleId, DigResult, { left: gold });
    // @ts-expect-error: nobody speaks here
    scope.reply(DigResult, { left: 1 });
    return { status: 200, json: { gold } };
  })
  .route(
    'PUT /signed',
    { auth: { hmacSha256: { header: 'x-signature', secret: (own) => own.secret } }, body: paid },
    () => ({ status: 204 }),
  )
  .route('GET /health', { auth: 'none', body: z.undefined() }, () => ({ status: 200, text: 'well' }));
// @ts-expect-error: a route says who may ask
till.route('POST /open', { body: paid }, () => ({ status: 204 }));
// @ts-expect-error: the path begins with a slash
till.route('POST paid', { auth: 'none', body: paid }, () => ({ status: 204 }));
// @ts-expect-error: routes have four methods
till.route('PATCH /paid', { auth: 'none', body: paid }, () => ({ status: 204 }));
// @ts-expect-error: there is no such setting
till.route('POST /a', { auth: { bearer: (own) => own.secrets }, body: paid }, () => ({ status: 204 }));
// @ts-expect-error: an answer has a status
till.route('POST /b', { auth: 'none', body: paid }, () => 'done');
// @ts-expect-error: the body has no such field
till.route('POST /c', { auth: 'none', body: paid }, (_scope, { silver }) => ({ status: silver }));

const beaten = defineCloseReason({ name: 'duel/beaten', number: 500, text: 'You lost.' });
export const duel = defineModule({ name: 'duel', closeReasons: [beaten] })
  .on(Dig, (ctx) => {
    ctx.session.close(beaten);
    ctx.session.close('role-held', 'Somebody else is faster.');
    ctx.kick({ roleId: 1n }, beaten, 'Out.');
    // @ts-expect-error: a reason of the game is passed as it was defined, not by its name
    ctx.session.close('duel/beaten');
    // @ts-expect-error: there is no such reason
    ctx.session.close('bored');
    // @ts-expect-error: role ids are bigints
    ctx.kick({ roleId: 1 }, beaten);
    // @ts-expect-error: a session is named by account, role or address
    ctx.kick({ name: 'ann' }, beaten);
    // @ts-expect-error: the reason is missing
    ctx.kick({ account: 'ann' });
  })
  .hook('left', (_ctx, reason) => {
    if (reason === beaten.name) return;
  })
  .every(1_000, (scope) => void scope.kick({ account: 'ann' }, beaten));
// @ts-expect-error: the name has the module's in front
defineCloseReason({ name: 'beaten', number: 500, text: 'You lost.' });
// @ts-expect-error: a reason has words
defineCloseReason({ name: 'duel/beaten', number: 500 });

export const listed: readonly AnyModule[] = [mine, shop, bare];
