// The life of one connection over one socket of an `Io`: bytes to frames, frames to bytes, deadlines, and one end.
//
//   opening ──▶ open ──close()──▶ closing ──closed row──▶ closed          destroy() goes to closing from anywhere
//      └─▶ upgrading ─▲   an outgoing WebSocket, until the server has answered
//
// Invariants: frames are delivered in order and never nested; while held, none is delivered; the tail holds less than
// one frame and one piece of input, or while held `heldMaxBytes` and the bytes of one turn; the first close reason
// wins. No frame allocates.
import { Deadline } from '../base/index.ts';
import { type FrameDecoder, type Framing, ProxyHeaderDecoder, ProxyResult, ScanResult } from '../wire/index.ts';
import type { Connection, ConnectionHandler } from './connection.ts';
import type { ConnectionHost } from './connection-host.ts';
import type { ConnectionIdentity, ConnectionSettings } from './connection-options.ts';
import { writeClose, writeMasked } from './connection-output.ts';
import type { ConnectionRecord } from './connection-record.ts';
import { endReasonOf } from './errno.ts';
import { framesError, payloadError } from './framing-error.ts';
import { InputTail } from './input-tail.ts';
import type { SocketId } from './io.ts';
import { INPUT_PIECE_BYTES } from './limits.ts';
import { type CloseReason, SPEECHLESS } from './names/index.ts';
import type { Opening, OpeningStep } from './opening.ts';

/** `G` of `GET`. */
const HTTP_FIRST_BYTE = 0x47;

/** Returned by a step of the input loop when it needs more bytes. */
const NEED_MORE = -1;

export class SocketConnection<Own extends string = never> implements Connection<Own> {
  readonly number: number;
  readonly socket: SocketId;
  remoteAddress: string;
  errno = 0;
  readonly #host: ConnectionHost;
  readonly #settings: ConnectionSettings;
  /** The present framing: after an upgrade to WebSocket it differs from the port's. */
  #framing: Framing;
  #decoder: FrameDecoder;
  /** Unconsumed input; null while there is none, as between two packets. */
  #tail: InputTail | null = null;
  /** Whether a byte came from the peer itself, and not only from a proxy in front of it. */
  hasReceived = false;
  /** Set while a proxy has not stated the client's address, with the callback for it. Without `header`, a request will state it. */
  #proxy: { readonly header: ProxyHeaderDecoder | null; readonly located: () => void } | null;
  /** Null when frames have begun. */
  #opening: Opening | null;
  handler: ConnectionHandler<Own> | null = null;
  #state: 'opening' | 'upgrading' | 'open' | 'closing' | 'closed' = 'opening';
  #reason: CloseReason | Own | null = null;
  isHeld = false;
  #isPaused = false;
  /** A frame is being delivered: a call from the handler must not start a second loop over the tail. */
  #isDelivering = false;
  #hadFrame = false;
  /** A message ended in the present input, so the rest began later. */
  #isNewFrame = false;
  /** The code of the peer's close frame, in a framing that has one. Null until then. */
  #peerCloseCode: number | null = null;
  #hasEnded = false;
  #wasCongested = false;
  /** Before open: connecting. Open: the first frame, or an unfinished one. Closing: the linger. */
  readonly #inputDeadline: Deadline = new Deadline(SocketConnection.#inputExpired, this);
  /** Null until the owner sets one. */
  #ownerDeadline: Deadline | null = null;
  #ownerReason: CloseReason | Own = 'idle-timeout';

  constructor(host: ConnectionHost, settings: ConnectionSettings, identity: ConnectionIdentity) {
    this.#host = host;
    this.#settings = settings;
    this.socket = identity.socket;
    this.number = identity.number;
    this.remoteAddress = identity.remoteAddress;
    this.#framing = settings.framing;
    this.#decoder = settings.framing.createDecoder();
    const { located } = identity;
    this.#proxy = located === undefined ? null : { header: new ProxyHeaderDecoder(), located };
    this.#opening = identity.opening;
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  get reason(): CloseReason | Own | null {
    return this.#reason;
  }

  get unsentBytes(): number {
    return this.#state === 'closed' ? 0 : this.#host.io.unsentBytes(this.socket);
  }

  get framing(): Framing {
    return this.#framing;
  }

  get isCongested(): boolean {
    return this.#wasCongested && this.unsentBytes > this.#settings.outputHighBytes;
  }

  send(bytes: Uint8Array, start: number, end: number): number {
    if (this.#state !== 'open') return 0;
    const framing = this.#framing;
    const fault = framing.payloadFault(bytes, start, end);
    if (fault !== null) throw payloadError(framing, fault, end - start);
    if (framing.isMasked) return this.#judgeOutput(writeMasked(this.#host, this, bytes.subarray(start, end)));
    const { io, scratch, counters } = this.#host;
    const headBytes = framing.writeHead(scratch, end - start);
    let unsent = io.writeFrame(this.socket, scratch, headBytes, bytes, start, end);
    const tailBytes = framing.writeTail(scratch);
    if (tailBytes > 0) unsent = io.write(this.socket, scratch, 0, tailBytes);
    counters.framesSent.add();
    counters.bytesSent.add(headBytes + end - start + tailBytes);
    return this.#judgeOutput(unsent);
  }

  sendFrames(bytes: Uint8Array, start: number, end: number): number {
    if (this.#state !== 'open') return 0;
    const count = this.#framing.runs?.count(bytes, start, end) ?? -1;
    if (count < 0) throw framesError(this.#framing, end - start);
    this.#host.counters.framesSent.add(count);
    this.sendRaw(bytes, start, end);
    return count;
  }

  sendRaw(bytes: Uint8Array, start: number, end: number): number {
    if (this.#state !== 'open') return 0;
    this.#host.counters.bytesSent.add(end - start);
    return this.#judgeOutput(this.#host.io.write(this.socket, bytes, start, end));
  }

  ping(): boolean {
    const count = this.#framing.controls?.writePing(this.#host.scratch) ?? 0;
    if (count === 0 || this.#state !== 'open') return false;
    this.#decoder.expectPong?.();
    this.sendRaw(this.#host.scratch, 0, count);
    return true;
  }

  hold(): void {
    this.isHeld = true;
    // The client is not responsible for the time that a handler takes.
    if (this.#state === 'open' && this.#reason === null) this.#host.wheel.clear(this.#inputDeadline);
  }

  release(): void {
    if (!this.isHeld) return;
    this.isHeld = false;
    this.#isNewFrame = false;
    if (this.#isDelivering || this.#state !== 'open' || this.#reason !== null) return;
    if (this.#tail !== null) {
      // Mostly outside of a turn.
      this.#host.time.renew();
      this.#runTail(this.#tail);
    }
    this.#settleInput();
  }

  setDeadline(delayMs: number, reason: CloseReason | Own): void {
    if (this.#state !== 'open' || this.#reason !== null) return;
    this.#ownerReason = reason;
    this.#ownerDeadline ??= new Deadline(SocketConnection.#ownerExpired, this);
    this.#host.wheel.set(this.#ownerDeadline, delayMs);
  }

  clearDeadline(): void {
    if (this.#ownerDeadline !== null) this.#host.wheel.clear(this.#ownerDeadline);
  }

  close(reason: CloseReason | Own = 'closed-here'): void {
    if (this.#state === 'opening' || this.#state === 'upgrading') {
      this.destroy(reason);
      return;
    }
    if (this.#state !== 'open' || this.#reason !== null) return;
    this.#reason = reason;
    this.#clearDeadlines();
    const isUnderstood = !SPEECHLESS.has(reason) && this.#opening?.isSpeechless !== true;
    if (isUnderstood) this.handler?.closing?.(reason);
    // The last message may have been too much for a slow reader.
    if (this.#state !== 'open') return;
    if (isUnderstood) writeClose(this.#host, this, { code: this.#peerCloseCode, settings: this.#settings });
    this.#state = 'closing';
    this.#host.io.end(this.socket);
    this.#host.wheel.set(this.#inputDeadline, this.#settings.lingerMs);
  }

  destroy(reason: CloseReason | Own = 'closed-here'): void {
    if (this.#state === 'closed') return;
    this.#reason ??= reason;
    this.#state = 'closing';
    this.#clearDeadlines();
    this.#host.io.destroy(this.socket);
  }

  // Called by the reactor for a connection that goes on in another process.

  /** Null when it is not open. */
  save(): Omit<ConnectionRecord, 'standing' | 'unsent'> | null {
    if (this.#state !== 'open' || this.#reason !== null) return null;
    return {
      remoteAddress: this.remoteAddress,
      isUpgraded: this.#framing !== this.#settings.framing,
      opening: this.#opening === null ? 'done' : this.#proxy?.header === null ? 'forwarded' : 'sniffed',
      isProxied: this.#proxy !== null,
      hasReceived: this.hasReceived,
      hadFrame: this.#hadFrame,
      input: this.#tail?.copy() ?? new Uint8Array(0),
      decoder: this.#decoder.save?.() ?? null,
      inputMs: this.#host.wheel.leftMs(this.#inputDeadline),
      ownerMs: this.#ownerDeadline === null ? null : this.#host.wheel.leftMs(this.#ownerDeadline),
      ownerReason: this.#ownerReason,
    };
  }

  /** Another process has it: no call follows. */
  forget(): void {
    this.handler = null;
    this.closed(0);
  }

  /** Continues what another process saved, in `framing`. False when the decoder cannot. */
  continueAs(record: ConnectionRecord, framing: Framing): boolean {
    this.#state = 'open';
    this.remoteAddress = record.remoteAddress;
    this.#framing = framing;
    this.#decoder = framing.createDecoder();
    if (record.decoder !== null && this.#decoder.restore?.(record.decoder) !== true) return false;
    if (record.opening === 'forwarded' && this.#opening?.expectForwarded() === true && this.#proxy !== null)
      this.#proxy = { header: null, located: this.#proxy.located };
    this.hasReceived = record.hasReceived;
    this.#hadFrame = record.hadFrame;
    if (record.input.length > 0) this.#keep(record.input, 0, record.input.length);
    if (record.inputMs !== null) this.#host.wheel.set(this.#inputDeadline, record.inputMs);
    // A reason of the other process is one of this one, or a word of its next release.
    if (record.ownerMs !== null) this.setDeadline(record.ownerMs, record.ownerReason as Own);
    const { unsent } = record;
    if (unsent.length > 0) this.#judgeOutput(this.#host.io.write(this.socket, unsent, 0, unsent.length));
    return true;
  }

  // Called by the reactor for the rows of a turn.

  /** Sets the handler, before any row but `closed`. */
  own(handler: ConnectionHandler<Own>): void {
    this.handler = handler;
  }

  /** Waits for `connected`, for at most this long. */
  connecting(connectMs: number): void {
    this.#host.wheel.set(this.#inputDeadline, connectMs);
  }

  opened(): void {
    const request = this.#opening?.request ?? null;
    if (this.#state === 'opening' && request !== null) {
      this.#state = 'upgrading';
      this.#host.counters.bytesSent.add(request.bytes.length);
      this.#host.io.write(this.socket, request.bytes, 0, request.bytes.length);
      return;
    }
    if (this.#state !== 'opening' && this.#state !== 'upgrading') return;
    this.#state = 'open';
    const { firstFrameMs } = this.#settings;
    this.#hadFrame = firstFrameMs === null;
    if (firstFrameMs === null) this.#host.wheel.clear(this.#inputDeadline);
    else this.#host.wheel.set(this.#inputDeadline, firstFrameMs);
    this.handler?.opened?.();
  }

  /** Handles bytes [start, end) of an arena that is valid during the call. */
  received(bytes: Uint8Array, start: number, end: number): void {
    if ((this.#state !== 'open' && this.#state !== 'upgrading') || this.#reason !== null) return;
    this.#host.counters.bytesReceived.add(end - start);
    this.hasReceived ||= this.#proxy === null;
    this.#isNewFrame = false;
    if (this.isHeld) {
      this.#keep(bytes, start, end);
      this.#settleInput();
    } else if (this.#tail !== null) {
      this.#continue(bytes, start, end);
      this.#settleInput();
    } else {
      // Without a tail, frames are delivered from the arena itself: the common case copies nothing.
      const rest = this.#run(bytes, start, end);
      if (rest < end && this.#reason === null) this.#keep(bytes, rest, end);
      this.#settleInput();
    }
  }

  /** The peer sends no more. */
  ended(): void {
    this.#hasEnded = true;
    if (!this.isHeld) this.close(this.#state === 'upgrading' ? 'upgrade-refused' : 'peer-closed');
  }

  drained(): void {
    if (!this.#wasCongested) return;
    this.#wasCongested = false;
    if (this.#state === 'open') this.handler?.drained?.();
  }

  /** The socket is closed; the last call. */
  closed(errno: number): void {
    this.#clearDeadlines();
    const isOpening = this.#state === 'opening' || this.#state === 'upgrading';
    this.#reason ??= isOpening ? 'connect-failed' : endReasonOf(errno);
    this.#state = 'closed';
    this.errno = errno;
    this.#tail?.clear();
    this.#tail = null;
    this.handler?.closed(this.#reason);
  }

  /** Joins new input with the tail, one piece at a time; after a handler called `hold`, it only joins. */
  #continue(bytes: Uint8Array, start: number, end: number): void {
    for (let at = start; at < end && this.#reason === null; at += INPUT_PIECE_BYTES) {
      this.#runTail(this.#keep(bytes, at, Math.min(end, at + INPUT_PIECE_BYTES)));
    }
  }

  #keep(bytes: Uint8Array, start: number, end: number): InputTail {
    this.#tail ??= new InputTail(this.#host.pool);
    this.#tail.append(bytes, start, end);
    return this.#tail;
  }

  #runTail(tail: InputTail): void {
    tail.consume(this.#run(tail.bytes, tail.start, tail.end));
    if (tail.length === 0) this.#tail = null;
  }

  /**
   * Runs the opening and delivers frames until held, closed, or out of whole frames. Returns the first unconsumed byte.
   */
  #run(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    this.#isDelivering = true;
    while (at < end && !this.isHeld && this.#reason === null) {
      const next = this.#step(bytes, at, end);
      if (next === NEED_MORE) break;
      at = next;
    }
    this.#isDelivering = false;
    return at;
  }

  #step(bytes: Uint8Array, at: number, end: number): number {
    if (this.#proxy?.header) return this.#readProxy(this.#proxy.header, bytes.subarray(at, end), at);
    if (this.#opening === null) return this.#deliver(bytes, at, end);
    return this.#open(this.#opening.step(bytes.subarray(at, end)), at);
  }

  #readProxy(header: ProxyHeaderDecoder, bytes: Uint8Array, at: number): number {
    // A proxy for HTTP states the address in its request.
    if (bytes[0] === HTTP_FIRST_BYTE && this.#opening?.expectForwarded() === true && this.#proxy !== null) {
      this.#proxy = { header: null, located: this.#proxy.located };
      return at;
    }
    const result = header.scan(bytes, 0, bytes.length);
    if (result === ProxyResult.needMore) return NEED_MORE;
    if (result === ProxyResult.malformed) {
      this.close(header.fault ?? 'proxy-header-malformed');
      return NEED_MORE;
    }
    this.#host.counters.proxyHeaders.add();
    this.#locate(header.source, header.consumed < bytes.length);
    return at + header.consumed;
  }

  /** Without a source the proxy speaks for itself. */
  #locate(source: string | null, hasReceived: boolean): void {
    const located = this.#proxy?.located;
    this.#proxy = null;
    this.hasReceived = hasReceived;
    this.remoteAddress = source ?? this.remoteAddress;
    located?.();
    if (this.#reason === null) this.handler?.opened?.();
  }

  #deliver(bytes: Uint8Array, at: number, end: number): number {
    const decoder = this.#decoder;
    const result = decoder.scan(bytes, at, end);
    if (result === ScanResult.needMore) return NEED_MORE;
    if (result !== ScanResult.frame) return this.#control(result, bytes);
    const frameEnd = decoder.frameEnd;
    this.#hadFrame = true;
    this.#isNewFrame = true;
    this.#host.counters.framesReceived.add();
    this.handler?.frame(bytes, decoder.payloadStart, decoder.payloadEnd);
    return frameEnd;
  }

  #sendPong(bytes: Uint8Array, start: number, end: number): void {
    const { scratch } = this.#host;
    this.sendRaw(scratch, 0, this.#framing.controls?.writePong(scratch, bytes, { start, end }) ?? 0);
  }

  /** The frame has no payload. */
  #control(result: ScanResult, bytes: Uint8Array): number {
    const { frameEnd, payloadStart, payloadEnd, fault } = this.#decoder;
    // Inside a message fewer bytes are consumed, and its deadline continues.
    if (frameEnd === payloadEnd) this.#isNewFrame = true;
    switch (result) {
      case ScanResult.ping:
      case ScanResult.pong:
        if (result === ScanResult.ping) this.#sendPong(bytes, payloadStart, payloadEnd);
        this.handler?.alive?.();
        return frameEnd;
      case ScanResult.ended:
        this.#peerCloseCode =
          payloadStart === payloadEnd ? 0 : ((bytes[payloadStart] ?? 0) << 8) | (bytes[payloadStart + 1] ?? 0);
        this.close('peer-closed');
        return NEED_MORE;
      case ScanResult.malformed:
        this.close(fault ?? 'frame-too-long');
        return NEED_MORE;
      default:
        return frameEnd;
    }
  }

  /** One step of the opening, for the bytes at `at`. */
  #open(step: OpeningStep | null, at: number): number {
    if (step === null) return NEED_MORE;
    const { consumed, answer, event, framing, refusal } = step;
    // The first byte looked like a request, and it is none.
    if (this.#proxy !== null && framing !== undefined && event !== 'upgraded') {
      this.close('proxy-header-missing');
      return NEED_MORE;
    }
    if (answer !== undefined) this.sendRaw(answer, 0, answer.length);
    if (refusal !== undefined) {
      this.close(refusal);
      return NEED_MORE;
    }
    const { counters } = this.#host;
    if (event === 'policy') counters.policyAnswered.add();
    if (framing !== undefined) {
      this.#opening = null;
      if (framing !== this.#framing) {
        this.#framing = framing;
        this.#decoder = framing.createDecoder();
      }
    }
    if (event === 'upgraded') counters.websocketsOpened.add();
    if (this.#proxy !== null && event === 'upgraded') this.#locate(step.source ?? null, true);
    if (this.#state === 'upgrading') this.opened();
    else if (event === 'upgraded') this.handler?.upgraded?.(step.protocol ?? null, step.isBrowser === true);
    if (event === 'tgw') {
      counters.tgwHeaders.add();
      this.handler?.tgw?.();
    }
    return at + consumed;
  }

  /** After input: the deadline of an unfinished frame, back-pressure, and a peer that has ended. */
  #settleInput(): void {
    if (this.#state !== 'open' || this.#reason !== null) return;
    const { io, wheel } = this.#host;
    const deadline = this.#inputDeadline;
    if (this.isHeld) {
      if (this.#tail !== null && this.#tail.length > this.#settings.heldMaxBytes && !this.#isPaused) {
        this.#isPaused = true;
        io.pause(this.socket);
      }
      return;
    }
    if (this.#isPaused) {
      this.#isPaused = false;
      io.resume(this.socket);
    }
    if (!this.#hadFrame) {
      if (!deadline.isSet && this.#settings.firstFrameMs !== null) wheel.set(deadline, this.#settings.firstFrameMs);
    } else if (this.#tail === null) {
      if (deadline.isSet) wheel.clear(deadline);
    } else if (this.#isNewFrame || !deadline.isSet) wheel.set(deadline, this.#settings.frameMs);
    if (this.#hasEnded) this.close('peer-closed');
  }

  #judgeOutput(unsent: number): number {
    if (unsent > this.#settings.outputHighBytes) this.#wasCongested = true;
    if (unsent <= this.#settings.outputMaxBytes) return unsent;
    this.destroy('slow-reader');
    return 0;
  }

  static #inputExpired(of: SocketConnection<string>): void {
    if (of.#state === 'opening' || of.#state === 'upgrading') of.destroy('connect-timeout');
    else if (of.#state === 'closing') of.#host.io.destroy(of.socket);
    else of.close(of.#hadFrame ? 'frame-timeout' : 'first-frame-timeout');
  }

  static #ownerExpired(of: SocketConnection<string>): void {
    of.close(of.#ownerReason);
  }

  #clearDeadlines(): void {
    this.#host.wheel.clear(this.#inputDeadline);
    this.clearDeadline();
  }
}
