// The door jadegate/mir, as a tool in TypeScript uses it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CM,
  createMirCodec,
  DIALECTS,
  decodeMessage,
  dialectOf,
  encodeMessage,
  followMirPath,
  LoginClient,
} from 'jadegate/mir';

test('jadegate/mir: a message goes through the codec of each dialect and back', () => {
  for (const name of DIALECTS) {
    const codec = createMirCodec({ codec: dialectOf(name).codec });
    const body = Buffer.from('alice/secret');
    const decoded = decodeMessage(codec, encodeMessage(codec, { ident: CM.signIn, recog: -7 }, body));
    assert.ok(decoded.kind === 'message', name);
    assert.deepEqual([decoded.message.ident, decoded.message.recog], [CM.signIn, -7]);
    const read = codec.decode(decoded.body);
    assert.ok(read.kind !== 'malformed' && Buffer.from(read.bytes).equals(body), name);
  }
});

test('jadegate/mir: the client of the whole login path is exported', () => {
  assert.deepEqual([typeof followMirPath, typeof LoginClient], ['function', 'function']);
});
