import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { IsVisitorC2s, RegisterC2s, UserAuthC2s } from '../modules/login/login.messages.ts';
import { JADEGATE_MESSAGES } from '../modules/messages.ts';
import { encodePacket, LAYOUTS, type Layout, type MessageType, PacketReader, PacketWriter } from '../wire/index.ts';
import { HeartbeatC2s, QueryTimeC2s, ResumeC2s } from './gate.messages.ts';
import { chooseProtocol, type LayoutHolder, readOpening } from './told-layout.ts';

const TICKET: UserAuthC2s = {
  ...{
    username: 'alice',
    userid: '',
    time: '1750000000',
    cm: '1',
    flag: '',
    userip: '',
    type: '',
    sid: '',
    serverid: 1,
  },
  ...{ openid: '', openkey: 'k'.repeat(3_000), appid: '', pf: '', pfkey: '' },
};

function packetOf<M>(layout: Layout, type: MessageType<M>, value: M): Uint8Array {
  const writer = new PacketWriter();
  encodePacket(writer, layout, { type, value });
  return writer.toBytes();
}

/** What a port with that default reads, and what it then knows of its client. */
function read<M>(port: Layout, type: MessageType<M>, packet: Uint8Array) {
  const holder: LayoutHolder = { layout: port, isLayoutTold: false };
  const reader = new PacketReader().reset(packet);
  reader.uint16();
  const value = readOpening(holder, type, reader);
  return { value, ...holder, failure: reader.failure };
}

const TELLING: readonly (readonly [name: string, type: MessageType, value: unknown])[] = [
  ['a ticket', UserAuthC2s as MessageType, TICKET],
  ['an empty name', UserAuthC2s as MessageType, { ...TICKET, username: '', openkey: '' }],
  ['a visitor', IsVisitorC2s as MessageType, { t: 1_790_000_000, f: '0123456789abcdef0123456789abcdef' }],
  ['a registration', RegisterC2s as MessageType, { account: 'alice', password: 'secret', serverid: 1 }],
  [
    'a resume',
    ResumeC2s as MessageType,
    { version: 1, token: new Uint8Array(36).fill(0xa1), attempt: 1, received: 0, pending: 0 },
  ],
];

for (const port of LAYOUTS) {
  for (const layout of LAYOUTS) {
    for (const [name, type, value] of TELLING) {
      test(`told layout: ${name} in ${layout} tells it on a port with ${port}`, () => {
        const found = read(port, type, packetOf(layout, type, value));
        assert.deepEqual(found, { value, layout, isLayoutTold: true, failure: found.failure });
      });
    }
  }
}

test('told layout: what both layouts read tells nothing, and the layout of the port holds', () => {
  for (const port of LAYOUTS) {
    const empty = packetOf(port, QueryTimeC2s, {});
    assert.deepEqual(read(port, QueryTimeC2s, empty), { value: {}, layout: port, isLayoutTold: false, failure: null });
  }
  // Four bytes that are a heartbeat in both: 08 and a varint of three bytes.
  const packet = packetOf('protobuf', HeartbeatC2s, { beatTime: 100_000 });
  assert.equal(packet.length, 6);
  const { value, layout, isLayoutTold } = read('packed', HeartbeatC2s, packet);
  assert.deepEqual([value, layout, isLayoutTold], [{ beatTime: 0x08a08d06 }, 'packed', false]);
});

test('told layout: a body without bytes tells nothing, though protobuf reads it', () => {
  for (const [port, wanted] of [
    ['packed', null],
    ['protobuf', { beatTime: 0 }],
  ] as const) {
    const { value, layout, isLayoutTold } = read(port, HeartbeatC2s, Uint8Array.of(0, 26));
    assert.deepEqual([value, layout, isLayoutTold], [wanted, port, false]);
  }
});

test('told layout: a heartbeat that only one layout reads tells it', () => {
  for (const layout of LAYOUTS) {
    const packet = packetOf(layout, HeartbeatC2s, { beatTime: 5 });
    const { value, layout: told, isLayoutTold } = read('packed', HeartbeatC2s, packet);
    assert.deepEqual([value, told, isLayoutTold], [{ beatTime: 5 }, layout, true]);
  }
});

test('told layout: packed bytes that protobuf reads as unknown fields are packed', () => {
  // A visitor of the year 2032, whose time begins with the tag of an unknown fixed32.
  const packet = packetOf('packed', IsVisitorC2s, { t: 0x75_01_01_01, f: '' });
  for (const port of LAYOUTS) {
    const { value, layout } = read(port, IsVisitorC2s, packet);
    assert.deepEqual([value, layout], [{ t: 0x75_01_01_01, f: '' }, 'packed']);
  }
});

test('told layout: bytes of neither layout are malformed in the layout of the port', () => {
  const packet = Uint8Array.of(0x01, 0x9a, 0x00, 0xff);
  for (const [port, rule] of [
    ['packed', 'cut-short'],
    ['protobuf', 'invalid-tag'],
  ] as const) {
    const { value, layout, isLayoutTold, failure } = read(port, UserAuthC2s, packet);
    assert.deepEqual([value, layout, isLayoutTold, failure?.rule], [null, port, false, rule]);
  }
});

test('told layout: once it is told, the other layout is malformed', () => {
  const holder: LayoutHolder = { layout: 'packed', isLayoutTold: false };
  chooseProtocol(holder, 'chat');
  assert.deepEqual(holder, { layout: 'packed', isLayoutTold: false });
  chooseProtocol(holder, 'jadegate.protobuf');
  assert.deepEqual(holder, { layout: 'protobuf', isLayoutTold: true });
  const reader = new PacketReader().reset(packetOf('packed', UserAuthC2s, TICKET));
  reader.uint16();
  assert.equal(readOpening(holder, UserAuthC2s, reader), null);
  chooseProtocol(holder, 'jadegate.packed');
  assert.equal(holder.layout, 'packed');
});

test('told layout: bytes of any kind are read or refused, never thrown, and what is told is what was read', () => {
  const types = JADEGATE_MESSAGES.filter(({ states }) => states.includes('connected'));
  assert.ok(types.length > 5);
  const bodies = fc.oneof(
    fc.uint8Array({ maxLength: 80 }),
    // Tags and lengths of protobuf, which random bytes seldom are.
    fc.array(fc.constantFrom(0x08, 0x0a, 0x10, 0x12, 0x18, 0x1a, 0x22, 0x75, 0, 1, 2, 0x80, 0xed, 0xa0), {
      maxLength: 40,
    }),
  );
  fc.assert(
    fc.property(fc.constantFrom(...types), fc.constantFrom(...LAYOUTS), bodies, (type, port, body) => {
      const packet = Uint8Array.of(type.id >> 8, type.id & 0xff, ...body);
      const { value, layout, isLayoutTold } = read(port, type, packet);
      if (!isLayoutTold) assert.equal(layout, port);
      else assert.deepEqual(type[layout].decode(new PacketReader().reset(Uint8Array.from(body))), value);
    }),
    { numRuns: 3_000 },
  );
});
