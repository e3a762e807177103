// The options of a gate. Each number is a setting; bounds that are not settings are in `limits.ts`.
import type { BackoffOptions, Rate } from '../../base/index.ts';
import type { Endpoint } from '../../reactor/index.ts';
import type { OnAbuse, WhenDown } from '../names/index.ts';
import type { Dialect, GateKind, MirCodec } from '../wire/index.ts';
import type { BlockListFile } from './block-list.ts';
import type { MirParts } from './mir-parts.ts';

export interface MirGateOptions {
  readonly kind: GateKind;
  readonly dialect: Dialect;
  /** For what the gate itself says to clients. */
  readonly codec: MirCodec;
  readonly hasFlowControl: boolean;
  readonly listen: Endpoint;
  readonly server: Endpoint;
  /** The gate's address, as it is sent to the server. */
  readonly gateAddress: string;
  /** Which addresses are proxies that begin with a PROXY protocol header. */
  readonly isProxy?: (address: string) => boolean;

  readonly connectionsMax: number;
  readonly connectionsPerAddressMax: number;
  /** How often one address may connect. */
  readonly connectRate: Rate;
  /** Frames and `*` of one client. */
  readonly frameRate: Rate;
  readonly frameBytesMax: number;
  /** Milliseconds without a frame of the client and without one to it, and of a connection in all. */
  readonly idleMs: number;
  readonly lifeMs: number;
  readonly onAbuse: OnAbuse;
  readonly blockMs: number;

  readonly whenDown: WhenDown;
  /** How long a client is held, and how many are. */
  readonly holdMs: number;
  readonly holdCountMax: number;

  readonly keepaliveMs: number;
  /** A server that says nothing for so long is given up. */
  readonly silentMs: number;
  readonly backoff: BackoffOptions;
}

export interface MirGateParts extends MirParts {
  readonly blockListFile: BlockListFile | null;
}
