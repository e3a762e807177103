// Packets of every message in both layouts, changed: each is a message or a reason, and a message is itself again when it is
// encoded and decoded once more.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { pick, type Random } from '../base/index.ts';
import { mutate } from '../base/mutate.fixture.ts';
import { createRegistry, decode, encodePacket, LAYOUTS, MALFORMED_RULES, PacketWriter } from '../wire/index.ts';
import { recordValues } from '../wire/message-values.fixture.ts';
import { JADEGATE_MESSAGES } from './messages.ts';

export const smokeRounds = 200;

const CHANGED_PACKETS = 20;
const registry = createRegistry(JADEGATE_MESSAGES);
const writer = new PacketWriter();

export function round(random: Random): void {
  const type = pick(random, JADEGATE_MESSAGES);
  const layout = pick(random, LAYOUTS);
  const [value] = fc.sample(recordValues(type), { numRuns: 1, seed: random.below(2 ** 31) });
  writer.reset();
  encodePacket(writer, layout, { type, value });
  const packet = writer.toBytes();
  for (let each = 0; each < CHANGED_PACKETS; each++) {
    const bytes = mutate(random, packet, 4);
    const result = decode(registry, { layout, bytes });
    if (result.kind === 'malformed') {
      assert.ok(MALFORMED_RULES.includes(result.rule) && result.offset <= bytes.length && result.field !== '');
      continue;
    }
    writer.reset();
    encodePacket(writer, layout, { type: result.type, value: result.value });
    const again = decode(registry, { layout, bytes: writer.toBytes() });
    assert.ok(again.kind === 'decoded', `${result.type.name}: what was decoded can be encoded and decoded`);
    assert.deepEqual(again.value, result.value);
  }
}
