import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  DATAGRAM_BYTES_LONGEST,
  DATAGRAM_HEAD_BYTES,
  DATAGRAM_KIND,
  DATAGRAM_NUMBER_MAX,
  DATAGRAM_PACKET_BYTES_MAX,
  DATAGRAM_TAG_BYTES,
  type DatagramSigner,
  kindOfDatagram,
  numberOfDatagram,
  readDatagramPackets,
  TakenDatagrams,
} from './datagram.ts';
import { DatagramSender, fitsDatagram } from './datagram-sender.ts';
import type { MessageType } from './message.ts';
import { RestingPackets } from './resting-packets.ts';

const noSigner: DatagramSigner = { sign: () => {}, isSigned: () => true };

function senderOf(): { readonly sender: DatagramSender; readonly sent: Uint8Array[] } {
  const sent: Uint8Array[] = [];
  const transmit = (bytes: Uint8Array, length: number): void => void sent.push(bytes.slice(0, length));
  return { sender: new DatagramSender({ channel: 7, signer: noSigner, transmit }), sent };
}

function packetsOf(datagram: Uint8Array): Uint8Array[] | null {
  const packets: Uint8Array[] = [];
  const body = { start: DATAGRAM_HEAD_BYTES, end: datagram.length - DATAGRAM_TAG_BYTES };
  const isWhole = readDatagramPackets(datagram, body, (bytes, start, end) => {
    packets.push(bytes.slice(start, end));
    return true;
  });
  return isWhole ? packets : null;
}

test('datagrams: packets of any size come out as they went in, in datagrams of bounded size and rising numbers', () => {
  const size = fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: DATAGRAM_PACKET_BYTES_MAX }));
  fc.assert(
    fc.property(fc.array(fc.record({ size, isFlushed: fc.boolean() }), { maxLength: 60 }), (packets) => {
      const { sender, sent } = senderOf();
      for (const [index, { size: bytes, isFlushed }] of packets.entries()) {
        sender.add(new Uint8Array(bytes + 4).fill(index), 2, bytes + 2);
        if (isFlushed) sender.flush();
      }
      sender.flush();
      assert.ok(sent.every(({ length }) => length <= DATAGRAM_BYTES_LONGEST));
      assert.deepEqual(
        sent.map((datagram) => numberOfDatagram(datagram, 0)),
        sent.map((_, index) => index + 1),
      );
      assert.deepEqual(
        sent.flatMap((datagram) => packetsOf(datagram) ?? assert.fail('whole packets')),
        packets.map(({ size: bytes }, index) => new Uint8Array(bytes).fill(index)),
      );
    }),
    { numRuns: 100 },
  );
});

test('datagrams: a body that is cut anywhere is taken whole or not at all', () => {
  const { sender, sent } = senderOf();
  const sizes = [0, 3, 1, 40];
  for (const size of sizes) sender.add(new Uint8Array(size), 0, size);
  sender.flush();
  const [datagram = new Uint8Array(0)] = sent;
  const ends = new Set<number>();
  let end = DATAGRAM_HEAD_BYTES;
  for (const size of [-2, ...sizes]) {
    end += 2 + size;
    ends.add(end);
  }
  for (let cut = DATAGRAM_HEAD_BYTES; cut <= datagram.length - DATAGRAM_TAG_BYTES; cut++) {
    let taken = 0;
    const isWhole = readDatagramPackets(datagram, { start: DATAGRAM_HEAD_BYTES, end: cut }, () => {
      taken++;
      return true;
    });
    assert.equal(isWhole, ends.has(cut), `cut at ${cut}`);
    if (!isWhole) assert.equal(taken, 0);
  }
});

test('datagrams: what carried packets is void once, and again only behind new packets', () => {
  const { sender, sent } = senderOf();
  assert.equal(sender.voidAll(), null);
  sender.send(DATAGRAM_KIND.report, new Uint8Array(8));
  assert.equal(sender.voidAll(), null, 'a report carries nothing');
  sender.add(Uint8Array.of(1, 2), 0, 2);
  assert.equal(sender.voidAll(), 2, 'what was filled leaves first');
  assert.equal(sender.voidAll(), null);
  assert.deepEqual(
    sent.map((datagram) => kindOfDatagram(datagram, 0)),
    [DATAGRAM_KIND.report, DATAGRAM_KIND.data],
  );
});

test('datagrams: a sender without numbers sends nothing', () => {
  const { sender, sent } = senderOf();
  sender.startAt(DATAGRAM_NUMBER_MAX - 1);
  for (let each = 0; each < 3; each++) {
    sender.add(Uint8Array.of(1), 0, 1);
    sender.flush();
  }
  assert.ok(sender.isSpent);
  assert.deepEqual(
    sent.map((datagram) => numberOfDatagram(datagram, 0)),
    [DATAGRAM_NUMBER_MAX],
  );
});

test('datagrams: only higher numbers are taken, and none that is void', () => {
  const taken = new TakenDatagrams();
  assert.deepEqual(
    [1, 1, 3, 2, 3, 4].map((number) => taken.take(number)),
    [true, false, true, false, false, true],
  );
  taken.voidThrough(9);
  taken.voidThrough(5);
  assert.deepEqual(
    [9, 10, 0].map((number) => taken.take(number)),
    [false, true, false],
  );
  assert.deepEqual([taken.highest, taken.count], [10, 4]);
  taken.voidThrough(2 ** 32 - 1);
  assert.equal(taken.highest, 10, 'a number that cannot be voids nothing');
  assert.equal(taken.take(DATAGRAM_NUMBER_MAX + 1), false);
});

test('datagrams: the longest packet fits, and one byte more does not', () => {
  assert.deepEqual(
    [fitsDatagram(DATAGRAM_PACKET_BYTES_MAX), fitsDatagram(DATAGRAM_PACKET_BYTES_MAX + 1)],
    [true, false],
  );
  const { sender, sent } = senderOf();
  sender.add(new Uint8Array(DATAGRAM_PACKET_BYTES_MAX), 0, DATAGRAM_PACKET_BYTES_MAX);
  sender.flush();
  assert.equal(sent[0]?.length, DATAGRAM_BYTES_LONGEST);
});

test('resting packets: the newest of each key is kept, within bounds, until its key has rested', () => {
  const resting = new RestingPackets({ countMax: 3, bytesMax: 20 });
  const [one, other] = [{ name: 'one' }, { name: 'other' }] as unknown as [MessageType, MessageType];
  const keep = ([type, key]: readonly [MessageType, string], length: number, nowMs: number): boolean =>
    resting.keep({ type, key, bytes: new Uint8Array(30).fill(length), start: 5, end: 5 + length }, nowMs);
  assert.ok(keep([one, '1'], 4, 0) && keep([one, '2'], 4, 10) && keep([other, '1'], 4, 20));
  assert.equal(keep([other, '2'], 4, 20), false, 'too many');
  assert.ok(keep([one, '1'], 6, 30), 'a newer one takes the place of the older');
  assert.equal(keep([one, '2'], 20, 40), false, 'too long');
  assert.deepEqual([resting.count, resting.bytes], [2, 10]);
  assert.deepEqual(resting.takeRested(19), []);
  const rested = resting.takeRested(30);
  assert.deepEqual(
    rested.map(({ type, key, length, bytes }) => [type, key, length, bytes[0]]),
    [
      [one, '1', 6, 6],
      [other, '1', 4, 4],
    ],
  );
  assert.deepEqual([resting.count, resting.bytes, resting.takeAll().length], [0, 0, 0]);
  keep([one, '1'], 4, 0);
  resting.drop(one, '1');
  resting.drop(other, '9');
  assert.deepEqual([resting.count, resting.bytes], [0, 0]);
});
