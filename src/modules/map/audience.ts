// The viewers of one map whose connections take the same bytes: they share records and frames. It decides what each may get now.
import type { Stream, StreamEncoding } from '../../actor/index.ts';
import { type Encoder, FanOut, type Frame, type Grid, type Sink } from '../../world/index.ts';
import { FrameWriter } from './frame-writer.ts';
import { BACKLOG_BYTES_MAX, SAVED_SECONDS_MAX } from './map-limits.ts';

/** Null when nobody plays the role, or when its client is not on this map now. */
export type StreamOf = (roleId: bigint) => Stream | null;

/** What a viewer may get, by thing. */
export interface Allowances {
  /** Bytes in a second. */
  rateOf(thing: number): number;
  savedOf(thing: number): number;
  save(thing: number, bytes: number): void;
  hasNumbers(thing: number): boolean;
}

export class Audience implements Sink {
  readonly fanOut: FanOut;
  readonly #grid: Grid;
  readonly #encoding: StreamEncoding;
  readonly #writer: FrameWriter;
  readonly #allowances: Allowances;
  #streamOf: StreamOf = () => null;
  #passedMs = 0;
  #sentUpdates = 0;
  /** Of the viewer that is served. */
  #stream: Stream | null = null;

  constructor(
    grid: Grid,
    parts: { readonly encoder: Encoder; readonly encoding: StreamEncoding; readonly allowances: Allowances },
  ) {
    this.fanOut = new FanOut(grid, parts.encoder);
    this.#grid = grid;
    this.#encoding = parts.encoding;
    this.#writer = new FrameWriter(parts.encoding);
    this.#allowances = parts.allowances;
  }

  /** Updates that its viewers were sent so far. */
  get sentUpdates(): number {
    return this.#sentUpdates;
  }

  /** Sends each viewer what changed for it. */
  flush(streamOf: StreamOf, passedMs: number): void {
    this.#streamOf = streamOf;
    this.#passedMs = passedMs;
    this.#writer.begin();
    this.fanOut.flush(this);
    this.#stream = null;
  }

  budget(viewer: number): number {
    const stream = this.#streamOf(this.#grid.id[viewer] as bigint);
    this.#stream = stream;
    const allowances = this.#allowances;
    const rate = allowances.rateOf(viewer);
    const saved = Math.min(rate * SAVED_SECONDS_MAX, allowances.savedOf(viewer) + (rate * this.#passedMs) / 1_000);
    allowances.save(viewer, saved);
    if (stream === null || stream.encoding !== this.#encoding) return 0;
    return stream.backlogBytes > BACKLOG_BYTES_MAX ? 0 : saved;
  }

  isLoose(): boolean {
    return this.#stream?.isLoose === true;
  }

  send(viewer: number, frame: Frame): void {
    const allowances = this.#allowances;
    if (this.#stream === null) return;
    const { plan, ownChange, ownMove, ownRest, hasRests } = frame;
    const rests = hasRests ? plan.rests.records - Number(ownRest.end > 0) : 0;
    this.#sentUpdates += plan.records + rests - Number(ownChange.end > 0) - Number(ownMove.end > 0);
    const bytes = this.#writer.send(frame, this.#stream, allowances.hasNumbers(viewer));
    allowances.save(viewer, allowances.savedOf(viewer) - bytes);
  }
}
