// What the compiler must know and refuse of actors. Checked with all types; nothing here runs.
import { z } from 'zod';
import { bigint, defineTable, integer, text } from '../store/index.ts';
import type { MessageType } from '../wire/index.ts';
import { defineActor, defineRoleActor, type SelfOf } from './define-actor.ts';
import { rollback } from './rollback.ts';
import type { Scope } from './scope.ts';

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(..._proof: Equal<A, B> extends true ? [] : ['the types differ']): void {}

const member = defineTable({
  name: 'member',
  kind: 'actor',
  owner: bigint(),
  columns: { roleId: bigint(), post: text(), n: integer({ default: 0 }) },
  key: ['roleId'],
});
const gold = defineTable({ name: 'gold', kind: 'split', live: true, columns: { gold: bigint() } });
const spare = defineTable({ name: 'spare', kind: 'split', columns: { n: integer() } });
declare const notice: MessageType<{ readonly text: string }, never>;
declare const scope: Scope<Record<never, never>, Record<never, never>>;

const guild = defineActor({
  name: 'guild',
  key: bigint(),
  tables: { member },
  state: () => ({ hp: 3 }),
  alarms: ['close', 'open'],
})
  .on('apply', async (self, { roleId }: { readonly roleId: bigint }) => {
    if (self.rows.member.get(roleId) !== null) return 'member';
    self.rows.member.insert({ roleId, post: 'x' });
    self.alarms.set('close', { inMs: 3 });
    self.state.hp -= 1;
    // @ts-expect-error: no such column
    self.rows.member.insert({ roleId, rank: 'x' });
    // @ts-expect-error: the owner is the actor itself and is not given
    self.rows.member.get(self.key, roleId);
    // @ts-expect-error: no such alarm was declared
    self.alarms.set('ring', { inMs: 5 });
    // @ts-expect-error: memory has the shape that `state` gave it
    self.state.mana = 3;
    // @ts-expect-error: a message has its own fields
    self.members.send(notice, { txt: 'hello' });
    return 'waiting';
  })
  .on('list', (self) => self.rows.member.list())
  .on('obj', () => ({ ok: false, reason: 'full' }))
  .on('nothing', (self, _args: { readonly x: number }) => {
    self.state.hp = 1;
  });
const refuse = defineActor({ name: 'refuse', key: text() })
  .on('x', (_self, { n }: { readonly n: number }) => (n > 1 ? rollback('poor') : 'done'))
  .on('y', async (_self, { n }: { readonly n: number }) => {
    if (n > 1) return rollback({ ok: false, why: 'poor' });
    return { ok: true, n };
  });
const bag = defineRoleActor({ name: 'bag', tables: { gold } }).on('get', (self) => self.rows.gold.get()?.gold ?? 0n);

export async function answers(): Promise<void> {
  const applied = await scope.actor(guild, 1n).apply({ roleId: 1n });
  same<typeof applied, 'member' | 'waiting'>();
  // @ts-expect-error: the answer is one of its literals
  if (applied === 'accepted') return;
  const list = await scope.actor(guild, 1n).list();
  same<(typeof list)[number]['roleId'], bigint>();
  const obj = await scope.actor(guild, 1n).obj();
  same<typeof obj, { readonly ok: false; readonly reason: 'full' }>();
  await scope.actor(guild, 1n).nothing({ x: 1 });
  scope.actor(guild, 1n).tell.list();
  const x = await scope.actor(refuse, 'a').x({ n: 1 });
  same<typeof x, 'done' | 'poor'>();
  const y = await scope.actor(refuse, 'a').y({ n: 1 });
  if (y.ok) same<typeof y.n, number>();
  else same<typeof y.why, 'poor'>();
  const three = await scope.together([scope.actor(guild, 1n), scope.actor(guild, 2n)], (one, two) => {
    one.rows.member.delete(1n);
    two.tell.apply({ roleId: 1n });
    return 3;
  });
  same<typeof three, 3>();
}

export async function mistakes(): Promise<void> {
  // @ts-expect-error: the key is a bigint
  await scope.actor(guild, 7).apply({ roleId: 1n });
  // @ts-expect-error: no such method
  await scope.actor(guild, 7n).aply({ roleId: 1n });
  // @ts-expect-error: the argument has a type
  await scope.actor(guild, 7n).apply({ roleId: '1' });
  // @ts-expect-error: what is told has no answer
  const told: string = scope.actor(guild, 7n).tell.apply({ roleId: 1n });
  scope.log.info(told);
  // @ts-expect-error: a change of several owners must not wait
  await scope.together([scope.actor(bag, 1n)], async (one) => one.rows.gold.get());
  await scope.together([scope.actor(guild, 7n), scope.actor(bag, 1n)], (first, second) => {
    second.rows.gold.get();
    // @ts-expect-error: shares come in the order of the refs, each with its own rows
    first.rows.gold.get();
  });
}

// @ts-expect-error: a function cannot be copied
guild.on('each', (_self, { run }: { readonly run: () => void }) => run());
// @ts-expect-error: nor answered: `self` has methods
guild.on('all', (self) => ({ self }));
// @ts-expect-error: `then` would make a ref a promise
guild.on('then', () => 1);
// @ts-expect-error: there is such a method already
guild.on('apply', () => 1);
// @ts-expect-error: the rows of an actor keyed by a bigint do not belong to a text
defineActor({ name: 'other', key: text(), tables: { member } });
// @ts-expect-error: what others do to a role, they do to its live rows
defineRoleActor({ name: 'spare', tables: { spare } });
// @ts-expect-error: a time of day is written 04:00
guild.daily('noon', () => {});
// @ts-expect-error: a hook has a name
guild.hook('awake', () => {});

// Functions beside a definition name its `self` without its five types.
const bossKind = defineActor({ name: 'boss', key: integer(), state: () => ({ hp: 3 }), alarms: ['respawn'] });
function hurt(self: SelfOf<typeof bossKind>): number {
  // @ts-expect-error: no such alarm was declared
  self.alarms.clear('ring');
  same<typeof self.key, number>();
  self.state.hp -= 1;
  return self.state.hp;
}
export const boss = bossKind.on('hit', (self) => hurt(self));
function purse(self: SelfOf<typeof bag>): bigint {
  self.reply(notice, { text: 'yours' });
  return self.rows.gold.get()?.gold ?? 0n;
}
export const richer = bag.on('purse', (self) => purse(self));

const nothing = (): void => {};
const paced = defineActor({ name: 'paced', key: bigint(), settings: z.object({ beatMs: z.int() }) });
paced.every(({ beatMs }) => beatMs, nothing).every(1_000, nothing);
// @ts-expect-error: there is no such setting
paced.every(({ beat }) => beat, nothing);
// @ts-expect-error: a period is a number
paced.every(({ beatMs }) => `${beatMs}`, nothing);
const plain = defineActor({ name: 'plain', key: bigint() });
// @ts-expect-error: without settings there is none to read
plain.every((settings) => settings.beatMs, nothing);

const soul = defineRoleActor({ name: 'soul' });
defineActor({ name: 'watcher', key: bigint() })
  .on('begin', (self) => {
    self.watch(self.actor(guild, 7n));
    self.unwatch(self.actor(soul, 7n));
    // @ts-expect-error: what is watched is a ref
    self.watch(7n);
    // @ts-expect-error: and no definition
    self.watch(guild);
  })
  .hook('gone', (self, { name, key }) => {
    self.log.info(`${name}/${key}`);
    // @ts-expect-error: keys of other definitions have other types
    const id: bigint = key;
    void id;
  })
  // @ts-expect-error: there is no such hook
  .hook('lost', nothing);
defineRoleActor({ name: 'other' }).on('begin', (self) => {
  // @ts-expect-error: a role watches nobody
  self.watch(self.actor(guild, 7n));
});

defineActor({ name: 'square', key: bigint(), inEachProcess: true, state: () => ({ n: 1 }) }).on(
  'n',
  (self) => self.state.n,
);
defineActor({ name: 'square', key: bigint(), inEachProcess: true, tables: {}, alarms: [] });
defineActor({ name: 'square', key: bigint(), inEachProcess: false });
// @ts-expect-error: what each process has for itself has no tables
defineActor({ name: 'square', key: bigint(), inEachProcess: true, tables: { member } });
// @ts-expect-error: nor alarms
defineActor({ name: 'square', key: bigint(), inEachProcess: true, alarms: ['ring'] });
