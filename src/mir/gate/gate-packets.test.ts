import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fromHex, toHex } from '../../base/index.ts';
import { dialectOf } from '../wire/index.ts';
import { GATE_PACKETS } from '../wire/vectors.fixture.ts';
import { AddressPaces } from './address-paces.ts';
import { BlockList, parseBlockList } from './block-list.ts';
import { createBlockListFile } from './block-list-node.ts';
import { GatePackets, KEEPALIVE } from './gate-packets.ts';
import { ADDRESS_PACES_MAX, BLOCKS_FOR_A_WHILE_MAX } from './limits.ts';
import { ServerPacket, ServerPacketReader } from './server-packet.ts';

for (const [name, kind, dialect, gate, id, more, expected] of GATE_PACKETS) {
  test(`gate packets: golden bytes ${name}`, () => {
    const [first = '', second = ''] = more;
    const packets = new GatePackets({ dialect: dialectOf(dialect), kind: gate, gateAddress: second || '127.0.0.1' });
    const bytes = {
      open: () => packets.open(id, first),
      // A payload is what lies between `#` and `!`.
      data: () => packets.data(packets.dataHead(id), (fromHex(first) ?? new Uint8Array(0)).subarray(1, -1)),
      close: () => packets.close(id),
    }[kind]();
    assert.equal(toHex(bytes), expected);
  });
}

test('gate packets: the keepalive, and an address with a zone', () => {
  assert.equal(toHex(KEEPALIVE), '252d2d24');
  const packets = new GatePackets({ dialect: dialectOf('DM'), kind: 'selgate', gateAddress: '::1' });
  assert.equal(Buffer.from(packets.open(7, 'fe80::1%eth0')).toString(), '%O7/fe80::1/::1$');
});

const READ: readonly (readonly [payload: string, kind: ServerPacket, id: number])[] = [
  ['308/#<!', ServerPacket.data, 308],
  ['++', ServerPacket.alive, 0],
  ['+', ServerPacket.alive, 0],
  ['+?308', ServerPacket.alive, 0],
  ['+-308', ServerPacket.kick, 308],
  ['+T308', ServerPacket.blockForAWhile, 308],
  ['+B2147483647', ServerPacket.block, 2_147_483_647],
  ['+-2147483648', ServerPacket.unknown, 0],
  ['+-', ServerPacket.unknown, 0],
  ['+-3a', ServerPacket.unknown, 0],
  ['0/#<!', ServerPacket.unknown, 0],
  ['/#<!', ServerPacket.unknown, 0],
  ['308', ServerPacket.unknown, 0],
  ['', ServerPacket.unknown, 0],
  [`${'9'.repeat(40)}/a`, ServerPacket.unknown, 0],
];
for (const [payload, kind, id] of READ) {
  test(`server packet: ${payload.slice(0, 20) || 'nothing'} between other bytes`, () => {
    const reader = new ServerPacketReader(dialectOf('PL'));
    const bytes = Buffer.from(`7/${payload}/9`, 'latin1');
    assert.equal(reader.read(bytes, 2, 2 + payload.length), kind);
    if (kind !== ServerPacket.unknown && id > 0) assert.equal(reader.id, id);
  });
}

test('block list: addresses and networks, a line each; what is neither is reported with its line', () => {
  assert.deepEqual(parseBlockList('192.0.2.1\r\n# a comment\n\n10.0.0.0/8 ; office\n::1', 'x'), [
    '192.0.2.1',
    '10.0.0.0/8',
    '::1',
  ]);
  for (const bad of ['192.0.2', '192.0.2.1/33', 'example.org', '1.2.3.4 5.6.7.8']) {
    assert.throws(() => parseBlockList(`::1\n${bad}`, 'list.txt'), {
      code: 'block-list-unusable',
      message: /^list\.txt:2: /,
    });
  }
  assert.throws(() => parseBlockList('\n'.repeat(70_000), 'x'), { code: 'block-list-unusable' });
});

test('block list: those for a while end, and those that began first are forgotten beyond the bound', () => {
  const list = new BlockList();
  const isBlocked = (address: string, nowMs: number): boolean => list.isBlocked({ address, customer: address }, nowMs);
  list.addForAWhile('10.0.0.1', 1_000);
  assert.equal(isBlocked('10.0.0.1', 999), true);
  assert.equal(isBlocked('10.0.0.1', 1_000), false);
  list.tick(1_000);
  assert.equal(list.count, 0);
  for (let index = 0; index <= BLOCKS_FOR_A_WHILE_MAX; index++) list.addForAWhile(`a${index}`, 5_000);
  assert.equal(list.count, BLOCKS_FOR_A_WHILE_MAX);
  assert.equal(isBlocked('a0', 0), false);
  assert.equal(isBlocked('a1', 0), true);
});

test('block list file: every line counts, a missing file is empty, and blocks are added at its end', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'jadegate-mir-'));
  const path = join(folder, 'block.txt');
  const file = createBlockListFile(path);
  try {
    assert.deepEqual(file.read(), []);
    await file.append('192.0.2.1');
    await file.append('192.0.2.2');
    assert.deepEqual(file.read(), ['192.0.2.1', '192.0.2.2']);
    assert.equal(readFileSync(path, 'utf8'), '192.0.2.1\n192.0.2.2\n');
    writeFileSync(path, '192.0.2.1');
    await file.append('192.0.2.2');
    assert.deepEqual(file.read(), ['192.0.2.1', '192.0.2.2'], 'a last line without its end');
    writeFileSync(path, 'x');
    assert.throws(() => file.read(), { code: 'block-list-unusable', message: /block\.txt:1/ });
    assert.throws(() => createBlockListFile(folder).read(), { code: 'block-list-unusable' });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('address paces: each address has its own, and those that came longest ago are forgotten beyond the bound', () => {
  const paces = new AddressPaces({ perSecond: 1, burst: 2 });
  assert.deepEqual(
    [1, 2, 3].map(() => paces.allow('a', 1_000)),
    [true, true, false],
  );
  assert.equal(paces.allow('b', 1_000), true);
  assert.equal(paces.allow('a', 2_000), true);
  for (let index = 0; index < ADDRESS_PACES_MAX; index++) paces.allow(`x${index}`, 2_000);
  assert.equal(paces.count, ADDRESS_PACES_MAX);
});
