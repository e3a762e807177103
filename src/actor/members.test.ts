import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bigint } from '../store/index.ts';
import type { MessageType } from '../wire/index.ts';
import { ActorWorld } from './actor-world.fixture.ts';
import { defineActor } from './define-actor.ts';

type Role = { readonly roleId: bigint };
const left: string[] = [];
// The output of this world is recorded with any message.
const notice = { name: 'notice' } as unknown as MessageType<{ readonly text: string }, never>;

const party = defineActor({ name: 'party', key: bigint(), membersMax: 2, idleMs: 1_000 })
  .on('join', (self, { roleId }: Role) => {
    self.members.add(roleId);
    return self.members.count;
  })
  .on('leave', (self, { roleId }: Role) => self.members.remove(roleId))
  .on('streamTo', (self, { roleId, text }: Role & { readonly text: string }) => {
    const stream = self.members.stream(roleId);
    if (stream === null) return 'nobody';
    const bytes = Buffer.alloc(stream.encoding.headBytes(text.length) + text.length);
    bytes.write(text, stream.encoding.writeHead(bytes, 0, text.length), 'latin1');
    stream.send(bytes, 0, bytes.length);
    if (text === 'oops') throw new Error('no luck');
    return stream.backlogBytes;
  })
  .on('say', (self, { text, except }: { readonly text: string; readonly except?: bigint }) => {
    self.members.send(notice, { text }, except === undefined ? {} : { except });
    if (text === 'oops') throw new Error('no luck');
  })
  .hook('left', (self, roleId, reason) => {
    left.push(`${roleId} ${reason} of ${self.members.count}`);
  });

function start(): { readonly world: ActorWorld; readonly ref: ReturnType<typeof refOf> } {
  left.length = 0;
  const world = new ActorWorld([party]);
  for (const role of [1n, 2n, 3n]) world.playing.add(role);
  return { world, ref: refOf(world) };
}

function refOf(world: ActorWorld) {
  return world.scope.actor(party, 1n);
}

test('members: a message goes to all but one, when the turn has ended well', async () => {
  const { world, ref } = start();
  await ref.join({ roleId: 1n });
  await ref.join({ roleId: 2n });
  await ref.say({ text: 'hello' });
  await ref.say({ text: 'psst', except: 2n });
  await assert.rejects(ref.say({ text: 'oops' }), { code: 'actor-failed' });
  const sent = world.sent.map(({ to, message }) => `${to} ${(message as { readonly text: string }).text}`);
  assert.deepEqual(sent, ['1 hello', '2 hello', '1 psst']);
});

test('members: they keep the actor awake until they have left the game, and then the hook runs', async () => {
  const { world, ref } = start();
  await ref.join({ roleId: 1n });
  await world.advance(5_000);
  assert.equal(world.system.ownerCount, 1);
  world.system.left(1n, 'peer-closed');
  await world.settle();
  assert.deepEqual(left, ['1 peer-closed of 0']);
  await world.advance(3_000);
  assert.equal(world.system.ownerCount, 0);
  assert.equal(world.system.memberships.count, 0);
});

test('members: a role that does not play leaves at once, and too many are refused', async () => {
  const { world, ref } = start();
  assert.equal(await ref.join({ roleId: 9n }), 0);
  await world.settle();
  assert.equal(left.length, 1);
  await ref.join({ roleId: 1n });
  await ref.join({ roleId: 2n });
  await assert.rejects(ref.join({ roleId: 3n }), { code: 'actor-failed' });
  await ref.leave({ roleId: 2n });
  assert.equal(await ref.join({ roleId: 3n }), 2);
});

test('members: a stream reaches one member that plays, at once and whatever becomes of the turn', async () => {
  const { world, ref } = start();
  await ref.join({ roleId: 1n });
  await ref.join({ roleId: 2n });
  world.streamOf(1n).backlogBytes = 5;
  assert.equal(await ref.streamTo({ roleId: 1n, text: 'hello' }), 5);
  assert.equal(await ref.streamTo({ roleId: 3n, text: 'no member' }), 'nobody');
  await assert.rejects(ref.streamTo({ roleId: 1n, text: 'oops' }), { code: 'actor-failed' });
  world.playing.delete(2n);
  assert.equal(await ref.streamTo({ roleId: 2n, text: 'leaving' }), 'nobody');
  assert.deepEqual([world.streamOf(1n).packets, world.streamOf(2n).packets], [['hello', 'oops'], []]);
});
