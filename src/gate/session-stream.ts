// Packets that an actor has framed itself, on their way to one session. Sessions whose connections take the same bytes share one
// encoding, so that the actor encodes once for all of them.
import type { Stream, StreamEncoding } from '../actor/index.ts';
import { assert } from '../base/index.ts';
import { type FrameRuns, type Framing, type Layout, WireError } from '../wire/index.ts';
import type { OutputSession } from './turn-output.ts';

class Encoding implements StreamEncoding {
  readonly layout: Layout;
  readonly framing: Framing;
  readonly runs: FrameRuns;

  constructor(layout: Layout, framing: Framing) {
    assert(framing.runs !== null, 'the gate has framings whose frames can be made ahead');
    this.layout = layout;
    this.framing = framing;
    this.runs = framing.runs;
  }

  headBytes(payloadBytes: number): number {
    return this.runs.headBytes(payloadBytes);
  }

  writeHead(bytes: Uint8Array, at: number, payloadBytes: number): number {
    const { payloadBytesMin, payloadBytesMax } = this.framing;
    if (!(payloadBytes >= payloadBytesMin && payloadBytes <= payloadBytesMax))
      throw outOfBounds(this.framing, payloadBytes);
    return this.runs.writeHeadAt(bytes, at, payloadBytes);
  }
}

/** The encodings of a gate: one for each layout and framing of its ports. */
export class StreamEncodings {
  readonly #all: Encoding[] = [];

  of(layout: Layout, framing: Framing): Encoding {
    const known = this.#all.find((each) => each.layout === layout && each.framing === framing);
    if (known !== undefined) return known;
    const encoding = new Encoding(layout, framing);
    this.#all.push(encoding);
    return encoding;
  }
}

/** The channel for datagrams of a session, as its stream uses it. */
export interface StreamChannel {
  readonly isOpen: boolean;
  /** Whether it took the packet. */
  takeLoose(bytes: Uint8Array, start: number, end: number): boolean;
  /** What it took so far is dropped when it arrives behind what the connection is sent from now on. */
  settle(): void;
}

export interface StreamSession extends OutputSession {
  readonly channel: StreamChannel | null;
}

/** It lives as long as the session's link. */
export class SessionStream implements Stream {
  readonly encoding: Encoding;
  readonly #session: StreamSession;

  constructor(session: StreamSession, encoding: Encoding) {
    this.#session = session;
    this.encoding = encoding;
  }

  get isLoose(): boolean {
    return this.#session.channel?.isOpen === true;
  }

  get backlogBytes(): number {
    return this.#session.output.backlogBytes;
  }

  send(bytes: Uint8Array, start: number, end: number): void {
    if (!this.#session.isSilent) this.#session.output.sendFrames(bytes, start, end);
  }

  sendLoose(bytes: Uint8Array, start: number, end: number): void {
    const { channel, isSilent } = this.#session;
    if (isSilent) return;
    if (channel?.isOpen !== true) {
      this.send(bytes, start, end);
      return;
    }
    const { runs } = this.encoding;
    for (let at = start; at < end; ) {
      const payloadBytes = runs.payloadBytes(bytes, at);
      const from = at + runs.headBytes(payloadBytes);
      const next = from + payloadBytes;
      if (!channel.takeLoose(bytes, from, next)) {
        channel.settle();
        this.send(bytes, at, next);
      }
      at = next;
    }
  }

  settle(): void {
    this.#session.channel?.settle();
  }
}

function outOfBounds({ payloadBytesMin, payloadBytesMax }: Framing, payloadBytes: number): WireError {
  const bounds = `a packet has ${payloadBytesMin} to ${payloadBytesMax} bytes`;
  return new WireError('packet-too-large', `a packet of ${payloadBytes} bytes is not framed: ${bounds}`);
}
