// How the sessions of a gate go on in another process. The old gate freezes: it waits until nothing runs, then gives a record of each
// session, with the descriptor of its connection if that can move. The new gate makes the same sessions of the records, takes their
// roles' seats, and runs the hooks of modules. Invariant: until `thaw` no client is read, and nothing runs that an upgrade would lose.
import type { Seat } from '../actor/index.ts';
import { type Clock, type HeldClock, type Logger, messageOf, sleep } from '../base/index.ts';
import { FieldReader, FieldWriter, HandoverError } from '../handover/index.ts';
import {
  type Connection,
  type Listener,
  type MovingConnection,
  type Reactor,
  readConnection,
  writeConnection,
} from '../reactor/index.ts';
import { type Framing, LAYOUTS, type Layout, type MessageType } from '../wire/index.ts';
import type { AdmissionDesk } from './admission-desk.ts';
import type { GateReason } from './close-reason.ts';
import type { DatagramDesk } from './datagram-desk.ts';
import type { DispatchTable } from './dispatch-table.ts';
import { CloseS2c, ReconnectS2c } from './gate.messages.ts';
import { COME_AGAIN_MS, COME_AGAIN_WITHIN_MS, FREEZE_MS_MAX, FREEZE_POLL_MS, SEND_AWAY_MS_MAX } from './limits.ts';
import type { ModuleBytes, MoveHooks } from './move-hooks.ts';
import type { PacketPath } from './packet-path.ts';
import type { PlayerHost, PlayerSession } from './player-session.ts';
import { FIRST_MESSAGE_SLOT } from './rate-limit.ts';
import type { ResumeDesk } from './resume-desk.ts';
import { SessionLink } from './session-link.ts';
import { readSession, type SessionRecord, writeSession } from './session-record.ts';
import { PHASES, type SessionState } from './session-state.ts';
import type { WebSocketPings } from './websocket-pings.ts';

/** What the move needs of its gate. */
export interface MovingGate {
  readonly clock: Clock;
  readonly log: Logger;
  readonly reactor: Reactor;
  readonly host: PlayerHost;
  readonly resumes: ResumeDesk;
  readonly datagrams: DatagramDesk;
  readonly pings: WebSocketPings;
  readonly admissions: AdmissionDesk<PlayerSession>;
  readonly path: PacketPath;
  readonly dispatch: DispatchTable;
  readonly hooks: MoveHooks;
  readonly heldClock: HeldClock;
  /** Frames of WebSocket, and of other connections. */
  readonly framings: { readonly plain: Framing; readonly webSocket: Framing };
  readonly listeners: readonly Listener[];
  messageById(id: number): MessageType | undefined;
  /** The session of a new link. */
  open(link: SessionLink, layout: Layout): SessionLink;
  layoutOf(listener: Listener): Layout;
  /** A session of another process; `link` is null when it waits for its client. */
  create(
    link: SessionLink | null,
    record: Pick<SessionRecord, 'address' | 'id'> & { readonly layout: Layout },
  ): PlayerSession;
  enterRole(roleId: bigint, session: PlayerSession): Promise<Seat>;
  /** Whether something of a module runs: a periodic task. */
  readonly isModuleBusy: boolean;
}

/** One session, one connection, or both. */
export interface MovedEntry {
  /** The connection's; null for a session without a connection that can move. */
  readonly descriptor: number | null;
  readonly record: Uint8Array;
}

const ENTRY = { listener: 1, connection: 2, session: 3, isPinged: 4 } as const;

interface Imported {
  readonly session: PlayerSession;
  readonly record: SessionRecord;
}

export class GateMove {
  readonly #gate: MovingGate;
  #imported: Imported[] = [];
  /** The words of what held a freeze. */
  #held = '';

  constructor(gate: MovingGate) {
    this.#gate = gate;
  }

  get nowMs(): number {
    return this.#gate.clock.monotonicMs();
  }

  // The old process.

  /** After the reactor is frozen. Rejects with `handover-held` when something runs longer than a freeze may take. */
  async freeze(): Promise<void> {
    const { clock, heldClock, resumes } = this.#gate;
    const lateMs = clock.monotonicMs() + FREEZE_MS_MAX;
    while (this.#isBusy()) {
      if (clock.monotonicMs() >= lateMs) {
        const text = `${this.#held} runs for longer than ${FREEZE_MS_MAX} ms, so the server could not be stopped for a moment. Try again.`;
        throw new HandoverError('handover-held', text);
      }
      await sleep(clock, FREEZE_POLL_MS);
    }
    // Not before: what runs may wait for its own timers.
    heldClock.hold();
    resumes.freeze();
    // Their clients ask the new process for others, and use the stream meanwhile.
    this.#gate.datagrams.endAll('handover');
  }

  /** Throws when something of a session has begun to run since the freeze: then nothing of it may move. */
  assertRest(): void {
    if (this.#isBusy())
      throw new HandoverError('handover-held', `${this.#held} began while the server was stopped. Try again.`);
  }

  thaw(): void {
    this.#gate.resumes.thaw();
    this.#gate.heldClock.release();
  }

  /** While frozen: every connection and every session that the new process needs. */
  *entries(): Generator<MovedEntry> {
    const { directory } = this.#gate.host;
    const seen = new Set<PlayerSession>();
    const fields = new FieldWriter();
    for (const moving of this.#gate.reactor.move.connections()) {
      const listener = this.#gate.listeners.indexOf(moving.listener);
      if (listener < 0) continue;
      const session = sessionOf(moving);
      // It has left, and its last words are on their way.
      if (session?.isClosing === true) continue;
      if (session !== null) seen.add(session);
      const record = moving.descriptor === null ? null : moving.save();
      if (record === null || moving.descriptor === null) {
        if (session?.account != null) yield { descriptor: null, record: this.#withoutLink(fields.clear(), session) };
        continue;
      }
      fields.clear().critical().u32(ENTRY.listener, listener);
      fields.critical().nested(ENTRY.connection, (inner) => writeConnection(inner, record));
      if (session !== null)
        fields.critical().nested(ENTRY.session, (inner) => writeSession(inner, this.#recordOf(session, false)));
      if (moving.handler instanceof SessionLink && this.#gate.pings.has(moving.handler))
        fields.flag(ENTRY.isPinged, true);
      yield { descriptor: moving.descriptor, record: fields.record() };
    }
    for (const session of directory.sessions()) {
      if (!seen.has(session) && session.account !== null)
        yield { descriptor: null, record: this.#withoutLink(fields.clear(), session) };
    }
  }

  /** After the commit: the new process has everything that moves. Connections that cannot are told to come again, and end. */
  async release(): Promise<void> {
    const { clock, reactor } = this.#gate;
    // Before anything is read again.
    reactor.move.release();
    this.#sendAway();
    reactor.move.thaw();
    const lateMs = clock.monotonicMs() + SEND_AWAY_MS_MAX;
    while (reactor.connectionCount > 0 && clock.monotonicMs() < lateMs) await sleep(clock, FREEZE_POLL_MS);
  }

  #sendAway(): void {
    for (const { descriptor, handler } of this.#gate.reactor.move.connections()) {
      if (descriptor !== null || !(handler instanceof SessionLink)) continue;
      const session = handler.owner as PlayerSession | null;
      if (session !== null) this.#sayGoodbye(session);
      // The session lives on in the new process: here nobody hears of the end.
      handler.owner = null;
      handler.connection.close('server-shutdown');
    }
  }

  #sayGoodbye(session: PlayerSession): void {
    const { encoder, reasons } = this.#gate.host;
    const when = { afterMs: COME_AGAIN_MS, withinMs: COME_AGAIN_WITHIN_MS };
    // Only a client that resumes knows the message.
    if (session.resume !== null) session.output.send(encoder.encode(session.layout, ReconnectS2c, when));
    const { number, text } = reasons.entryOf('server-shutdown');
    session.output.send(encoder.encode(session.layout, CloseS2c, { reason: number, text }));
  }

  #isBusy(): boolean {
    for (const session of this.#gate.host.directory.sessions()) {
      if (!isBusy(session)) continue;
      const { runner } = session;
      const what = runner.whenIdle === null ? 'a hook about the link' : runner.what;
      const who = `session ${session.id} of ${session.account?.name ?? session.address}`;
      this.#held = session.isClosing ? `The end of ${who}` : `In ${who}, ${what}`;
      return true;
    }
    if (this.#gate.isModuleBusy) this.#held = 'A periodic task of a module';
    return this.#gate.isModuleBusy;
  }

  #withoutLink(fields: FieldWriter, session: PlayerSession): Uint8Array {
    return fields
      .critical()
      .nested(ENTRY.session, (inner) => writeSession(inner, this.#recordOf(session, true)))
      .record();
  }

  /** `isLinkLost`: its connection, if it has one, stays behind. */
  #recordOf(session: PlayerSession, isLinkLost: boolean): SessionRecord {
    const { clock, resumes } = this.#gate;
    const nowMs = clock.monotonicMs();
    const { state, hasArrived } = session;
    const deadlineMs = this.#gate.host.wheel.leftMs(session.deadline);
    const parked = session.linkState;
    const loss = parked !== null && parked.is !== 'up' ? parked.loss : isLinkLost ? 'server-shutdown' : null;
    const isNewlyLost = isLinkLost && parked?.is === 'up';
    const { waiting, leftOut } = session.output.save();
    const park = session.park?.save() ?? null;
    return {
      id: session.id,
      phase: state.phase,
      address: session.address,
      layout: session.layout,
      isLayoutTold: session.isLayoutTold,
      failures: 'failures' in state ? state.failures : 0,
      account: session.account,
      role: session.role,
      signedInMs: session.signedInMs,
      hasArrived,
      // A link that stays behind is lost now.
      deadlineMs: isNewlyLost && session.resume !== null ? resumes.parkMs : deadlineMs,
      loss,
      rates: this.#ratesOf(session, nowMs),
      waiting: waiting.map(({ type, key, bytes, start, end }) => ({
        id: type.id,
        key,
        bytes: bytes.subarray(start, end),
      })),
      leftOut: [...leftOut].map(([name, count]) => ({ name, count })),
      resume: session.resume?.save(nowMs) ?? null,
      park:
        park === null
          ? null
          : {
              isWebSocket: park.framing === this.#gate.framings.webSocket,
              awayMs: isNewlyLost ? 0 : park.awayMs,
              leftMs: isNewlyLost ? resumes.parkMs : park.leftMs,
              // A client whose link is lost sends the packet again.
              delayed: isLinkLost ? null : park.delayed,
            },
      placedAs: session.placedAs,
      understandsWaiting: session.understandsWaiting,
      waitsFor: this.#gate.admissions.saveWaiting(session),
      modules: this.#gate.hooks.export(session),
    };
  }

  #ratesOf(session: PlayerSession, nowMs: number): SessionRecord['rates'] {
    const rates: SessionRecord['rates'][number][] = [];
    for (const [slot, aheadMs] of session.rates.save(nowMs)) {
      const isSlot = slot < FIRST_MESSAGE_SLOT;
      const id = isSlot ? slot : this.#gate.dispatch.messageOfSlot(slot)?.id;
      if (id !== undefined) rates.push({ id, isSlot, aheadMs });
    }
    return rates;
  }

  // The new process.

  /**
   * Makes the connection and the session of an entry, which say nothing yet. Throws `HandoverError` and `ReactorError`; the descriptor
   * is then the caller's.
   */
  adopt({ descriptor, record }: MovedEntry): void {
    const { listeners, reactor } = this.#gate;
    let listener = -1;
    let connection: FieldReader | null = null;
    let session: SessionRecord | null = null;
    let isPinged = false;
    const fields = new FieldReader(record, 'a connection or session');
    while (fields.next()) {
      if (fields.tag === ENTRY.listener) listener = fields.u32();
      else if (fields.tag === ENTRY.connection) connection = fields.nested();
      else if (fields.tag === ENTRY.session) session = readSession(fields.nested());
      else if (fields.tag === ENTRY.isPinged) isPinged = fields.flag();
      else fields.skip();
    }
    if (connection === null || descriptor === null) {
      if (session !== null) this.#begin(session, null);
      return;
    }
    const port = listeners[listener];
    if (port === undefined) {
      const text = `The other process has more ports than this one: the configuration lacks the one with number ${listener + 1}.`;
      throw new HandoverError('handover-refused', text);
    }
    const found = session;
    reactor.move.adopt(port, {
      descriptor,
      record: readConnection(connection),
      handler: (made, candidacy) => {
        const link = new SessionLink(made as Connection<GateReason>, candidacy ?? null, this.#gate.pings);
        if (isPinged) this.#gate.pings.add(link);
        if (found === null) return this.#gate.open(link, this.#gate.layoutOf(port));
        this.#begin(found, link);
        return link;
      },
    });
  }

  /** Takes the seats of all roles, brings each session to its state, and runs the hooks of modules. Before any of them is heard. */
  async start(): Promise<void> {
    const imported = this.#imported;
    this.#imported = [];
    await Promise.all(imported.map((each) => this.#enter(each)));
    await Promise.all(imported.map(({ session, record }) => this.#startHooks(session, record.modules)));
    // When all places are taken that were: in the order in which they came.
    const waiting = imported.filter(({ record }) => record.waitsFor !== null);
    for (const { session, record } of waiting.sort((left, right) => left.session.id - right.session.id))
      if (record.waitsFor !== null && !session.isClosing)
        this.#gate.admissions.restoreWaiting(session, record.waitsFor);
  }

  #begin(record: SessionRecord, link: SessionLink | null): void {
    const layout = LAYOUTS.find((each) => each === record.layout);
    if (layout === undefined || !PHASES.includes(record.phase)) {
      const what = `layout '${record.layout}' in phase '${record.phase}'`;
      throw new HandoverError(
        'handover-broken',
        `The other process sent a session with ${what}, which this release does not know.`,
      );
    }
    const session = this.#gate.create(link, { ...record, layout });
    session.isLayoutTold = record.isLayoutTold;
    session.signedInMs = record.signedInMs;
    session.understandsWaiting = record.understandsWaiting;
    if (record.placedAs !== null) this.#gate.admissions.adopt(session, record.placedAs);
    this.#restoreRates(session, record);
    for (const { id, key, bytes } of record.waiting) {
      const type = this.#gate.messageById(id);
      if (type !== undefined) session.output.restoreWaiting({ type, key, bytes, start: 0, end: bytes.length });
    }
    for (const { name, count } of record.leftOut) session.output.restoreLeftOut(name, count);
    this.#restoreResume(session, record);
    this.#imported.push({ session, record });
  }

  #restoreRates(session: PlayerSession, { rates }: SessionRecord): void {
    const nowMs = this.#gate.clock.monotonicMs();
    for (const { id, isSlot, aheadMs } of rates) {
      const slot = isSlot ? id : (this.#gate.dispatch.find(id)?.rateSlot ?? -1);
      if (slot >= 0) session.rates.restore(slot, nowMs + aheadMs);
    }
  }

  #restoreResume(session: PlayerSession, { resume: saved, park }: SessionRecord): void {
    if (saved === null || park === null) return;
    const resume = this.#gate.resumes.restore(session, saved);
    if (resume === null)
      throw new HandoverError('handover-broken', 'The other process sent a ring that cannot be read.');
    const { plain, webSocket } = this.#gate.framings;
    session.startResume(resume, park.isWebSocket ? webSocket : plain);
    session.park?.restore(park);
    if (park.delayed !== null) this.#gate.path.delay(session, park.delayed);
  }

  async #enter({ session, record }: Imported): Promise<void> {
    const { directory } = this.#gate.host;
    const { account, role } = record;
    try {
      // Nobody else has them: this process has no other sessions yet.
      if (account !== null) await directory.claimAccount(account.name, session);
      if (role !== null) directory.claimRole(role.id, session);
      const seat = role === null ? null : await this.#gate.enterRole(role.id, session);
      const state = stateOf(record, seat);
      session.begin(state);
      session.hasArrived = record.hasArrived;
      if (record.deadlineMs !== null) this.#gate.host.wheel.set(session.deadline, record.deadlineMs);
      if (record.loss !== null && record.resume !== null) this.#gate.resumes.restoreParked(session);
    } catch (error) {
      // The player signs in again; all others go on.
      if (role !== null) directory.releaseRole(role.id, session);
      const about = { session: session.id, account: account?.name, role: String(role?.id) };
      this.#gate.log.error(`a session of the process before could not go on: ${messageOf(error)}`, about);
      session.begin(stateOf({ ...record, role: null, phase: 'roleListing' }, null));
      session.close('handler-failed');
    }
  }

  async #startHooks(session: PlayerSession, modules: ModuleBytes): Promise<void> {
    if (session.account === null || session.isClosing) return;
    await this.#gate.hooks.import(session, modules);
    // A connection that stayed behind, of a client that cannot come back: the session leaves as after any loss.
    if (session.link === null && session.resume === null) session.linkLost('server-shutdown');
  }
}

function sessionOf({ handler }: MovingConnection): PlayerSession | null {
  return handler instanceof SessionLink ? (handler.owner as PlayerSession | null) : null;
}

/** Whether something of it runs, or it is leaving: it cannot move now. A packet that waits for its rate can. */
function isBusy({ isClosing, holds, park }: PlayerSession): boolean {
  return isClosing || holds > (park?.isDelaying === true ? 1 : 0);
}

/** The state that a record is about. Throws `HandoverError` for one that cannot be. */
function stateOf(
  { phase, failures, account, role, loss, resume, waitsFor }: SessionRecord,
  seat: Seat | null,
): SessionState {
  if (phase === 'connecting') return { phase };
  if (phase === 'connected') return { phase, failures };
  if (phase === 'authing') return { phase, failures, isWaiting: waitsFor !== null };
  const link = loss !== null && resume !== null ? ({ is: 'parked', loss } as const) : ({ is: 'up' } as const);
  if (account !== null && phase === 'roleListing') return { phase, account, link };
  if (account !== null && role !== null && seat !== null && phase !== 'closing')
    return { phase: phase === 'gaming' ? 'gaming' : 'entering', account, link, role, seat };
  throw new HandoverError(
    'handover-broken',
    `The other process sent a session in phase '${phase}' that lacks what it needs.`,
  );
}
