// The messages of jadegate against the golden payloads, byte by byte: whole, cut at every offset, and longer by a byte.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import { fromHex, toHex } from '../base/index.ts';
import { createRegistry, decode, encodePacket, fromJson, PacketWriter, toJson } from '../wire/index.ts';
import { CLASSIC_VECTORS } from './classic-vectors.fixture.ts';
import { JADEGATE_MESSAGES } from './messages.ts';

const registry = createRegistry(JADEGATE_MESSAGES);
const writer = new PacketWriter();

function bytesOf(hex: string): Uint8Array {
  const bytes = fromHex(hex);
  assert(bytes !== null);
  return bytes;
}

describe('classic vectors', () => {
  for (const { name, message, fields, hex } of CLASSIC_VECTORS) {
    test(`${name}: fields encode to the golden bytes`, () => {
      const type = registry.byName(message);
      assert(type !== undefined);
      const parsed = fromJson(type, fields, { missing: 'refuse' });
      assert.equal(parsed.kind, 'value', inspect(parsed));
      assert(parsed.kind === 'value');
      writer.reset();
      encodePacket(writer, 'packed', { type, value: parsed.value });
      assert.equal(toHex(writer.toBytes()), hex);
    });

    test(`${name}: golden bytes decode to the fields`, () => {
      const result = decode(registry, { layout: 'packed', bytes: bytesOf(hex) });
      assert(result.kind === 'decoded', inspect(result));
      assert.equal(result.type.name, message);
      assert.deepEqual(toJson(result.type, result.value), fields);
    });

    test(`${name}: cut at every offset it is malformed`, () => {
      const bytes = bytesOf(hex);
      for (let end = 0; end < bytes.length; end++) {
        // Bytes beyond the end are those of a good message: whoever reads them does not notice the cut.
        const result = decode(registry, { layout: 'packed', bytes, start: 0, end });
        assert.equal(result.kind, 'malformed', `cut at ${end}`);
        assert(result.kind === 'malformed' && ['cut-short', 'list-too-long'].includes(result.rule), inspect(result));
      }
    });

    test(`${name}: a byte more is malformed`, () => {
      const result = decode(registry, { layout: 'packed', bytes: bytesOf(`${hex}00`) });
      assert.deepEqual(result, { kind: 'malformed', rule: 'trailing-bytes', field: message, offset: hex.length / 2 });
    });

    test(`${name}: the protobuf layout says the same`, () => {
      const decoded = decode(registry, { layout: 'packed', bytes: bytesOf(hex) });
      assert(decoded.kind === 'decoded');
      writer.reset();
      encodePacket(writer, 'protobuf', decoded);
      const again = decode(registry, { layout: 'protobuf', bytes: writer.toBytes() });
      assert(again.kind === 'decoded', inspect(again));
      assert.deepEqual(again.value, decoded.value);
    });
  }
});
