import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ScanResult } from '../../wire/index.ts';
import { DIALECTS, encodeText, isBusText } from '../names/index.ts';
import { BusCodec, type BusMessage } from './bus-message.ts';
import { createBusFraming } from './framing-bus.ts';

const OPEN: BusMessage = { kind: 'open', account: 'test01', session: 81, payCost: 0, payMode: 5, address: '1.2.3.4' };
const MESSAGES: readonly BusMessage[] = [
  OPEN,
  { kind: 'close', account: 'test01', session: 81 },
  { kind: 'kick', account: '啊测试', session: 2_147_483_647 },
  { kind: 'softOut', account: 'a', session: 2 },
  { kind: 'serverInfo', serverName: '热血传奇', index: 99, online: 0 },
  { kind: 'keepalive', online: 1_234 },
  { kind: 'relay', text: 'a/b/c' },
  { kind: 'load' },
  { kind: 'cost' },
];

function decode(codec: BusCodec, text: string): unknown {
  const bytes = Buffer.from(text, 'latin1');
  return codec.decode(bytes, 0, bytes.length);
}

for (const dialect of DIALECTS) {
  test(`bus message: ${dialect} reads back what it says`, () => {
    const codec = new BusCodec(dialect);
    for (const message of MESSAGES) {
      const bytes = codec.encode(message);
      assert.deepEqual(codec.decode(bytes, 1, bytes.length - 1), message);
    }
  });
}

test('bus message: each family has its numbers', () => {
  const says = (dialect: 'DM' | 'PL' | 'K98' | 'CPP', message: BusMessage) =>
    Buffer.from(new BusCodec(dialect).encode(message)).toString('latin1');
  assert.equal(says('DM', OPEN), '(100/test01/81/0/5/1.2.3.4)');
  assert.equal(says('CPP', OPEN), '(100/test01/81/0/5/1.2.3.4)');
  assert.equal(says('PL', OPEN), '(1000/test01/81/0/5/1.2.3.4)');
  assert.equal(says('K98', { kind: 'close', account: 'a', session: 2 }), '(1001/a/2)');
  assert.equal(says('PL', { kind: 'serverInfo', serverName: 'x', index: 0, online: 7 }), '(1030/x/0/7)');
  // The same number is something else in the next family.
  assert.deepEqual(decode(new BusCodec('PL'), '103/a/5'), { kind: 'cost' });
  assert.deepEqual(decode(new BusCodec('DM'), '103/a/5/6'), {
    kind: 'serverInfo',
    serverName: 'a',
    index: 5,
    online: 6,
  });
});

const REFUSED: readonly (readonly [text: string, reason: string])[] = [
  ['', 'ident-unknown'],
  ['/', 'ident-unknown'],
  ['999/a/2', 'ident-unknown'],
  ['-100/a/2', 'ident-unknown'],
  ['1e2/a/2/0/5/1.1.1.1', 'ident-unknown'],
  ['100', 'fields-missing'],
  ['100/a/2/0/5', 'fields-missing'],
  ['100//2/0/5/1.1.1.1', 'text-malformed'],
  ['100/a/1/0/5/1.1.1.1', 'session-malformed'],
  ['100/a/0/0/5/1.1.1.1', 'session-malformed'],
  ['100/a/-5/0/5/1.1.1.1', 'session-malformed'],
  ['100/a/2147483648/0/5/1.1.1.1', 'session-malformed'],
  ['100/a/2/x/5/1.1.1.1', 'number-malformed'],
  ['100/a/2/0//1.1.1.1', 'number-malformed'],
  ['100/a/2/0/5/1.1.1.1%', 'text-malformed'],
  ['100/a/2/0/5/', 'text-malformed'],
  [`101/${'a'.repeat(65)}/2`, 'text-malformed'],
  ['101/a\0b/2', 'fields-missing'],
  ['101/a\nb/2', 'text-malformed'],
  ['101/\xff\xff/2', 'text-malformed'],
  ['102/a', 'fields-missing'],
  ['199/a(101/b/2', 'text-malformed'],
  ['103/x/99', 'fields-missing'],
  ['103/x/99/1.5', 'number-malformed'],
  ['103//99/1', 'text-malformed'],
  ['104', 'number-malformed'],
  ['104/99999999999', 'number-malformed'],
];
for (const [text, reason] of REFUSED) {
  test(`bus message: ${JSON.stringify(text).slice(0, 40)} is refused as ${reason}`, () => {
    assert.deepEqual(decode(new BusCodec('DM'), text), { kind: 'malformed', reason });
  });
}

test('bus message: a divider behind the last field is borne', () => {
  assert.deepEqual(decode(new BusCodec('DM'), '101/a/7/'), { kind: 'close', account: 'a', session: 7 });
});

test('bus message: texts that would end a message, or that the code page lacks, are no fields', () => {
  for (const text of ['', 'a(b', 'a)b', 'a/b', 'a\nb', '\u{1F600}', '啊'.repeat(33)]) {
    assert.equal(isBusText(text, 'gbk'), false, JSON.stringify(text));
  }
  assert.equal(isBusText('啊'.repeat(32), 'gbk'), true);
  assert.throws(() => new BusCodec('DM').encode({ kind: 'close', account: 'a)(101/b', session: 2 }), /no sign/);
});

test('bus framing: messages come whole however the stream is cut, and what lies between them is skipped', () => {
  const codec = new BusCodec('DM');
  const stream = Buffer.concat([
    encodeText('x啊 )'),
    ...MESSAGES.flatMap((message) => [codec.encode(message), Buffer.from('\0')]),
  ]);
  for (let cut = 0; cut <= stream.length; cut++) {
    const decoder = createBusFraming().createDecoder();
    const found: unknown[] = [];
    let at = 0;
    for (const end of [cut, stream.length]) {
      for (;;) {
        const result = decoder.scan(stream, at, end);
        if (result === ScanResult.needMore) break;
        assert.notEqual(result, ScanResult.malformed);
        if (result === ScanResult.frame) found.push(codec.decode(stream, decoder.payloadStart, decoder.payloadEnd));
        at = decoder.frameEnd;
      }
    }
    assert.deepEqual(found, MESSAGES, `cut at ${cut}`);
  }
});

test('bus message: fields after the known ones are ignored, as OpenMir2 sends them', () => {
  const codec = new BusCodec('DM');
  const open = { kind: 'open', account: 'acct', session: 4711, payCost: 0, payMode: 5, address: '127.0.0.1' };
  assert.deepEqual(decode(codec, '100/acct/4711/0/5/127.0.0.1/0'), open);
  assert.deepEqual(decode(codec, '100/acct/4711/0/5/127.0.0.1/x/-1//'), open);
  const info = { kind: 'serverInfo', serverName: 'test1', index: 0, online: 7 };
  assert.deepEqual(decode(codec, '103/test1/0/7/0'), info);
  assert.deepEqual(decode(codec, '101/acct/4711/0'), { kind: 'close', account: 'acct', session: 4711 });
  assert.deepEqual(decode(codec, '102/acct/4711/0/a'), { kind: 'softOut', account: 'acct', session: 4711 });
  assert.deepEqual(decode(codec, '111/acct/4711/x'), { kind: 'kick', account: 'acct', session: 4711 });
  assert.deepEqual(decode(codec, '104/7/0'), { kind: 'keepalive', online: 7 });
});

test('bus framing: a message that is too long is known by its length and costs no other, and one without end is refused', () => {
  const decoder = createBusFraming(100).createDecoder();
  const stream = Buffer.from(`(${'a'.repeat(99)}(b)(104/1)`);
  assert.equal(decoder.scan(stream, 0, 99), ScanResult.needMore);
  assert.equal(decoder.scan(stream, 0, stream.length), ScanResult.frame);
  assert.equal(decoder.payloadEnd - decoder.payloadStart, 99);
  assert.equal(decoder.scan(stream, decoder.frameEnd, stream.length), ScanResult.skipped);
  assert.equal(decoder.scan(stream, decoder.frameEnd, stream.length), ScanResult.frame);
  assert.equal(stream.toString('latin1', decoder.payloadStart, decoder.payloadEnd), '104/1');
  const long = Buffer.from(`100/${'a'.repeat(5_000)}`);
  const malformed = { kind: 'malformed', reason: 'message-too-long' };
  assert.deepEqual(new BusCodec('DM').decode(long, 0, long.length), malformed);
  const endless = Buffer.from(`(${'a'.repeat(2_000)}`);
  assert.equal(decoder.scan(endless, 0, endless.length), ScanResult.frame);
  assert.equal(decoder.scan(endless, decoder.frameEnd, endless.length), ScanResult.malformed);
  assert.equal(decoder.fault, 'frame-too-long');
});
