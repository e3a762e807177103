// An actor that streams to its members, for tests of a gate.
import assert from 'node:assert/strict';
import { defineActor, type Stream, type StreamEncoding } from '../actor/index.ts';
import { bigint, defineTable, integer } from '../store/index.ts';
import { PacketWriter } from '../wire/index.ts';
import { Told, testMessage } from './gate.fixture.ts';
import type { Gate } from './gate.ts';
import { defineModule } from './module.ts';

export const Moved = testMessage({ id: 61_420, name: 'moved_s2c', states: [] });
/** The layouts differ. */
export const Seen = {
  ...testMessage({ id: 61_421, name: 'seen_s2c', states: [] }),
  protobuf: { ...Moved.protobuf, encode: (writer: PacketWriter) => writer.patchUint16(writer.skip(2), 0xabcd) },
};
const step = defineTable({ name: 'stream_step', kind: 'actor', owner: bigint(), columns: { n: integer() } });

/** A message, framed. */
function framed(encoding: StreamEncoding, type: typeof Moved, values: readonly number[]): Uint8Array {
  const writer = new PacketWriter();
  const bytes = new Uint8Array(4_000);
  let end = 0;
  for (const value of values) {
    writer.reset();
    writer.patchUint16(writer.skip(2), type.id);
    type[encoding.layout].encode(writer, { value });
    const start = encoding.writeHead(bytes, end, writer.length);
    assert.equal(start - end, encoding.headBytes(writer.length));
    bytes.set(writer.bytes.subarray(0, writer.length), start);
    end = start + writer.length;
  }
  return bytes.subarray(0, end);
}

/** A map of a kind: sends numbers to its members, encoded once for each encoding. */
const streets = defineActor({
  name: 'streets',
  key: bigint(),
  tables: { step },
  state: () => ({ encoded: 0, kept: null as Stream | null }),
})
  .on('come', (self, { roleId }: { readonly roleId: bigint }) => self.members.add(roleId))
  .on('go', (self, { roleId }: { readonly roleId: bigint }) => self.members.remove(roleId))
  .on('move', (self, { values }: { readonly values: readonly number[] }) => {
    const runs = new Map<StreamEncoding, Uint8Array>();
    self.rows.step.upsert({ n: values.length });
    self.members.send(Told, { value: -1 });
    for (const roleId of self.members.list()) {
      const stream = self.members.stream(roleId);
      if (stream === null) continue;
      const run = runs.get(stream.encoding) ?? framed(stream.encoding, Seen, values);
      runs.set(stream.encoding, run);
      stream.send(run, 0, run.length);
    }
    return runs.size;
  })
  .on('peek', (self, { roleId }: { readonly roleId: bigint }) => {
    self.state = { ...self.state, kept: self.members.stream(roleId) };
    return self.state.kept === null ? 'no stream' : self.state.kept.backlogBytes;
  })
  .on('sendKept', ({ state: { kept } }) => {
    if (kept === null) return;
    const run = framed(kept.encoding, Moved, [7]);
    kept.send(run, 0, run.length);
  })
  .on('spoil', (self, { roleId, text }: { readonly roleId: bigint; readonly text: string }) => {
    try {
      self.members.stream(roleId)?.send(Buffer.from(text, 'latin1'), 0, text.length);
      return 'sent';
    } catch (error) {
      return (error as { readonly code?: string }).code ?? 'no code';
    }
  });

export const game = () => defineModule({ name: 'game', messages: [Told, Moved, Seen], actors: [streets] });

export function streetOf({ gate }: { readonly gate: Gate }) {
  const scope = gate.modules.scopes.at(-1) ?? assert.fail('there is a module');
  return scope.actor(streets, 1n);
}
