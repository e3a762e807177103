// The messages of the benchmark `udp`: twelve numbers, to and from the server, marked for datagrams and not.
import type { MessageType, PacketReader, PacketWriter } from '../../src/wire/index.ts';

export interface Twelve {
  readonly values: readonly number[];
}

const COUNT = 12;
const INT32_BYTES = 4;
/** The id and the numbers. */
export const PACKET_BYTES = 2 + COUNT * INT32_BYTES;

function twelve<S extends string>(
  id: number,
  name: string,
  { states, isDatagram }: { readonly states: readonly S[]; readonly isDatagram: boolean },
): MessageType<Twelve, S> {
  const codec = {
    encode: (writer: PacketWriter, { values }: Twelve): void => {
      writer.reserve(COUNT * INT32_BYTES);
      for (const value of values) writer.int32(value, name);
    },
    decode: (reader: PacketReader): Twelve | null => {
      if (!reader.has(COUNT * INT32_BYTES)) return null;
      return { values: Array.from({ length: COUNT }, () => reader.int32()) };
    },
  };
  const common = { id, name, states, isDatagram, fields: [], rate: null, delivery: 'droppable' } as const;
  return { ...common, packed: codec, protobuf: codec };
}

const TO_SERVER = ['gaming'] as const;
export const DownUdp = twelve<never>(50_001, 'bench_down_udp_s2c', { states: [], isDatagram: true });
export const DownTcp = twelve<never>(50_002, 'bench_down_tcp_s2c', { states: [], isDatagram: false });
export const UpUdp = twelve(50_003, 'bench_up_udp_c2s', { states: TO_SERVER, isDatagram: true });
export const UpTcp = twelve(50_004, 'bench_up_tcp_c2s', { states: TO_SERVER, isDatagram: false });
export const BENCH_MESSAGES: readonly MessageType[] = [DownUdp, DownTcp, UpUdp, UpTcp] as readonly MessageType[];

/** What the processes of the benchmark ask each other. */
export type Ask =
  | { readonly kind: 'connect'; readonly url: string; readonly count: number }
  | { readonly kind: 'send'; readonly way: 'udp' | 'tcp'; readonly rounds: number; readonly pauseMs: number }
  | { readonly kind: 'figures' };

export interface Figures {
  /** Processor time so far. Nanoseconds. */
  readonly cpuNs: number;
  readonly received: number;
}
