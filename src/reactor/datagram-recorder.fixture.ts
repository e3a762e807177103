// Records every datagram of a socket for tests: bytes, and the sender as text.
import { Counters } from '../base/index.ts';
import type { BindOptions, DatagramIo, DatagramSocket, DatagramTurn } from './datagram-io.ts';
import { PEER_BYTES } from './datagram-io.ts';
import type { Endpoint } from './io.ts';
import { peerOf, textOfPeer } from './peer-address.ts';

export interface ReceivedDatagram {
  readonly bytes: Uint8Array;
  readonly from: string;
  /** As in the table. */
  readonly peer: Uint8Array;
}

/** A machine: an io and its counters. */
export interface DatagramMachine {
  readonly io: DatagramIo;
  readonly counters: Counters;
}

export function machineOf(create: (counters: Counters) => DatagramIo): DatagramMachine {
  const counters = new Counters();
  return { io: create(counters), counters };
}

export class DatagramRecorder {
  readonly received: ReceivedDatagram[] = [];
  /** How many rows each turn had. */
  readonly turns: number[] = [];
  /** Called for each datagram, after it was recorded. */
  onDatagram: ((datagram: ReceivedDatagram) => void) | null = null;
  socket: DatagramSocket | null = null;

  static async bind(io: DatagramIo, options: BindOptions): Promise<DatagramRecorder> {
    const recorder = new DatagramRecorder();
    recorder.socket = await io.bind(options, (turn) => recorder.#turn(turn));
    return recorder;
  }

  get texts(): string[] {
    return this.received.map(({ bytes }) => Buffer.from(bytes).toString());
  }

  get endpoint(): Endpoint {
    return this.socket?.endpoint ?? { host: '', port: 0 };
  }

  /** Whether it was queued. */
  send(to: Endpoint | Uint8Array, bytes: Uint8Array | string): boolean {
    this.stage(bytes);
    return this.push(to);
  }

  stage(bytes: Uint8Array | string): void {
    const all = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
    this.socket?.stage(all, 0, all.length);
  }

  push(to: Endpoint | Uint8Array): boolean {
    const peer = to instanceof Uint8Array ? to : (peerOf(to) ?? new Uint8Array(PEER_BYTES));
    return this.socket?.send(peer, 0) ?? false;
  }

  #turn(turn: DatagramTurn): void {
    this.turns.push(turn.count);
    for (let row = 0; row < turn.count; row++) {
      const offset = turn.offset[row] ?? 0;
      const at = row * PEER_BYTES;
      const datagram = {
        bytes: turn.bytes.slice(offset, offset + (turn.length[row] ?? 0)),
        from: textOfPeer(turn.peers, at),
        peer: turn.peers.slice(at, at + PEER_BYTES),
      };
      this.received.push(datagram);
      this.onDatagram?.(datagram);
    }
  }
}
