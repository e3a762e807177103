// Rows of datagrams under construction, into which a body of `DatagramIo` receives. Created once for each socket.
import { type DatagramTurn, PEER_BYTES } from './datagram-io.ts';

export class DatagramRows implements DatagramTurn {
  count = 0;
  readonly bytes: Uint8Array;
  readonly offset: Int32Array;
  readonly length: Int32Array;
  readonly peers: Uint8Array;
  /** The room of each row. */
  readonly placeBytes: number;

  constructor(options: { readonly rowsMax: number; readonly placeBytes: number }) {
    const { rowsMax, placeBytes } = options;
    this.placeBytes = placeBytes;
    this.bytes = new Uint8Array(rowsMax * placeBytes);
    this.offset = new Int32Array(rowsMax);
    this.length = new Int32Array(rowsMax);
    this.peers = new Uint8Array(rowsMax * PEER_BYTES);
  }

  get isFull(): boolean {
    return this.count === this.offset.length;
  }

  /** The caller guarantees that a row is free and that the bytes fit. */
  push(peer: Uint8Array, bytes: Uint8Array): void {
    const row = this.count++;
    this.offset[row] = row * this.placeBytes;
    this.length[row] = bytes.length;
    this.bytes.set(bytes, row * this.placeBytes);
    this.peers.set(peer, row * PEER_BYTES);
  }

  /** Removes the rows that were truncated on receiving: their length exceeds their room. Returns their number. */
  dropCut(): number {
    const { length, offset, peers } = this;
    let kept = 0;
    for (let row = 0; row < this.count; row++) {
      if ((length[row] ?? 0) > this.placeBytes) continue;
      if (kept < row) {
        length[kept] = length[row] ?? 0;
        offset[kept] = offset[row] ?? 0;
        peers.copyWithin(kept * PEER_BYTES, row * PEER_BYTES, (row + 1) * PEER_BYTES);
      }
      kept++;
    }
    const cut = this.count - kept;
    this.count = kept;
    return cut;
  }
}
