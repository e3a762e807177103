import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { defineActor, rollback } from '../../actor/index.ts';
import { defineModule, type Scope } from '../../gate/index.ts';
import { bigint, defineTable, text } from '../../store/index.ts';
import { startTestServer, type TestPlayer, type TestServer } from '../../testing.ts';
import { BagContentS2c } from '../bags/bags.messages.ts';
import { bag } from '../bags/index.ts';
import { roleBook } from '../roles/index.ts';
import { MAIL_KIND, MAIL_REFUSAL } from './mail.failures.ts';
import {
  MailCollectC2s,
  MailDeleteC2s,
  type MailHead,
  MailListC2s,
  MailListS2c,
  MailNoticeS2c,
  MailReadC2s,
  MailResultS2c,
  MailS2c,
  MailSendC2s,
} from './mail.messages.ts';
import { mailDesk } from './mail-desk.ts';
import { mailbox } from './mailbox.ts';

const SWORD = 7;
const EMPTY = { toRoleId: 0n, toName: '', subject: 'Hello', words: 'From me', gold: 0n, items: [] };
const LETTER = { from: 'Season 4', subject: 'Your prize' };

async function enter(server: TestServer, name: string): Promise<TestPlayer> {
  return server.enter(name.toLowerCase(), { roleName: name });
}

/** Alice has a sword and 100 gold. */
async function enterBoth(server: TestServer) {
  const [alice, bob] = [await enter(server, 'Alice'), await enter(server, 'Bobby')];
  await server.scope.actor(bag, alice.roleId).change({ gold: 100n, items: [{ id: SWORD, count: 1 }] });
  await alice.client.next(BagContentS2c);
  return { alice, bob };
}

async function ask({ client }: TestPlayer, message: Partial<MailSendC2s>): Promise<number> {
  client.send(MailSendC2s, { ...EMPTY, ...message });
  return (await client.next(MailResultS2c)).reason;
}

async function collect({ client }: TestPlayer, mailId: bigint): Promise<number> {
  client.send(MailCollectC2s, { mailId });
  return (await client.next(MailResultS2c)).reason;
}

async function list({ client }: TestPlayer, before = 0n): Promise<readonly MailHead[]> {
  client.send(MailListC2s, { before });
  return (await client.next(MailListS2c)).mails;
}

const holdings = (server: TestServer, { roleId }: TestPlayer) => server.scope.actor(bag, roleId).content();
const SENT = { gold: 60n, items: [] };
const KEPT = { gold: 100n, items: [{ id: SWORD, count: 1 }] };
const GIFT = { gold: 40n, items: [{ id: SWORD, count: 1 }] };

describe('mail', () => {
  test('mail: words and goods go to a role that plays, which reads and collects them once', async () => {
    await using server = await startTestServer();
    const { alice, bob } = await enterBoth(server);
    assert.equal(await ask(alice, { toName: 'bobby', ...GIFT }), 0);
    assert.deepEqual(await bob.client.next(MailNoticeS2c), { unread: 1, total: 1 });
    assert.deepEqual(await holdings(server, alice), SENT);
    const [head] = await list(bob);
    assert.ok(head !== undefined);
    assert.deepEqual(
      [head.kind, head.senderId, head.senderName, head.subject, head.isRead, head.hasGoods],
      [MAIL_KIND.role, alice.roleId, 'Alice', 'Hello', false, true],
    );
    bob.client.send(MailReadC2s, { mailId: head.mailId });
    const mail = await bob.client.next(MailS2c);
    assert.deepEqual([mail.words, mail.gold, mail.items], ['From me', 40n, GIFT.items]);
    bob.client.send(MailDeleteC2s, { mailId: head.mailId });
    assert.equal((await bob.client.next(MailResultS2c)).reason, MAIL_REFUSAL.hasGoods);
    assert.equal(await collect(bob, head.mailId), 0);
    assert.equal(await collect(bob, head.mailId), MAIL_REFUSAL.noGoods);
    assert.deepEqual(await holdings(server, bob), GIFT);
    bob.client.send(MailDeleteC2s, { mailId: head.mailId });
    assert.equal((await bob.client.next(MailResultS2c)).reason, 0);
    assert.deepEqual(await list(bob), []);
  });

  test('mail: a role that is off line reads on arrival how many wait', async () => {
    await using server = await startTestServer();
    const { alice, bob } = await enterBoth(server);
    await bob.client.close();
    assert.equal(await ask(alice, { toRoleId: bob.roleId, ...GIFT }), 0);
    const again = await server.enter('bobby');
    assert.deepEqual(await again.client.next(MailNoticeS2c), { unread: 1, total: 1 });
    assert.equal(await collect(again, 1n), 0);
    assert.deepEqual(await holdings(server, again), GIFT);
  });

  for (const step of ['before-journal', 'between-owners', 'after-journal', 'before-answer'] as const) {
    test(`mail: a crash at the step '${step}' of a sending leaves the goods with one of the two`, async () => {
      await using server = await startTestServer();
      const { alice, bob } = await enterBoth(server);
      const crashed = server.crashAt(step);
      alice.client.send(MailSendC2s, { ...EMPTY, toRoleId: bob.roleId, ...GIFT });
      await crashed;
      const isSent = step.startsWith('after') || step === 'before-answer';
      assert.deepEqual(await holdings(server, alice), isSent ? SENT : KEPT);
      const again = await server.enter('bobby');
      assert.equal(await collect(again, 1n), isSent ? 0 : MAIL_REFUSAL.noMail);
      assert.deepEqual(await holdings(server, again), isSent ? GIFT : { gold: 0n, items: [] });
    });

    test(`mail: a crash at the step '${step}' of a collection, and the goods are collected once`, async () => {
      await using server = await startTestServer();
      const { alice, bob } = await enterBoth(server);
      assert.equal(await ask(alice, { toRoleId: bob.roleId, ...GIFT }), 0);
      const crashed = server.crashAt(step);
      bob.client.send(MailCollectC2s, { mailId: 1n });
      await crashed;
      const again = await server.enter('bobby');
      const isDone = step.startsWith('after') || step === 'before-answer';
      assert.equal(await collect(again, 1n), isDone ? MAIL_REFUSAL.noGoods : 0);
      assert.deepEqual(await holdings(server, again), GIFT);
    });
  }

  test('mail: the game posts once, and reads by name when the mailbox is full', async () => {
    await using server = await startTestServer({ settings: { mail: { mailsMax: 2 } } });
    const { alice, bob } = await enterBoth(server);
    const box = server.scope.actor(mailbox, bob.roleId);
    const letter = { ...LETTER, ...GIFT };
    for (const step of ['before-journal', 'after-journal'] as const) {
      const crashed = server.crashAt(step);
      await assert.rejects(box.post(letter, { once: 'season:4' }), { code: 'actor-unreachable' });
      await crashed;
    }
    assert.equal(await box.post(letter, { once: 'season:4' }), 'posted');
    assert.deepEqual(await box.counts(), { unread: 1, total: 1 });
    assert.equal(await box.post(LETTER), 'posted');
    assert.equal(await box.post(LETTER), 'full');
    // What players send has room of its own, and the other way round.
    const again = await server.enter('alice');
    assert.equal(again.roleId, alice.roleId);
    assert.equal(await ask(again, { toRoleId: bob.roleId }), 0);
  });

  test('mail: what the game cannot mean is refused by name', async () => {
    await using server = await startTestServer();
    const { bob } = await enterBoth(server);
    const box = server.scope.actor(mailbox, bob.roleId);
    for (const wrong of [
      { gold: -1n },
      { items: [{ id: SWORD, count: -1 }] },
      { items: [{ id: SWORD, count: 1.5 }] },
      { items: [{ id: 0, count: 1 }] },
      {
        items: [
          { id: 1, count: 1 },
          { id: 1, count: 1 },
        ],
      },
      { items: Array.from({ length: 17 }, (_, at) => ({ id: at + 1, count: 1 })) },
      { subject: 'x'.repeat(101) },
      { words: 'x'.repeat(2_001) },
      { words: 'a\0b' },
      { subject: 'a\nb' },
      { words: '\ud800' },
      { from: 'x'.repeat(65) },
      { days: 0 },
    ]) {
      assert.equal(await box.post({ ...LETTER, ...wrong }), 'malformed', JSON.stringify(wrong, String));
    }
    assert.deepEqual(await box.counts(), { unread: 0, total: 0 });
    await assert.rejects(server.scope.actor(mailbox, 89_999_999n).post(LETTER), { code: 'role-unknown' });
  });

  test('mail: a game moves goods of an actor into a mail in one change', async () => {
    const chest = defineTable({ name: 'chest', kind: 'actor', owner: text(), columns: { gold: bigint() } });
    const chests = defineActor({ name: 'chests', key: text(), tables: { chest } })
      .on('fill', (self, { gold }: { readonly gold: bigint }) => self.rows.chest.upsert({ gold }))
      .on('pay', (self, { roleId, gold }: { readonly roleId: bigint; readonly gold: bigint }) => {
        const desk = self.use(mailDesk);
        return self.together([self.me, self.actor(mailbox, roleId)], (here, box) => {
          const left = (here.rows.chest.get()?.gold ?? 0n) - gold;
          if (left < 0n) return rollback('empty');
          here.rows.chest.upsert({ gold: left });
          const posted = desk.post(box, { ...LETTER, gold });
          return posted === 'posted' ? 'paid' : rollback(posted);
        });
      });
    const module = defineModule({ name: 'chests', actors: [chests], uses: [mailDesk] });
    await using server = await startTestServer({ modules: [module], settings: { mail: { mailsMax: 1 } } });
    const { bob } = await enterBoth(server);
    const house = server.scope.actor(chests, 'house');
    await house.fill({ gold: 50n });
    assert.equal(await house.pay({ roleId: bob.roleId, gold: 51n }), 'empty');
    assert.equal(await house.pay({ roleId: bob.roleId, gold: 30n }), 'paid');
    assert.equal(await house.pay({ roleId: bob.roleId, gold: 20n }), 'full');
    assert.equal(await collect(bob, 1n), 0);
    assert.equal((await holdings(server, bob)).gold, 30n);
  });

  test('mail: what a client cannot mean is refused, and nothing leaves the bag', async () => {
    await using server = await startTestServer({ clock: 'manual' });
    const { alice, bob } = await enterBoth(server);
    const to = { toName: 'Bobby' };
    const cases: readonly (readonly [Partial<MailSendC2s>, number])[] = [
      [{}, MAIL_REFUSAL.unknownRole],
      [{ toName: 'Nobody' }, MAIL_REFUSAL.unknownRole],
      [{ toName: 'x'.repeat(500) }, MAIL_REFUSAL.unknownRole],
      [{ toName: 'Bob\0by' }, MAIL_REFUSAL.unknownRole],
      [{ toRoleId: -1n }, MAIL_REFUSAL.unknownRole],
      [{ toRoleId: 50_999_999n }, MAIL_REFUSAL.unknownRole],
      [{ toRoleId: 89_999_999n }, MAIL_REFUSAL.unknownRole],
      [{ toRoleId: 2n ** 63n - 1n }, MAIL_REFUSAL.unknownRole],
      [{ toName: 'alice' }, MAIL_REFUSAL.self],
      [{ ...to, gold: -1n }, MAIL_REFUSAL.malformed],
      [{ ...to, items: [{ id: SWORD, count: -1 }] }, MAIL_REFUSAL.malformed],
      [{ ...to, items: [{ id: SWORD, count: 0 }] }, MAIL_REFUSAL.malformed],
      [
        {
          ...to,
          items: [
            { id: SWORD, count: 1 },
            { id: SWORD, count: 1 },
          ],
        },
        MAIL_REFUSAL.malformed,
      ],
      [{ ...to, items: Array.from({ length: 9 }, (_, at) => ({ id: at + 1, count: 1 })) }, MAIL_REFUSAL.malformed],
      [{ ...to, subject: '', words: '' }, MAIL_REFUSAL.malformed],
      [{ ...to, subject: '\u202e\0', words: ' \n\u200b' }, MAIL_REFUSAL.malformed],
      [{ ...to, subject: 'x'.repeat(31) }, MAIL_REFUSAL.tooLong],
      [{ ...to, words: '文'.repeat(301) }, MAIL_REFUSAL.tooLong],
      [{ ...to, gold: 101n }, MAIL_REFUSAL.lacking],
      [{ ...to, gold: 2n ** 63n - 1n }, MAIL_REFUSAL.lacking],
      [{ ...to, items: [{ id: SWORD, count: 2 }] }, MAIL_REFUSAL.lacking],
      [{ ...to, items: [{ id: 2 ** 31 - 1, count: 2 ** 31 - 1 }] }, MAIL_REFUSAL.lacking],
    ];
    for (const [message, reason] of cases) {
      assert.equal(
        await ask(alice, message),
        reason,
        JSON.stringify(message, (_key, value) => (typeof value === 'bigint' ? String(value) : value)),
      );
      await server.advance(1_000);
    }
    for (const mailId of [0n, -1n, 1n, 2n ** 60n]) {
      bob.client.send(MailReadC2s, { mailId });
      assert.equal((await bob.client.next(MailResultS2c)).reason, MAIL_REFUSAL.noMail);
      assert.equal(await collect(bob, mailId), MAIL_REFUSAL.noMail);
    }
    assert.deepEqual(await list(bob, -5n), []);
    assert.deepEqual(await holdings(server, alice), KEPT);
  });

  test('mail: what nobody sees, or what changes its surroundings, is taken out of a text', async () => {
    await using server = await startTestServer();
    const { alice, bob } = await enterBoth(server);
    const words = `a\0b\u202ec\nd${'\u0301'.repeat(20)} `;
    assert.equal(await ask(alice, { toName: 'Bobby', subject: 'a\nb', words }), 0);
    bob.client.send(MailReadC2s, { mailId: 1n });
    const mail = await bob.client.next(MailS2c);
    assert.equal(mail.head?.subject, 'a b');
    assert.match(mail.words, /^abc\nd\u0301{1,8}$/);
  });

  test('mail: words of the dictionary are masked', async () => {
    await using server = await startTestServer();
    const { alice, bob } = await enterBoth(server);
    assert.equal(await ask(alice, { toName: 'Bobby', subject: 'fuck', words: 'You fuck' }), 0);
    bob.client.send(MailReadC2s, { mailId: 1n });
    const { head, words } = await bob.client.next(MailS2c);
    assert.deepEqual([head.subject, words], ['****', 'You ****']);
  });

  test('mail: a role waits between mails, sends a number a day, and pays postage', async () => {
    const mail = { perDayMax: 3, coolDownSeconds: 60, postage: 10, fromOneMax: 2 };
    await using server = await startTestServer({ clock: 'manual', settings: { mail } });
    const { alice, bob } = await enterBoth(server);
    const carol = await enter(server, 'Carol');
    assert.equal(await ask(alice, { toRoleId: bob.roleId }), 0);
    alice.client.send(MailSendC2s, { ...EMPTY, toRoleId: bob.roleId });
    const { reason, seconds } = await alice.client.next(MailResultS2c);
    assert.deepEqual([reason, seconds], [MAIL_REFUSAL.coolDown, 60]);
    await server.advance(60_000);
    assert.equal(await ask(alice, { toRoleId: bob.roleId }), 0);
    await server.advance(60_000);
    assert.equal(await ask(alice, { toRoleId: bob.roleId }), MAIL_REFUSAL.tooManyFromYou);
    assert.equal(await ask(alice, { toRoleId: carol.roleId }), 0);
    await server.advance(60_000);
    alice.client.send(MailSendC2s, { ...EMPTY, toRoleId: carol.roleId });
    const last = await alice.client.next(MailResultS2c);
    assert.deepEqual([last.reason, last.seconds], [MAIL_REFUSAL.dayLimit, 86_400 - 180]);
    assert.equal((await holdings(server, alice)).gold, 70n);
    // A clock that is set back makes nobody wait for longer.
    server.jump(-7 * 86_400_000);
    assert.equal(await ask(alice, { toRoleId: carol.roleId }), 0);
  });

  test('mail: a role that is banned from chat, or from mail, sends none', async () => {
    await using server = await startTestServer();
    const { alice, bob } = await enterBoth(server);
    await server.command('ban', { account: 'alice', what: 'chat/mail', for: '1h', reason: 'flood' });
    alice.client.send(MailSendC2s, { ...EMPTY, toRoleId: bob.roleId });
    const { reason, seconds } = await alice.client.next(MailResultS2c);
    assert.equal(reason, MAIL_REFUSAL.muted);
    assert.ok(seconds > 3_500 && seconds <= 3_600);
  });

  test('mail: a full bag collects nothing, and later all of it', async () => {
    await using server = await startTestServer({ settings: { bags: { itemKindsMax: 1 } } });
    const { alice, bob } = await enterBoth(server);
    assert.equal(await ask(alice, { toRoleId: bob.roleId, ...GIFT }), 0);
    await server.scope.actor(bag, bob.roleId).give({ id: 1, count: 1 });
    assert.equal(await collect(bob, 1n), MAIL_REFUSAL.bagFull);
    assert.equal((await holdings(server, bob)).gold, 0n);
    await server.scope.actor(bag, bob.roleId).take({ id: 1, count: 1 });
    assert.equal(await collect(bob, 1n), 0);
    assert.deepEqual(await holdings(server, bob), GIFT);
  });

  test('mail: a long list comes in pages, the latest first', async () => {
    await using server = await startTestServer({ settings: { mail: { mailsMax: 60 } } });
    const { bob } = await enterBoth(server);
    const box = server.scope.actor(mailbox, bob.roleId);
    for (let count = 1; count <= 60; count++) await box.post({ ...LETTER, subject: `no ${count}` });
    const first = await list(bob);
    assert.deepEqual([first.length, first[0]?.subject, first.at(-1)?.subject], [50, 'no 60', 'no 11']);
    const rest = await list(bob, first.at(-1)?.mailId);
    assert.deepEqual([rest.length, rest.at(-1)?.subject], [10, 'no 1']);
  });
});

const HOUR_MS = 3_600_000;
const DAYS = { roleDays: 1 / 24, gameDays: 2 / 24 };

describe('mail that is over', () => {
  test('mail: goods that nobody collects go back to the sender once, while both are away', async () => {
    await using server = await startTestServer({ clock: 'manual', settings: { mail: DAYS } });
    const { alice, bob } = await enterBoth(server);
    assert.equal(await ask(alice, { toRoleId: bob.roleId, ...GIFT }), 0);
    for (const { client } of [alice, bob]) await client.close();
    await server.advance(HOUR_MS + 60_000);
    assert.deepEqual(await server.scope.actor(mailbox, bob.roleId).counts(), { unread: 0, total: 0 });
    const again = await server.enter('alice');
    assert.deepEqual(await again.client.next(MailNoticeS2c), { unread: 1, total: 1 });
    const [head] = await list(again);
    assert.deepEqual([head?.kind, head?.hasGoods, head?.subject], [MAIL_KIND.returned, true, 'Hello']);
    assert.equal(await collect(again, head?.mailId ?? 0n), 0);
    assert.deepEqual(await holdings(server, again), KEPT);
  });

  test('mail: a crash while goods go back leaves them in one mailbox', async () => {
    for (const step of ['between-owners', 'after-journal'] as const) {
      await using server = await startTestServer({ clock: 'manual', settings: { mail: DAYS } });
      const { alice, bob } = await enterBoth(server);
      assert.equal(await ask(alice, { toRoleId: bob.roleId, ...GIFT }), 0);
      for (const { client } of [alice, bob]) await client.close();
      const crashed = server.crashAt(step);
      await server.advance(HOUR_MS + 60_000);
      await crashed;
      await server.advance(60_000);
      assert.deepEqual(await server.scope.actor(mailbox, bob.roleId).counts(), { unread: 0, total: 0 });
      assert.deepEqual(await server.scope.actor(mailbox, alice.roleId).counts(), { unread: 1, total: 1 });
    }
  });

  test('mail: goods wait with the receiver while the mailbox of the sender has no room', async () => {
    const gate = { deadlineSeconds: { gaming: 86_400 } };
    await using server = await startTestServer({ clock: 'manual', settings: { mail: { ...DAYS, mailsMax: 1 }, gate } });
    const { alice, bob } = await enterBoth(server);
    const carol = await enter(server, 'Carol');
    assert.equal(await ask(alice, { toRoleId: bob.roleId, gold: 10n }), 0);
    await server.advance(6_000);
    assert.equal(await ask(alice, { toRoleId: carol.roleId, gold: 20n }), 0);
    await server.advance(HOUR_MS + 60_000);
    const [head, ...others] = await list(alice);
    assert.deepEqual([head?.kind, others.length], [MAIL_KIND.returned, 0]);
    assert.equal(await collect(alice, head?.mailId ?? 0n), 0);
    alice.client.send(MailDeleteC2s, { mailId: head?.mailId ?? 0n });
    assert.equal((await alice.client.next(MailResultS2c)).reason, 0);
    server.jump(86_400_000);
    await server.advance(60_000);
    const [second] = await list(alice);
    assert.equal(await collect(alice, second?.mailId ?? 0n), 0);
    assert.equal((await holdings(server, alice)).gold, 100n);
  });

  test('mail: another process posts to a role that sleeps, and the first one hands it out', async () => {
    await using first = await startTestServer({ clock: 'manual' });
    await using second = await startTestServer({ beside: first });
    const { client, roleId } = await first.enter('alice');
    await client.close();
    for (const server of [first, second, first]) {
      const posted = server.scope.actor(mailbox, roleId).post({ ...LETTER, gold: 5n });
      await first.advance(30_000);
      assert.equal(await posted, 'posted');
    }
    const entering = first.enter('alice');
    await first.advance(30_000);
    const again = await entering;
    assert.deepEqual(await again.client.next(MailNoticeS2c), { unread: 3, total: 3 });
    assert.equal(await collect(again, 2n), 0);
    assert.equal((await holdings(first, again)).gold, 5n);
  });

  test('mail: what is over is neither shown nor collected, and the mail of the game is deleted', async () => {
    await using server = await startTestServer({
      clock: 'manual',
      settings: { mail: DAYS, gate: { deadlineSeconds: { gaming: 86_400 } } },
    });
    const { bob } = await enterBoth(server);
    const box = server.scope.actor(mailbox, bob.roleId);
    await box.post({ ...LETTER, ...GIFT });
    await server.advance(2 * HOUR_MS - 120_000);
    assert.equal((await list(bob)).length, 1);
    await server.advance(240_000);
    assert.equal((await list(bob)).length, 0);
    assert.equal(await collect(bob, 1n), MAIL_REFUSAL.noMail);
    await box.post(LETTER);
    assert.deepEqual(await box.counts(), { unread: 1, total: 1 });
  });

  test('mail: a wall clock that jumps ends no mail', async () => {
    await using server = await startTestServer({ clock: 'manual', settings: { mail: DAYS } });
    const { alice, bob } = await enterBoth(server);
    await server.scope.actor(mailbox, bob.roleId).post({ ...LETTER, gold: 5n });
    assert.equal(await ask(alice, { toRoleId: bob.roleId, ...GIFT }), 0);
    server.jump(400 * 86_400_000);
    await server.advance(60_000);
    assert.deepEqual(await server.scope.actor(mailbox, bob.roleId).counts(), { unread: 2, total: 2 });
    server.jump(-400 * 86_400_000);
    await server.advance(60_000);
    assert.equal((await list(bob)).length, 2);
  });

  test('mail: goods in the mails of a role that is deleted go back at once', async () => {
    const scopes: Scope<unknown, unknown>[] = [];
    const deleting = defineModule({ name: 'deleting', uses: [roleBook] }).hook('started', (scope) => {
      scopes.push(scope);
    });
    await using server = await startTestServer({ modules: [deleting] });
    const { alice, bob } = await enterBoth(server);
    assert.equal(await ask(alice, { toRoleId: bob.roleId, ...GIFT }), 0);
    await bob.client.close();
    const [scope] = scopes;
    assert.ok(scope !== undefined);
    await scope.use(roleBook).delete(scope, { account: 'bobby', serverId: 1 }, bob.roleId);
    await server.settled();
    assert.equal(await collect(alice, 1n), 0);
    assert.deepEqual(await holdings(server, alice), KEPT);
    await server.scope.actor(bag, alice.roleId).content();
    assert.equal(await ask(alice, { toName: 'Bobby' }), MAIL_REFUSAL.coolDown);
  });

  test('mail-send: an operator sends goods once with the same words', async () => {
    await using server = await startTestServer();
    const { bob } = await enterBoth(server);
    const args = { role: String(bob.roleId), subject: 'Sorry', gold: '7', item: SWORD, once: 'ticket 9' };
    for (let count = 0; count < 2; count++) {
      assert.equal(await server.command('mail-send', args), `role ${bob.roleId}: sent`);
    }
    assert.equal((await list(bob)).length, 1);
    await assert.rejects(
      server.command('mail-send', { ...args, once: 'ticket 10', words: 'a\0b' }),
      /none that a mail/,
    );
    await assert.rejects(server.command('mail-send', { role: '89999999', subject: 'x' }), /no such role/);
  });
});
