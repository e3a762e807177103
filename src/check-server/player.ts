// A player of the checker: an account that signs in, enables resuming, loses its link and comes back. It counts as the document says,
// and does nothing by itself: no acknowledgement, no ping, no second attempt.

import { Heard, type SetTimer } from './heard.ts';
import { type CheckLayout, decodeFields, encodeFields, type FieldValue } from './layouts.ts';
import { ANSWER_MS, AT_ONCE_MS } from './limits.ts';
import { type CheckMessage, idOf, isCounted, isLinkId, MESSAGE } from './messages.ts';
import { CheckFailure, must } from './outcome.ts';
import { openWire, type Wire, type WireTarget } from './wire-node.ts';

const VERSION = 1;

export interface PlayerOptions {
  readonly account: string;
  readonly layout: CheckLayout;
  readonly target: WireTarget;
  readonly serverId: number;
  readonly setTimer: SetTimer;
}

/** What the server said when resuming was enabled. */
export interface Terms {
  readonly start: number;
  readonly parkMs: number;
  readonly pingMs: number;
}

/** The answer to a resume. */
export type Answer =
  | { readonly kind: 'resumed'; readonly received: number; readonly replayed: number; readonly leftOut: number }
  | { readonly kind: 'resynced'; readonly received: number; readonly lost: number; readonly why: number }
  | {
      readonly kind: 'refused';
      readonly code: number;
      readonly doneKnown: boolean;
      readonly done: number;
      readonly waitMs: number;
    };

export interface ResumeWish {
  readonly token?: Uint8Array;
  readonly attempt?: number;
  readonly received?: number;
  readonly pending?: number;
  readonly target?: WireTarget;
  readonly layout?: CheckLayout;
  /** Ask over the present link, not over a new one. */
  readonly isSameLink?: boolean;
  /** Cut the link so many bytes behind the answer. */
  readonly cutBehindBytes?: number;
}

export class Player {
  readonly account: string;
  token: Uint8Array = new Uint8Array(0);
  terms: Terms = { start: 0, parkMs: 0, pingMs: 0 };
  attempt = 0;
  sent = 0;
  received = 0;
  heard: Heard;
  #cursor = 0;
  #wire: Wire | null = null;
  #isCounting = false;
  #cutBehindBytes: number | null = null;
  readonly #options: PlayerOptions;

  constructor(options: PlayerOptions) {
    this.account = options.account;
    this.#options = options;
    this.heard = new Heard(options.setTimer);
  }

  get wire(): Wire {
    if (this.#wire === null) throw new CheckFailure('there is no connection');
    return this.#wire;
  }

  // Links.

  async open(target: WireTarget = this.#options.target): Promise<void> {
    const heard = new Heard(this.#options.setTimer);
    this.heard = heard;
    this.#cursor = 0;
    this.#wire = await openWire(target, {
      packet: (packet) => this.#take(heard, packet),
      ended: () => heard.end(),
    });
  }

  cut(): void {
    this.#wire?.cut();
  }

  /** Whether the link ends within the time. */
  async ends(withinMs: number): Promise<boolean> {
    await this.heard.until(withinMs, () => null);
    return this.heard.hasEnded;
  }

  /** The reason that the server gave for the end of the link; null when it gave none in time. */
  async closeReason(withinMs: number): Promise<number | null> {
    const packet = await this.heard.until(
      withinMs,
      () => this.heard.all.find(({ id }) => id === MESSAGE.close.id) ?? null,
    );
    if (packet === null) return null;
    const [reason] = this.#decode(MESSAGE.close, packet.packet);
    return reason as number;
  }

  // Messages.

  send(message: CheckMessage, ...values: readonly FieldValue[]): void {
    this.wire.send(this.packet(message, ...values));
    this.count(message.id);
  }

  sendAll(message: CheckMessage, rows: readonly (readonly FieldValue[])[]): void {
    this.wire.sendAll(rows.map((values) => this.packet(message, ...values)));
    for (let row = 0; row < rows.length; row++) this.count(message.id);
  }

  packet(message: CheckMessage, ...values: readonly FieldValue[]): Uint8Array {
    return encodeFields(this.#options.layout, message, values);
  }

  /** A packet of this id has a number now, whether or not it left. */
  count(id: number): void {
    if (this.#isCounting && isCounted(id)) this.sent = (this.sent + 1) >>> 0;
  }

  /** The next message of the type; null when none comes in time. */
  async next(message: CheckMessage, withinMs = AT_ONCE_MS): Promise<readonly FieldValue[] | null> {
    const packet = await this.heard.until(withinMs, () => {
      const { all } = this.heard;
      while (this.#cursor < all.length) {
        const heard = all[this.#cursor++];
        if (heard?.id === message.id) return heard.packet;
      }
      return null;
    });
    return packet === null ? null : this.#decode(message, packet);
  }

  /** Like `next`; without one, the check has failed. */
  async need(message: CheckMessage, withinMs = AT_ONCE_MS): Promise<readonly FieldValue[]> {
    const values = await this.next(message, withinMs);
    must(
      values !== null,
      `no message ${message.id} came within ${withinMs} ms${this.heard.hasEnded ? '; the connection ended' : ''}`,
    );
    return values;
  }

  /** What was heard of a type on this link. */
  allOf(message: CheckMessage): (readonly FieldValue[])[] {
    return this.heard.all.filter(({ id }) => id === message.id).map(({ packet }) => this.#decode(message, packet));
  }

  // Steps.

  /** Sends the sign-in; it may have to wait. */
  askIn(): void {
    const texts: readonly FieldValue[] = [this.account, '', '', '', '', '', '', ''];
    this.send(MESSAGE.signIn, ...texts, this.#options.serverId, '', '', '', '', '');
  }

  /** Resolves to the ids of the account's roles. */
  async signIn(): Promise<bigint[]> {
    this.askIn();
    const [roles] = await this.need(MESSAGE.roleList, ANSWER_MS);
    return (roles as readonly (readonly FieldValue[])[]).map(([id]) => id as bigint);
  }

  async enable(): Promise<void> {
    this.send(MESSAGE.enable, VERSION);
    this.#isCounting = true;
    this.sent = 0;
    const [, token, start, parkMs, pingMs] = await this.need(MESSAGE.enabled);
    this.token = token as Uint8Array;
    this.terms = { start: start as number, parkMs: parkMs as number, pingMs: pingMs as number };
    this.sent = (this.terms.start + this.sent) >>> 0;
  }

  /** Enters the world with a role that it makes if it must. */
  async enter(roles: readonly bigint[]): Promise<void> {
    const role = roles[0] ?? (await this.#createRole());
    this.send(MESSAGE.selectRole, role, 0);
    await this.need(MESSAGE.place, ANSWER_MS);
    this.send(MESSAGE.mapLoaded);
  }

  ack(received = this.received): void {
    this.send(MESSAGE.clientAck, received);
  }

  /** Sends a beat and waits for its echo. */
  async beat(time: number): Promise<void> {
    this.send(MESSAGE.beat, time);
    const [echo] = await this.need(MESSAGE.beat);
    must(echo === time, `the echo of beat ${time} is ${echo}`);
  }

  /** Asks for the session over a new link, and takes what the answer gives. */
  async resume(wish: ResumeWish = {}): Promise<Answer> {
    const { token = this.token, received = this.received, pending = 0 } = wish;
    if (wish.isSameLink !== true) await this.open(wish.target);
    this.#cutBehindBytes = wish.cutBehindBytes ?? null;
    this.attempt = wish.attempt ?? this.attempt + 1;
    // What comes behind the answer counts on from what the client says.
    this.received = received;
    const layout = wish.layout ?? this.#options.layout;
    const values = [VERSION, token, this.attempt, received, pending];
    this.wire.send(encodeFields(layout, MESSAGE.resume, values));
    const from = this.#cursor;
    const packet = await this.heard.until(
      ANSWER_MS,
      () => this.heard.all.slice(from).find(({ id }) => ANSWERS.has(id)) ?? null,
    );
    must(packet !== null, 'a resume was not answered');
    this.#cursor = this.heard.all.indexOf(packet) + 1;
    return this.#answer(packet.id, packet.packet, layout);
  }

  #answer(id: number, packet: Uint8Array, layout: CheckLayout): Answer {
    if (id === MESSAGE.refused.id) {
      const [code, doneKnown, done, waitMs] = decodeFields(layout, MESSAGE.refused.fields, packet) ?? unreadable(id);
      return { kind: 'refused', code, doneKnown, done, waitMs } as Answer;
    }
    const [token, received, first, second] = this.#decode(
      id === MESSAGE.resumed.id ? MESSAGE.resumed : MESSAGE.resynced,
      packet,
    );
    this.token = token as Uint8Array;
    if (id === MESSAGE.resumed.id) return { kind: 'resumed', received, replayed: first, leftOut: second } as Answer;
    return { kind: 'resynced', received, lost: first, why: second } as Answer;
  }

  async #createRole(): Promise<bigint> {
    // It may have come before resuming was enabled.
    const name = await this.heard.until(ANSWER_MS, () => this.allOf(MESSAGE.offeredName)[0]?.[1] ?? null);
    must(typeof name === 'string', `no message ${MESSAGE.offeredName.id} came`);
    this.send(MESSAGE.createRole, name, 0, 1);
    const [id] = await this.need(MESSAGE.created, ANSWER_MS);
    return id as bigint;
  }

  #take(heard: Heard, packet: Uint8Array): void {
    const id = idOf(packet);
    // Packets of a link that was replaced are dropped.
    if (heard === this.heard && this.#isCounting) {
      if (id === MESSAGE.enabled.id) this.received = this.#startOf(packet);
      else if (isCounted(id)) this.received = (this.received + 1) >>> 0;
    }
    if (this.#cutBehindBytes !== null && ANSWERS.has(id)) this.#wire?.cutAfter(this.#cutBehindBytes);
    heard.add({ id, packet });
  }

  #startOf(packet: Uint8Array): number {
    return this.#decode(MESSAGE.enabled, packet)[2] as number;
  }

  #decode(message: CheckMessage, packet: Uint8Array): readonly FieldValue[] {
    // Of messages without listed fields only the id matters.
    if (message.fields.length === 0) return [];
    return decodeFields(this.#options.layout, message.fields, packet) ?? unreadable(message.id);
  }
}

const ANSWERS: ReadonlySet<number> = new Set([MESSAGE.resumed.id, MESSAGE.resynced.id, MESSAGE.refused.id]);

function unreadable(id: number): never {
  throw new CheckFailure(`message ${id} cannot be read${isLinkId(id) ? '' : ' in this layout'}`);
}
