// A stand-in for streams of members: it reads the packets of a frame and sends them as messages.
import type { MessageType } from '../../wire/index.ts';
import { PacketReader } from '../../wire/index.ts';
import type { Stream } from './audience.ts';
import { MapFrameS2c, ObjectUpdateS2c, OtherRoleMoveS2c } from './map.messages.ts';
import type { StreamEncoding } from './update-encoder.ts';

const ENCODING: StreamEncoding = {
  layout: 'packed',
  headBytes: () => 2,
  writeHead: (bytes, at, payloadBytes) => {
    bytes[at] = payloadBytes >> 8;
    bytes[at + 1] = payloadBytes & 0xff;
    return at + 2;
  },
};
interface Sender {
  readonly members: { has(roleId: bigint): boolean };
  send<M>(roleId: bigint, type: MessageType<M, never>, message: M): void;
}

export function streamOf(self: Sender, roleId: bigint): Stream | null {
  if (!self.members.has(roleId)) return null;
  return {
    encoding: ENCODING,
    backlogBytes: 0,
    send: (bytes, start, end) => {
      for (let at = start; at < end; ) {
        const stop = at + 2 + ((bytes[at] as number) << 8) + (bytes[at + 1] as number);
        const reader = new PacketReader().reset(bytes, at + 2, stop);
        const id = reader.uint16();
        for (const type of [ObjectUpdateS2c, OtherRoleMoveS2c, MapFrameS2c] as unknown as MessageType<
          unknown,
          never
        >[]) {
          if (type.id === id) self.send(roleId, type, type.packed.decode(reader));
        }
        at = stop;
      }
    },
  };
}
