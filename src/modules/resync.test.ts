// A client that begins anew is sent what it cannot know any more of each module.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gateMessages } from '../gate/index.ts';
import { GuildsCreateC2s, GuildsInfoS2c, GuildsMemberS2c } from './guilds/guilds.messages.ts';
import { MailNoticeS2c, MailResultS2c, MailSendC2s } from './mail/mail.messages.ts';
import { LearnedSkillS2c, RoleMapChangeS2c } from './map/map.messages.ts';
import { withPlayers } from './map/players.fixture.ts';

const { ResumeC2s, ResumeEnableC2s, ResumeEnabledS2c, ResyncedS2c } = gateMessages;

test('resync: a client that lost messages is sent its guild and its unread mail anew', async () => {
  const config = { gate: { resume: { ringKilobytes: 4 } }, guilds: { levelMin: 1 } };
  await withPlayers({ config }, async ({ world, enter }) => {
    const [ann, bob] = [await enter('ann'), await enter('bob')];
    ann.client.say(GuildsCreateC2s, { name: 'Ravens' });
    await world.until(() => ann.client.names.includes(GuildsInfoS2c.name), 'a guild');
    const receiver = world.server.gate.directory.findRole(ann.roleId);
    const letter = { toRoleId: ann.roleId, toName: '', subject: 'hello', words: 'dear ann', gold: 0n, items: [] };
    bob.client.say(MailSendC2s, letter);
    await world.until(() => bob.client.names.includes(MailResultS2c.name), 'an answer');
    assert.equal(bob.client.all(MailResultS2c)[0]?.reason, 0);
    ann.client.say(ResumeEnableC2s, { version: 1 });
    const { token } = await ann.client.next(ResumeEnabledS2c);
    ann.client.reset();
    await world.until(() => world.server.gate.resumes.parkedCount === 1, 'ann is parked');
    for (let at = 0; at < 500; at++) receiver?.send(LearnedSkillS2c, { creatureid: 1n, skills: [] });
    const back = world.connect('10.0.0.2');
    await world.until(() => back.isReady, 'a connection');
    back.say(ResumeC2s, { version: 1, token, attempt: 1, received: 0, pending: 0 });
    const wanted = [ResyncedS2c, RoleMapChangeS2c, GuildsInfoS2c, GuildsMemberS2c, MailNoticeS2c].map(
      ({ name }) => name,
    );
    await world.until(() => wanted.every((name) => back.names.includes(name)), wanted.join(', '));
    assert.deepEqual(back.all(MailNoticeS2c)[0]?.unread, 1);
    assert.deepEqual(back.all(GuildsInfoS2c)[0]?.name, 'Ravens');
  });
});
