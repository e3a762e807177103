// The example of docs/PROTOCOL.md is what both sides sign and take.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  channelOfDatagram,
  DATAGRAM_HEAD_BYTES,
  DATAGRAM_KIND,
  DATAGRAM_TAG_BYTES,
  kindOfDatagram,
  numberOfDatagram,
  readDatagramPackets,
} from '../wire/index.ts';
import { createDatagramSigner } from './datagram-signer.ts';

const PROTOCOL = join(import.meta.dirname, '..', '..', 'docs', 'PROTOCOL.md');

test('datagrams: the example of the document is signed, numbered and read as it says', () => {
  const [, example = ''] = readFileSync(PROTOCOL, 'utf8').split('### 10.6');
  const lines = [...example.matchAll(/^([CS]) ([0-9a-f]+)$/gm)];
  const key = Uint8Array.from({ length: 32 }, (_, at) => at);
  const readers = { C: createDatagramSigner(key, 'server'), S: createDatagramSigner(key, 'client') };
  const seen = lines.map(([, side, hex = '']) => {
    const bytes = Uint8Array.from(Buffer.from(hex, 'hex'));
    const isSigned = readers[side as 'C' | 'S'].isSigned(bytes, 0, bytes.length);
    assert.equal(channelOfDatagram(bytes, 0), 0x0a0b0c0d);
    return [side, kindOfDatagram(bytes, 0), numberOfDatagram(bytes, 0), isSigned, bytes.length];
  });
  const { hello, challenge, prove, data, report } = DATAGRAM_KIND;
  assert.deepEqual(seen, [
    ['C', hello, 1, true, 32],
    ['S', challenge, 1, true, 26],
    ['C', prove, 2, true, 26],
    ['S', data, 2, true, 43],
    ['C', report, 3, true, 25],
  ]);
  const bytes = Buffer.from(lines[3]?.[2] ?? '', 'hex');
  const packets: string[] = [];
  const body = { start: DATAGRAM_HEAD_BYTES, end: bytes.length - DATAGRAM_TAG_BYTES };
  readDatagramPackets(bytes, body, (_, start, end) => packets.push(bytes.toString('hex', start, end)) > 0);
  assert.deepEqual(packets, ['001b0000000000989681000000640000003b000000700000']);
});
