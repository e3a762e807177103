// Packets that an actor has framed itself, on their way to one session. Sessions whose connections take the same bytes share one
// encoding, so that the actor encodes once for all of them.
import type { Stream, StreamEncoding } from '../actor/index.ts';
import { assert } from '../base/index.ts';
import { type FrameRuns, type Framing, type Layout, WireError } from '../wire/index.ts';
import type { OutputSession } from './turn-output.ts';

class Encoding implements StreamEncoding {
  readonly layout: Layout;
  readonly framing: Framing;
  readonly #runs: FrameRuns;

  constructor(layout: Layout, framing: Framing) {
    assert(framing.runs !== null, 'the gate has framings whose frames can be made ahead');
    this.layout = layout;
    this.framing = framing;
    this.#runs = framing.runs;
  }

  headBytes(payloadBytes: number): number {
    return this.#runs.headBytes(payloadBytes);
  }

  writeHead(bytes: Uint8Array, at: number, payloadBytes: number): number {
    const { payloadBytesMin, payloadBytesMax } = this.framing;
    if (!(payloadBytes >= payloadBytesMin && payloadBytes <= payloadBytesMax))
      throw outOfBounds(this.framing, payloadBytes);
    return this.#runs.writeHeadAt(bytes, at, payloadBytes);
  }
}

/** The encodings of a gate: one for each layout and framing of its ports. */
export class StreamEncodings {
  readonly #all: Encoding[] = [];

  of(layout: Layout, framing: Framing): StreamEncoding {
    const known = this.#all.find((each) => each.layout === layout && each.framing === framing);
    if (known !== undefined) return known;
    const encoding = new Encoding(layout, framing);
    this.#all.push(encoding);
    return encoding;
  }
}

/** It lives as long as the session's link. */
export class SessionStream implements Stream {
  readonly encoding: StreamEncoding;
  readonly #session: OutputSession;

  constructor(session: OutputSession, encoding: StreamEncoding) {
    this.#session = session;
    this.encoding = encoding;
  }

  get backlogBytes(): number {
    return this.#session.output.backlogBytes;
  }

  send(bytes: Uint8Array, start: number, end: number): void {
    if (!this.#session.isSilent) this.#session.output.sendFrames(bytes, start, end);
  }
}

function outOfBounds({ payloadBytesMin, payloadBytesMax }: Framing, payloadBytes: number): WireError {
  const bounds = `a packet has ${payloadBytesMin} to ${payloadBytesMax} bytes`;
  return new WireError('packet-too-large', `a packet of ${payloadBytes} bytes is not framed: ${bounds}`);
}
