// Frames over the pipe between the old process and the new one, in both directions.
//
//   frame   length u32 │ part u8 │ kind u8 │ descriptors u8 │ spare u8, then the body
//
// Part 0 is the sequence itself. A frame's descriptors arrive with its first byte or before. The receiver answers how many frames it
// has handled; a sender with UNANSWERED_MAX frames without an answer waits, so that neither side nor the kernel holds more. Frames are
// handled one after the other.
import { assert, type Cancel, type Clock } from '../base/index.ts';
import { HandoverError } from './handover-error.ts';
import {
  BATCH_BYTES,
  BATCH_DESCRIPTORS,
  FRAME_BYTES_MAX,
  FRAME_DESCRIPTORS_MAX,
  PIPE_RETRY_MS,
  UNANSWERED_MAX,
} from './limits.ts';
import type { HandoverPipe } from './pipe.ts';

const HEAD_BYTES = 8;
/** The sequence's part, and its kind that answers frames; the other kinds are in `sequence.ts`. */
export const SEQUENCE_PART = 0;
const ANSWER_KIND = 0;
const ANSWER_BYTES = 4;
const NO_BYTES = new Uint8Array(0);
const NO_DESCRIPTORS: readonly number[] = [];

export interface Frame {
  readonly part: number;
  readonly kind: number;
  /** Valid until the handler's promise settles, or returns without one. */
  readonly body: Uint8Array;
  readonly descriptors: readonly number[];
}

export interface ChannelEvents {
  /** The next frame waits for the promise. A throw, or a rejection, breaks the channel. */
  frame(frame: Frame): Promise<void> | undefined;
  /** Once: the other side has gone (`handover-lost`), or something that arrived was no frame (`handover-broken`). */
  broken(error: Error): void;
}

interface Batch {
  bytes: Buffer;
  length: number;
  sent: number;
  descriptors: number[];
  /** Duplicates of this channel, to be closed when they are sent. */
  isOwned: boolean;
}

export class HandoverChannel {
  readonly #pipe: HandoverPipe;
  readonly #clock: Clock;
  #events: ChannelEvents | null = null;
  // Outward.
  readonly #batches: Batch[] = [];
  #spare: Batch | null = null;
  #isFlushDue = false;
  #cancelRetry: Cancel | null = null;
  #sentCount = 0;
  #answeredCount = 0;
  #room: PromiseWithResolvers<void> | null = null;
  #flushed: PromiseWithResolvers<void> | null = null;
  // Inward.
  #input = Buffer.allocUnsafe(BATCH_BYTES);
  #inputStart = 0;
  #inputEnd = 0;
  readonly #descriptors: number[] = [];
  #handledCount = 0;
  #reportedCount = 0;
  #isHandling = false;
  #hasEnded = false;
  #failure: Error | null = null;
  #isClosed = false;

  constructor(pipe: HandoverPipe, clock: Clock) {
    this.#pipe = pipe;
    this.#clock = clock;
  }

  open(events: ChannelEvents): void {
    this.#events = events;
    this.#pipe.open({
      received: (bytes, descriptors) => this.#received(bytes, descriptors),
      ended: () => {
        this.#hasEnded = true;
        this.#parse();
      },
    });
  }

  /** A promise when the caller must wait before it sends more; it rejects when the channel breaks. The body is copied. */
  send(part: number, kind: number, content: Pick<Frame, 'body' | 'descriptors'>): Promise<void> | undefined {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    const { body, descriptors } = content;
    assert(body.length <= FRAME_BYTES_MAX, 'a frame is not longer than its bound');
    assert(descriptors.length <= FRAME_DESCRIPTORS_MAX, 'a frame has no more descriptors than its bound');
    this.#append({ part, kind, body, descriptors });
    this.#sentCount++;
    if (this.#sentCount - this.#answeredCount < UNANSWERED_MAX) return undefined;
    this.#flush();
    if (this.#room === null) {
      this.#room = Promise.withResolvers();
      this.#room.promise.catch(() => {});
    }
    return this.#room.promise;
  }

  /** Resolves when the kernel has everything that was sent: it arrives even if this process dies. */
  flushed(): Promise<void> {
    this.#flush();
    if (this.#failure !== null) return Promise.reject(this.#failure);
    if (this.#batches.length === 0) return Promise.resolve();
    this.#flushed ??= Promise.withResolvers();
    return this.#flushed.promise;
  }

  /** Handles what the other side, which is dead, has sent. */
  readOut(): void {
    if (!this.#isClosed) this.#pipe.drain();
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#failure ??= new HandoverError('handover-lost', 'The channel between the two processes was closed.');
    this.#settleWaiting();
    for (const descriptor of this.#descriptors.splice(0)) this.#pipe.closeDescriptor(descriptor);
    this.#pipe.close();
  }

  #append({ part, kind, body, descriptors }: Frame): void {
    const bytes = HEAD_BYTES + body.length;
    const batch = this.#batchFor(bytes, descriptors.length);
    const at = batch.length;
    batch.bytes.writeUInt32BE(body.length, at);
    batch.bytes[at + 4] = part;
    batch.bytes[at + 5] = kind;
    batch.bytes[at + 6] = descriptors.length;
    batch.bytes[at + 7] = 0;
    batch.bytes.set(body, at + HEAD_BYTES);
    batch.length += bytes;
    if (descriptors.length > 0) batch.descriptors.push(...descriptors);
    if (batch.length >= BATCH_BYTES || batch.descriptors.length >= BATCH_DESCRIPTORS) this.#flush();
    else this.#flushLater();
  }

  #batchFor(bytes: number, descriptors: number): Batch {
    const last = this.#batches.at(-1);
    const isRoomLeft =
      last !== undefined &&
      last.sent === 0 &&
      !last.isOwned &&
      last.length + bytes <= last.bytes.length &&
      last.descriptors.length + descriptors <= BATCH_DESCRIPTORS;
    if (isRoomLeft) return last;
    const spare = this.#spare;
    this.#spare = null;
    const batch =
      spare !== null && spare.bytes.length >= bytes
        ? spare
        : {
            bytes: Buffer.allocUnsafe(Math.max(bytes, BATCH_BYTES)),
            length: 0,
            sent: 0,
            descriptors: [],
            isOwned: false,
          };
    this.#batches.push(batch);
    return batch;
  }

  /** Frames of one turn go together. Descriptors are still the caller's then. */
  #flushLater(): void {
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    queueMicrotask(() => {
      this.#isFlushDue = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#cancelRetry !== null || this.#isClosed) return;
    for (let batch = this.#batches[0]; batch !== undefined; batch = this.#batches[0]) {
      const { bytes, sent: start, length: end } = batch;
      const taken = this.#pipe.send({ bytes, start, end, descriptors: batch.descriptors });
      if (taken < 0) {
        this.#break(lost());
        return;
      }
      if (taken === 0) {
        this.#keepDescriptors();
        this.#cancelRetry = this.#clock.after(PIPE_RETRY_MS, () => this.#retry());
        return;
      }
      this.#closeKept(batch);
      batch.sent += taken;
      if (batch.sent === batch.length) this.#recycle();
    }
    this.#flushed?.resolve();
    this.#flushed = null;
  }

  #retry(): void {
    this.#cancelRetry = null;
    this.#flush();
  }

  #recycle(): void {
    const batch = this.#batches.shift();
    if (batch === undefined || batch.bytes.length > BATCH_BYTES) return;
    this.#spare = { ...batch, length: 0, sent: 0, descriptors: [], isOwned: false };
  }

  /** The caller may close its own. */
  #keepDescriptors(): void {
    for (const batch of this.#batches) {
      if (batch.isOwned || batch.descriptors.length === 0) continue;
      batch.descriptors = batch.descriptors.map((descriptor) => this.#pipe.duplicate(descriptor));
      batch.isOwned = true;
    }
  }

  #closeKept(batch: Batch): void {
    if (batch.isOwned) for (const descriptor of batch.descriptors) this.#pipe.closeDescriptor(descriptor);
    batch.descriptors = [];
    batch.isOwned = false;
  }

  #received(bytes: Uint8Array, descriptors: readonly number[]): void {
    if (descriptors.length > 0) this.#descriptors.push(...descriptors);
    this.#makeRoom(bytes.length);
    this.#input.set(bytes, this.#inputEnd);
    this.#inputEnd += bytes.length;
    this.#parse();
  }

  #makeRoom(bytes: number): void {
    if (this.#inputStart === this.#inputEnd && !this.#isHandling) {
      this.#inputStart = 0;
      this.#inputEnd = 0;
    }
    if (this.#inputEnd + bytes <= this.#input.length) return;
    const waiting = this.#input.subarray(this.#inputStart, this.#inputEnd);
    // Not in place: a frame that is being handled lies in the old buffer.
    const larger = Buffer.allocUnsafe(Math.max(this.#input.length, 2 * (waiting.length + bytes)));
    waiting.copy(larger);
    this.#input = larger;
    this.#inputEnd = waiting.length;
    this.#inputStart = 0;
  }

  #parse(): void {
    while (!this.#isHandling && !this.#isClosed && this.#failure === null) {
      let frame: Frame | null;
      try {
        frame = this.#next();
      } catch (error) {
        this.#break(error as Error);
        return;
      }
      if (frame === null) break;
      this.#handle(frame);
    }
    this.#answer();
    if (this.#hasEnded && !this.#isHandling) this.#break(lost());
  }

  #next(): Frame | null {
    const start = this.#inputStart;
    if (this.#inputEnd - start < HEAD_BYTES) return null;
    const length = this.#input.readUInt32BE(start);
    const count = this.#input[start + 6] as number;
    if (length > FRAME_BYTES_MAX || count > FRAME_DESCRIPTORS_MAX) {
      throw new HandoverError('handover-broken', 'The other process sent a frame that is longer than its bound.');
    }
    const end = start + HEAD_BYTES + length;
    if (end > this.#inputEnd) return null;
    if (count > this.#descriptors.length) {
      throw new HandoverError('handover-broken', 'The other process sent a frame whose descriptors are missing.');
    }
    this.#inputStart = end;
    return {
      part: this.#input[start + 4] as number,
      kind: this.#input[start + 5] as number,
      body: this.#input.subarray(start + HEAD_BYTES, end),
      descriptors: count === 0 ? NO_DESCRIPTORS : this.#descriptors.splice(0, count),
    };
  }

  #handle(frame: Frame): void {
    if (frame.part === SEQUENCE_PART && frame.kind === ANSWER_KIND) {
      this.#answered(frame.body);
      return;
    }
    let work: Promise<void> | undefined;
    try {
      work = this.#events?.frame(frame);
    } catch (error) {
      this.#break(error as Error);
      return;
    }
    if (work === undefined) {
      this.#handledCount++;
      return;
    }
    this.#isHandling = true;
    this.#pipe.pause();
    work.then(
      () => {
        this.#isHandling = false;
        this.#handledCount++;
        if (this.#isClosed) return;
        this.#pipe.resume();
        this.#parse();
      },
      (error: unknown) => {
        this.#isHandling = false;
        this.#break(error as Error);
      },
    );
  }

  #answer(): void {
    if (this.#handledCount === this.#reportedCount || this.#isClosed || this.#failure !== null) return;
    this.#reportedCount = this.#handledCount;
    const body = Buffer.allocUnsafe(ANSWER_BYTES);
    body.writeUInt32BE(this.#handledCount % 2 ** 32, 0);
    this.#append({ part: SEQUENCE_PART, kind: ANSWER_KIND, body, descriptors: NO_DESCRIPTORS });
    this.#flush();
  }

  #answered(body: Uint8Array): void {
    const count = body.length === ANSWER_BYTES ? Buffer.from(body).readUInt32BE(0) : -1;
    if (count < this.#answeredCount || count > this.#sentCount) {
      this.#break(new HandoverError('handover-broken', 'The other process answered frames that it was never sent.'));
      return;
    }
    this.#answeredCount = count;
    if (this.#sentCount - count < UNANSWERED_MAX) {
      this.#room?.resolve();
      this.#room = null;
    }
    if (this.#cancelRetry !== null) {
      this.#cancelRetry();
      this.#retry();
    }
  }

  #break(error: Error): void {
    if (this.#failure !== null) return;
    this.#failure = error;
    this.#settleWaiting();
    this.#events?.broken(error);
  }

  #settleWaiting(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    for (const batch of this.#batches.splice(0)) this.#closeKept(batch);
    for (const waiting of [this.#room, this.#flushed]) {
      waiting?.promise.catch(() => {});
      waiting?.reject(this.#failure);
    }
    this.#room = null;
    this.#flushed = null;
  }
}

function lost(): HandoverError {
  return new HandoverError('handover-lost', 'The other process ended, or closed the channel.');
}

/** For frames without a body. */
export const EMPTY: Pick<Frame, 'body' | 'descriptors'> = { body: NO_BYTES, descriptors: NO_DESCRIPTORS };
