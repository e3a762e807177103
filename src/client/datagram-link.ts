// A way for the datagrams of one channel, below a client. Body: `datagram-ways-node.ts`. Browsers have none.
import type { DatagramSigner } from '../wire/plain.ts';

/** Where a server receives the datagrams of a channel, and what signs them. */
export interface DatagramTarget {
  readonly host: string;
  readonly port: number;
  readonly channel: number;
  readonly key: Uint8Array;
}

export interface DatagramWay {
  readonly signer: DatagramSigner;
  /** Sends bytes [0, length), or loses them. They are copied. */
  send(bytes: Uint8Array, length: number): void;
  /** Nothing comes any more. */
  close(): void;
}

/**
 * Opens a way. `received` gets each datagram that names the channel, whoever sent it; its bytes are valid until that returns. Null when
 * this machine cannot send datagrams there.
 */
export type DatagramDialer = (
  target: DatagramTarget,
  received: (bytes: Uint8Array, start: number, end: number) => void,
) => Promise<DatagramWay | null>;
