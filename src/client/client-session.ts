// The session of a client over one link after the other. Without resuming there is one link, and the session ends with it. With
// resuming the session counts the packets of both directions, keeps those that the server has not acknowledged, and after a loss
// connects again and goes on where it was. `resume-state.ts` decides, this file performs.
//
// Invariants: a packet of an earlier link is never passed on; `packet` of the owner is called once for each counted packet, in
// order; what `send` took is sent until the server has it, or the owner hears that nobody knows.
import type { Cancel, Clock, Random } from '../base/plain.ts';
import {
  AckC2s,
  LeaveC2s,
  PingC2s,
  ResumeC2s,
  type ResumedS2c,
  ResumeEnableC2s,
  type ResumeEnabledS2c,
  type ResumeRefusedS2c,
  type ResyncedS2c,
  WaitingEnableC2s,
  WaitingLeaveC2s,
} from '../gate/gate.messages.ts';
import { CLOSE_REASONS } from '../reactor/names/index.ts';
import { encodePacket, type Layout, type MessageType, PacketWriter } from '../wire/plain.ts';
import type { ClientDatagrams, DatagramOwner, LoosePacket } from './client-datagrams.ts';
import type { Link, LinkDialer, LinkEnd } from './client-link.ts';
import type { ClientReason } from './closed.ts';
import { PONG_MS, SWEEP_MS, TRY_MS_MAX, WAIT_MS_MAX, WAITING_SILENCE_MS } from './limits.ts';
import { type LinkEvent, refusalWhyOf, resyncWhyOf } from './link-event.ts';
import { isCounted, isLinkId, isWaitingId, type LinkWord, packetIdOf, readLinkWord } from './link-messages.ts';
import { LinkSilence } from './link-silence.ts';
import { ResumeCounts } from './resume-counts.ts';
import { type ComeBack, nextResume, type ResumeEffect, type ResumeEvent, type ResumePhase } from './resume-state.ts';
import { WaitingPlace } from './waiting-place.ts';

const VERSION = 1;
const NO_TICKET = new Uint8Array(0);
/** The refusals after which the same link may ask again. */
const LATER: ReadonlySet<string | null> = new Set(['busy', 'gateSilent']);
/** Losses that a session outlives: the server parks it, or it comes back after the shutdown. */
const RESUMABLE: ReadonlySet<number> = new Set([1, 2, 3, 5, 21, 23, 50]);
/** Reasons of a server that has no place for the link at the moment. */
const CROWDED: ReadonlySet<number> = new Set([60, 61, 110]);
/** Those of a listener that is full: one that waits comes back to its place all the same. */
const FULL: ReadonlySet<number> = new Set([60, 61]);

export interface SessionOwner {
  /** The first link is open. */
  opened(): void;
  /** The first link never opened. The last call. */
  failed(end: LinkEnd): void;
  packet(bytes: Uint8Array, start: number, end: number): void;
  linkEvent(event: LinkEvent): void;
  /** The link of one that waits for a place was lost; it connects again, and its place is kept for so long. */
  waitingAway(keepMs: number): void;
  /** The last call. */
  ended(reason: LinkEnd['reason'] | ClientReason, errno: number): void;
  /** The server's reason to end the present link, if it said one. */
  readonly toldReason: number | null;
}

export interface SessionOptions {
  readonly layout: Layout;
  readonly clock: Clock;
  readonly random: Random;
  readonly returnMs?: number;
  /** Makes the channel for datagrams; left out where there are none. */
  readonly openDatagrams?: (owner: DatagramOwner) => ClientDatagrams;
}

export class ClientSession {
  readonly #owner: SessionOwner;
  readonly #options: SessionOptions;
  readonly #dial: LinkDialer;
  readonly #writer = new PacketWriter();
  readonly #silence = new LinkSilence();
  readonly #datagrams: ClientDatagrams | null;
  #state: ReturnType<typeof nextResume>['state'] = { phase: 'off' };
  #counts = new ResumeCounts();
  #link: Link | null = null;
  #hasOpened = false;
  #closeReason: LinkEnd['reason'] | ClientReason | null = null;
  #lastEnd: LinkEnd = { reason: 'network-error', errno: 0 };
  #comeBack: ComeBack | null = null;
  #token: Uint8Array = new Uint8Array(0);
  #attempt = 0;
  #parkMs = 0;
  #lostMs = 0;
  #isOnline = true;
  /** While it waits for a place on the server. */
  #place: WaitingPlace | null = null;
  #knowsOfWaiting = false;
  #cancelSilence: Cancel = () => {};
  #cancelWait: Cancel = () => {};
  #cancelSweep: Cancel = () => {};

  constructor(dial: LinkDialer, owner: SessionOwner, options: SessionOptions) {
    this.#dial = dial;
    this.#owner = owner;
    this.#options = options;
    this.#datagrams = options.openDatagrams?.(this.#datagramOwner()) ?? null;
  }

  get isOpen(): boolean {
    if (this.#closeReason !== null || this.#state.phase === 'ended') return false;
    return this.#state.phase === 'off' && this.#place === null ? (this.#link?.isOpen ?? false) : true;
  }

  /** Whether messages reach the server now. */
  get isLinkUp(): boolean {
    return this.isOpen && !('tries' in this.#state) && (this.#link?.isOpen ?? false);
  }

  get isCongested(): boolean {
    return this.#link?.isCongested ?? false;
  }

  get phase(): ResumePhase {
    return this.#state.phase;
  }

  /** Opens the first link. */
  start(): void {
    this.#openLink();
  }

  /** Asks the server that the session outlives its links. Only with a link, and once until it is refused. */
  enable(): boolean {
    if (this.#state.phase !== 'off' || !this.isLinkUp) return false;
    this.#counts = new ResumeCounts();
    this.#attempt = 0;
    this.#say(ResumeEnableC2s, { version: VERSION });
    this.#step({ type: 'enableSent' });
    return true;
  }

  /** Tells the server that this client knows of waiting: before it signs in. */
  enableWaiting(): boolean {
    if (this.#state.phase !== 'off' || !this.isLinkUp) return false;
    // Once on each link; a client that comes back to its place says it itself.
    if (!this.#knowsOfWaiting) this.#say(WaitingEnableC2s, { version: VERSION, ticket: NO_TICKET });
    this.#knowsOfWaiting = true;
    return true;
  }

  /** Sends bytes [0, length), or keeps them for the next link. False when the session is over, or too much is unacknowledged. */
  send(packet: Uint8Array, length: number): boolean {
    if (!this.isOpen) return false;
    const { phase } = this.#state;
    if (phase === 'off' && this.#link?.isOpen !== true) return false;
    if (phase !== 'off' && isCounted(packetIdOf(packet, 0, length)) && !this.#counts.send(packet, length)) return false;
    if (!('tries' in this.#state)) this.#write(packet, length);
    return true;
  }

  /** Sends the message as a datagram. False where it has to go by `send`. */
  sendLoose(packet: LoosePacket): boolean {
    return this.isLinkUp && this.#datagrams?.send(packet) === true;
  }

  /** Asks for a channel for datagrams on this link, if there can be one. */
  askDatagrams(): void {
    if (this.isLinkUp) this.#datagrams?.linkUp();
  }

  #datagramOwner(): DatagramOwner {
    return {
      ...this.#options,
      say: (type, value) => this.#say(type, value),
      sendByLink: (packet, length) => this.send(packet, length),
      packet: (bytes, start, end) => this.#owner.packet(bytes, start, end),
      event: (event) => this.#owner.linkEvent(event),
      linkHost: () => this.#link?.remoteAddress ?? null,
    };
  }

  /** Ends the session, with a goodbye if it would outlive its link. */
  close(reason: LinkEnd['reason'] | ClientReason): void {
    if (this.#closeReason !== null || this.#state.phase === 'ended') return;
    this.#closeReason = reason;
    const { phase } = this.#state;
    if (phase !== 'off' && phase !== 'dialing') this.#say(LeaveC2s, {});
    if (this.#place !== null) this.#say(WaitingLeaveC2s, {});
    const link = this.#link;
    this.#stopTimers();
    this.#datagrams?.close();
    this.#state = { phase: 'ended' };
    if (link === null) this.#owner.ended(reason, 0);
    else if (phase === 'dialing') link.destroy();
    else link.close();
  }

  /** Breaks the link as a network does. */
  cut(): void {
    if (this.#link === null || !this.isOpen) return;
    this.#lose({ reason: 'network-error', errno: 0 });
  }

  /** The next attempt is due now, and so is what a link's silence asks for. */
  hurry(): void {
    if (this.#state.phase === 'waiting') this.#due();
    else this.#sweep();
  }

  /** What the device says about its network. */
  setOnline(isOnline: boolean): void {
    const { phase } = this.#state;
    // The link of a device that changes networks is dead, and would be found dead much later.
    const isLost = !isOnline && this.isOpen && (phase === 'up' || ('tries' in this.#state && this.#link !== null));
    if (isLost) this.#lose({ reason: 'network-error', errno: 0 });
    this.#isOnline = isOnline;
    if (isOnline) this.hurry();
  }

  /** How long after a loss it tries to come back. */
  get #returnMs(): number {
    return Math.max(this.#parkMs, this.#options.returnMs ?? 0);
  }

  // Links.

  #openLink(): void {
    // Calls of a link that is no longer the present one are dropped.
    const isPresent = (): boolean => this.#link === link;
    const link: Link = this.#dial({
      opened: () => isPresent() && this.#opened(),
      packet: (bytes, start, end) => isPresent() && this.#packet(bytes, start, end),
      ended: (end) => isPresent() && this.#linkEnded(end),
    });
    this.#link = link;
  }

  #opened(): void {
    if (this.#hasOpened && this.#place !== null) {
      this.#say(WaitingEnableC2s, { version: VERSION, ticket: this.#place.ticket });
      this.#watchSilence();
    } else if (this.#hasOpened) {
      this.#step({ type: 'linkOpened' });
    } else {
      this.#hasOpened = true;
      this.#owner.opened();
    }
  }

  #linkEnded(end: LinkEnd): void {
    this.#link = null;
    this.#lastEnd = end;
    if (this.#closeReason !== null) this.#owner.ended(this.#closeReason, end.errno);
    else if (this.#place !== null && this.#comesBack(this.#place)) return;
    else if (this.#hasOpened) this.#linkLost(end.reason, this.#mayResume(end));
    else this.#owner.failed(end);
  }

  /** The present link is given up here. */
  #lose(end: LinkEnd): void {
    const link = this.#link;
    this.#link = null;
    this.#lastEnd = end;
    link?.destroy();
    if (this.#place === null || !this.#comesBack(this.#place)) this.#linkLost(end.reason, true);
  }

  /** Whether the client, which waits for a place, connects again. */
  #comesBack(place: WaitingPlace): boolean {
    this.#cancelSilence();
    const told = this.#owner.toldReason;
    const { clock, random } = this.#options;
    const isOver = told !== null && !(RESUMABLE.has(told) || FULL.has(told));
    const waitMs = isOver ? null : place.lost(clock.monotonicMs(), random);
    if (waitMs === null) {
      this.#place = null;
      return false;
    }
    this.#cancelWait();
    this.#cancelWait = clock.after(waitMs, () => this.#openLink());
    this.#owner.waitingAway(place.keepMs);
    return true;
  }

  /** The server says where one that waits is, again and again: silence means that the link is dead. */
  #watchSilence(): void {
    this.#cancelSilence();
    const { clock } = this.#options;
    this.#cancelSilence = clock.after(WAITING_SILENCE_MS, () => this.#lose({ reason: 'link-dead', errno: 0 }));
  }

  #waitingWord(bytes: Uint8Array, start: number, end: number): void {
    const word = readLinkWord(this.#options.layout, bytes, { start, end });
    if (word.kind === 'waits' && this.#state.phase === 'off') {
      this.#place ??= new WaitingPlace();
      this.#place.told(word.value.ticket, word.value.keepMs);
      this.#watchSilence();
    } else if (word.kind === 'waited') {
      this.#place = null;
      this.#cancelSilence();
    }
    this.#owner.packet(bytes, start, end);
  }

  #linkLost(reason: string, mayResume: boolean): void {
    const nowMs = this.#options.clock.monotonicMs();
    const comeBack = this.#comeBack;
    this.#comeBack = null;
    const wasUp = this.#state.phase === 'up';
    if (wasUp) this.#lostMs = nowMs;
    this.#step({ type: 'linkLost', nowMs, parkMs: this.#returnMs, mayResume, comeBack });
    if (wasUp && this.#state.phase === 'waiting') this.#owner.linkEvent({ kind: 'lost', reason });
    this.#datagrams?.linkDown();
  }

  #mayResume(end: LinkEnd): boolean {
    const { phase } = this.#state;
    if (phase === 'dialing') return true;
    const told = this.#owner.toldReason;
    if (phase === 'up') return RESUMABLE.has(told ?? CLOSE_REASONS[end.reason]);
    return told === null || RESUMABLE.has(told) || CROWDED.has(told);
  }

  // Input.

  #packet(bytes: Uint8Array, start: number, end: number): void {
    this.#silence.heard();
    const id = packetIdOf(bytes, start, end);
    const { phase } = this.#state;
    if (this.#datagrams?.hear(this.#options.layout, bytes, { start, end }) === true) return;
    if (isWaitingId(id)) this.#waitingWord(bytes, start, end);
    else if (phase === 'off' || phase === 'ended') this.#owner.packet(bytes, start, end);
    else if (isLinkId(id)) this.#linkWord(bytes, start, end);
    else if (!isCounted(id)) this.#owner.packet(bytes, start, end);
    else if (phase === 'asked') this.#owner.packet(bytes, start, end);
    // Before an answer the link carries no session.
    else if (phase === 'up') this.#take(bytes, start, end);
  }

  #take(bytes: Uint8Array, start: number, end: number): void {
    this.#counts.receive(end - start);
    this.#owner.packet(bytes, start, end);
    if (this.#counts.isAckDue && this.#state.phase === 'up') this.#acknowledge();
  }

  #linkWord(bytes: Uint8Array, start: number, end: number): void {
    const word = readLinkWord(this.#options.layout, bytes, { start, end });
    if (word.kind === 'malformed') this.#owner.packet(bytes, start, end);
    else if (this.#state.phase === 'asked' && word.kind === 'enabled') this.#enabled(word.value);
    else if (this.#state.phase === 'asking') this.#answered(word);
    else if (this.#state.phase === 'up') this.#heard(word);
  }

  #enabled({ token, start, parkMs, pingMs, ackPackets, ackBytes, pendingMax }: ResumeEnabledS2c): void {
    this.#token = Uint8Array.from(token);
    this.#parkMs = parkMs;
    this.#counts.begin({ start, ackPackets, ackBytes, pendingMax });
    this.#silence.begin({ pingMs, deadMs: pingMs + PONG_MS, nowMs: this.#options.clock.monotonicMs() });
    this.#cancelSweep = this.#options.clock.every(SWEEP_MS, () => this.#sweep());
    this.#step({ type: 'enabled' });
    this.#acknowledge();
    this.#owner.linkEvent({ kind: 'enabled', parkMs });
  }

  #answered(word: LinkWord): void {
    if (word.kind === 'resumed') {
      const { replayed, leftOut } = word.value;
      this.#continued(word.value, (away) => ({ kind: 'resumed', ...away, replayed, leftOut }));
    } else if (word.kind === 'resynced') {
      const { lost, why } = word.value;
      this.#continued(word.value, (away) => ({ kind: 'resynced', ...away, lost, why: resyncWhyOf(why) }));
    } else if (word.kind === 'refused') this.#refused(word.value);
  }

  #continued(
    { token, received }: ResumedS2c | ResyncedS2c,
    eventOf: (away: { readonly awayMs: number; readonly resent: number }) => LinkEvent,
  ): void {
    if (!this.#counts.reached(received)) {
      this.close('count-wrong');
      return;
    }
    this.#token = Uint8Array.from(token);
    const nowMs = this.#options.clock.monotonicMs();
    this.#silence.restart(nowMs);
    this.#acknowledge();
    // The kept packets leave before those that a handler of the event sends.
    this.#counts.forEachPending((packet) => this.#write(packet, packet.length));
    this.#step({ type: 'continued' });
    this.askDatagrams();
    this.#owner.linkEvent(eventOf({ awayMs: nowMs - this.#lostMs, resent: this.#counts.pendingCount }));
  }

  #refused({ code, doneKnown, done, waitMs }: ResumeRefusedS2c): void {
    const why = refusalWhyOf(code);
    if (LATER.has(why)) {
      this.#step({ type: 'later', waitMs, nowMs: this.#options.clock.monotonicMs() });
      this.#owner.linkEvent({ kind: 'waiting', why, waitMs });
      return;
    }
    if (doneKnown) this.#counts.done(done);
    this.#cancelSweep();
    this.#step({ type: 'refused' });
    this.#owner.linkEvent({ kind: 'refused', why, unsure: this.#counts.pendingCount });
  }

  #heard(word: LinkWord): void {
    if (word.kind === 'ack') {
      if (!this.#counts.done(word.value.done)) this.close('count-wrong');
    } else if (word.kind === 'ping') {
      if (word.value.sent === this.#counts.received) this.#acknowledge();
      else this.close('count-wrong');
    } else if (word.kind === 'reconnect') {
      this.#comeBack = word.value;
      this.#owner.linkEvent({ kind: 'sentAway', ...word.value });
    }
  }

  // Output.

  #acknowledge(): void {
    this.#silence.acknowledged();
    this.#say(AckC2s, { received: this.#counts.acknowledge() });
  }

  #say<M>(type: MessageType<M>, value: M): void {
    this.#writer.reset();
    encodePacket(this.#writer, this.#options.layout, { type, value });
    this.#write(this.#writer.bytes, this.#writer.length);
  }

  #write(packet: Uint8Array, length: number): void {
    this.#silence.spoke();
    if (this.#link?.isOpen === true) this.#link.send(packet, 0, length);
  }

  // Time.

  #sweep(): void {
    if (this.#state.phase !== 'up') return;
    const nowMs = this.#options.clock.monotonicMs();
    const { isAckDue, isPingDue, isDead } = this.#silence.at(nowMs, this.#counts.unacknowledged > 0);
    if (isDead) {
      this.#lose({ reason: 'link-dead', errno: 0 });
      return;
    }
    if (isAckDue) this.#acknowledge();
    if (isPingDue) this.#say(PingC2s, { sent: this.#counts.sent });
  }

  #due(): void {
    this.#step({ type: 'due', nowMs: this.#options.clock.monotonicMs(), parkMs: this.#returnMs });
  }

  #stopTimers(): void {
    this.#cancelWait();
    this.#cancelSweep();
    this.#cancelSilence();
  }

  // The machine.

  #step(event: ResumeEvent): void {
    const { state, effects } = nextResume(this.#state, event);
    this.#state = state;
    for (const effect of effects) this.#perform(effect);
  }

  #perform(effect: ResumeEffect): void {
    switch (effect.type) {
      case 'wait': {
        const drawnMs = effect.fromMs + this.#options.random.below(effect.toMs - effect.fromMs + 1);
        const delayMs = Math.max(this.#isOnline ? 0 : TRY_MS_MAX, Math.min(drawnMs, WAIT_MS_MAX));
        this.#cancelWait();
        this.#cancelWait = this.#options.clock.after(delayMs, () => this.#due());
        break;
      }
      case 'stopWait':
        this.#cancelWait();
        break;
      case 'dial':
        this.#openLink();
        break;
      case 'ask': {
        this.#attempt++;
        const [received, pending] = [this.#counts.received, this.#counts.pendingCount];
        this.#say(ResumeC2s, { version: VERSION, token: this.#token, attempt: this.#attempt, received, pending });
        break;
      }
      case 'dropLink': {
        const link = this.#link;
        this.#link = null;
        link?.destroy();
        break;
      }
      case 'end':
        this.#cancelSweep();
        this.#owner.ended(effect.reason ?? this.#lastEnd.reason, this.#lastEnd.errno);
        break;
    }
  }
}
