// What operators do about who comes in: addresses that are denied and allowed, a door that outlives a restart, and the files of both.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ManualClock } from '../base/index.ts';
import { AccessFiles } from './access-files-node.ts';
import { AccessLists, parseAccessList } from './access-list.ts';
import { DoorFile } from './door-file-node.ts';
import { play } from './player.fixture.ts';
import { inWorld, type ServerWorld } from './server.fixture.ts';

const directory = mkdtempSync(join(tmpdir(), 'admission-'));
after(() => rmSync(directory, { recursive: true }));

async function order(world: ServerWorld, request: Record<string, unknown>): Promise<string> {
  let answer: { readonly ok: boolean; readonly result?: unknown; readonly error?: string } | null = null;
  void world.server.control(request).then((given) => {
    answer = given;
  });
  await world.until(() => answer !== null, 'the answer');
  const { ok, result, error } = answer as unknown as { ok: boolean; result?: unknown; error?: string };
  return ok ? String(result) : `refused: ${error}`;
}

test('access: a denied address is reset as it connects, and players from there are closed; allowed ones come in', async () => {
  await inWorld({}, async (world) => {
    const [inside, spared] = [world.connect('10.0.9.1'), world.connect('10.0.9.2')];
    await play(inside, 'ann');
    await play(spared, 'ben');
    assert.match(await order(world, { command: 'access-add', list: 'allow', network: '10.0.9.2' }), /allowed for good/);
    const denied = await order(world, { command: 'access-add', list: 'deny', network: '10.0.9.7/24', for: '30s' });
    assert.match(denied, /^10\.0\.9\.0\/24: denied until .*; connections closed: 1$/);
    await inside.assertClosedWith('address-denied');
    const late = world.connect('10.0.9.3');
    await world.until(() => late.isClosed, 'it is reset');
    assert.equal(world.count('connections_refused', 'address-denied'), 1);
    await play(world.connect('10.0.9.2'), 'cid');
    await world.pass(30_000);
    await play(world.connect('10.0.9.3'), 'dan');
    assert.equal(await order(world, { command: 'access-list', list: 'deny' }), 'none');
  });
});

test('access: what an operator mistypes is answered with what is allowed', async () => {
  await inWorld({}, async (world) => {
    const rows = [
      [{ command: 'access-add', list: 'deny', network: '300.1.1.1' }, /'300\.1\.1\.1' is no address or network/],
      [{ command: 'access-add', list: 'deny', network: '::1', for: 'long' }, /for: 'long' is not a length of time/],
      [{ command: 'access-remove', list: 'allow', network: '::1' }, /::1 is not on the list 'allow'/],
      [{ command: 'door-close', in: '0s' }, /in: '0s' is not a length of time/],
      [{ command: 'door-close', admitsRankMax: 10 }, /admitsRankMax/],
    ] as const;
    for (const [request, words] of rows) assert.match(await order(world, request), words);
  });
});

test('access: a list is read line by line, and a fault names the line', () => {
  const text = '# ours\n203.0.113.7/24 until 2026-12-01T00:00:00Z # a # flood\n\n::ffff:192.0.2.1\r\n2001:DB8::/32 #\n';
  assert.deepEqual(parseAccessList(text, 'deny.txt'), [
    { network: '203.0.113.0/24', untilMs: Date.UTC(2026, 11, 1), reason: 'a # flood' },
    { network: '192.0.2.1', untilMs: null, reason: '' },
    { network: '2001:db8::/32', untilMs: null, reason: '' },
  ]);
  for (const line of [
    'nobody',
    '10.0.0.0/33',
    '10.0.0.1 until',
    '10.0.0.1 until noon',
    '10.0.0.1 since 2026-12-01',
    '10.0.0.1 until 2026-12-01 x',
  ])
    assert.match(
      (parseAccessList(`::1\n${line}`, 'deny.txt') as { readonly fault: string }).fault,
      /^deny\.txt, line 2: /,
      line,
    );
});

test('access: files are read again and written as a whole; a bad line leaves the lists as they were', async () => {
  const clock = new ManualClock();
  const lists = new AccessLists(clock, false);
  const files = new AccessFiles(directory, lists);
  const path = join(directory, 'deny.txt');
  assert.equal(await files.read(), 'addresses: 0 denied, 0 allowed');
  await files.add('deny', { network: '192.0.2.0/24', untilMs: clock.wallMs() + 60_000, reason: 'a flood' });
  writeFileSync(path, `${readFileSync(path, 'utf8')}198.51.100.1 # by hand\n`);
  await files.add('deny', { network: '2001:db8::/32', untilMs: null, reason: '' });
  assert.deepEqual(
    lists.deny.entries().map(({ network }) => network),
    ['192.0.2.0/24', '198.51.100.1', '2001:db8::/32'],
  );
  assert.deepEqual(
    [lists.isDenied('192.0.2.9'), lists.isDenied('2001:db8::9'), lists.isDenied('::1')],
    [true, true, false],
  );
  writeFileSync(path, 'so what\n');
  await assert.rejects(files.read(), /deny\.txt, line 1: 'so' is no address/);
  await assert.rejects(files.remove('deny', '198.51.100.1'), /deny\.txt, line 1/);
  assert.equal(lists.isDenied('198.51.100.1'), true);
  writeFileSync(path, '198.51.100.1\n');
  assert.deepEqual(
    [await files.remove('deny', '198.51.100.1'), await files.remove('deny', '198.51.100.1')],
    [true, false],
  );
  assert.equal(readFileSync(path, 'utf8'), '');
  const only = new AccessLists(clock, true);
  only.allow.replace([{ network: '192.0.2.0/24', untilMs: null, reason: '' }]);
  assert.deepEqual([only.isDenied('192.0.2.1'), only.isDenied('198.51.100.1')], [false, true]);
});

test('door: its state is in a file while it is closed; a file that cannot be read names what to do', async () => {
  const file = new DoorFile(directory);
  const plan = { reason: 'later', closesMs: 5, opensMs: null, admitsReturning: true, admitsRankMax: 1 };
  assert.equal(await file.read(), null);
  await file.write(plan);
  assert.deepEqual(await file.read(), plan);
  writeFileSync(join(directory, 'door.json'), '{ "reason": 1 }');
  await assert.rejects(file.read(), /door\.json: .* delete it to open the door/s);
  await file.write(null);
  assert.equal(await file.read(), null);
});
