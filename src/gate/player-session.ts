// One player's session: the state machine's hands, and the handler of its connection. It applies events, performs the effects,
// keeps the deadline of the present phase and of the handler that runs, and sends messages. Its account and role stay readable
// after it closed, so that a handler that waited for the store finds what it began with.
//
// Leaving happens once: after the handler that runs (if any) is done, the modules' `left` hooks run, then the role and the
// account are free for the next session.
import { RateRule } from '../base/index.ts';
import type { Connection, ConnectionHandler } from '../reactor/index.ts';
import type { LiveEvents, LiveRole } from '../store/index.ts';
import type { Layout, MessageType, PacketReader } from '../wire/index.ts';
import { CLOSE_REASONS, type CloseReason, type GateReason } from './close-reason.ts';
import type { Directory } from './directory.ts';
import { PHASE_BIT, REFUSALS_SLOT } from './dispatch-table.ts';
import { CloseS2c, OtherLoginS2c, TgwGatewayS2c } from './gate.messages.ts';
import type { Runs } from './handler-runner.ts';
import { AUTH_FAILURES_MAX, CLOSE_TEXT_MAX, HANDLER_MS_MAX, IDLE_PRECISION_MS, REFUSALS } from './limits.ts';
import type { HookName } from './module.ts';
import { RateLimits } from './rate-limit.ts';
import type { Session } from './session.ts';
import { type OutputCounters, SessionOutput } from './session-output.ts';
import {
  type Account,
  hasAccount,
  hasRole,
  invariants,
  type Phase,
  type Role,
  type SessionEffect,
  type SessionEvent,
  type SessionState,
  type TimedPhase,
  transition,
} from './session-state.ts';

/** What a session needs of its gate. */
export interface SessionHost {
  readonly directory: Directory<PlayerSession>;
  /** Milliseconds a session may spend in a phase; in `gaming`, without saying anything. */
  readonly deadlinesMs: Readonly<Record<TimedPhase, number>>;
  readonly outputCounters: OutputCounters;
  /** Shared by all sessions: one packet is read at a time. */
  readonly reader: PacketReader;
  nowMs(): number;
  /** One packet of the client. */
  packet(session: PlayerSession, reader: PacketReader): void;
  /** Encodes and sends; false when the message was dropped because the client reads too slowly. */
  sendTo<M>(session: PlayerSession, type: MessageType<M>, message: M): boolean;
  runHooks(name: Exclude<HookName, 'left'>, session: PlayerSession): Promise<void>;
  /** Takes the role for this process. Resolves with null, having closed the session, when it is held elsewhere. */
  /** The session is told what becomes of the role. */
  openRole(session: PlayerSession, roleId: bigint): Promise<LiveRole | null>;
  /** Waits for the session's handler, runs the `left` hooks, writes the role behind; each bounded. Never rejects. */
  leave(session: PlayerSession, reason: CloseReason): Promise<void>;
  /** The session has left. */
  left(session: PlayerSession, reason: CloseReason): void;
}

export interface SessionOptions {
  readonly id: number;
  readonly connection: Connection<GateReason>;
  readonly layout: Layout;
}

const REFUSAL_RULE = new RateRule(REFUSALS);

const NEVER_MS = Number.POSITIVE_INFINITY;

export class PlayerSession implements Session, ConnectionHandler<GateReason>, LiveEvents {
  readonly id: number;
  /** The peer's address without the port. */
  readonly address: string;
  readonly connection: Connection<GateReason>;
  readonly layout: Layout;
  readonly output: SessionOutput;
  /** The handler runner's part of the session. */
  runs: Runs | null = null;
  readonly #host: SessionHost;
  readonly #rates = new RateLimits();
  /** Made when somebody waits; most sessions leave without. */
  #left: PromiseWithResolvers<void> | null = null;
  #hasLeft = false;
  #state: SessionState = { phase: 'connecting' };
  #account: Account | null = null;
  #role: Role | null = null;
  /** The role's live rows, from entering to leaving. */
  #live: LiveRole | null = null;
  #hasEnded = false;
  /** The bit of the present phase: what the packet path compares with a message's states. */
  #phaseBit = PHASE_BIT.connecting;
  /** When the phase is over, by the gate's clock, and why. */
  #phaseDueMs = NEVER_MS;
  #phaseReason: CloseReason = 'sign-in-timeout';
  /** When the handler that runs is late. */
  #handlerDueMs = NEVER_MS;
  #authFailures = 0;
  /** Text that goes with the close message instead of the reason's own. */
  #closeText: string | null = null;

  constructor(host: SessionHost, options: SessionOptions) {
    this.#host = host;
    this.id = options.id;
    this.connection = options.connection;
    this.address = options.connection.remoteAddress;
    this.layout = options.layout;
    this.output = new SessionOutput(options.connection, host.outputCounters);
  }

  /** Settles when the session has left: its account and role are free. */
  get whenLeft(): Promise<void> {
    if (this.#hasLeft) return Promise.resolve();
    this.#left ??= Promise.withResolvers<void>();
    return this.#left.promise;
  }

  get phase(): Phase {
    return this.#state.phase;
  }

  get phaseBit(): number {
    return this.#phaseBit;
  }

  get isClosing(): boolean {
    return this.#state.phase === 'closing';
  }

  /** Who signed in; stays after the session closed. */
  get account(): Account | null {
    return this.#account;
  }

  /** Who is played; stays after the session closed. */
  get role(): Role | null {
    return this.#role;
  }

  /** The live rows of who is played; null before entering and after leaving. */
  get live(): LiveRole | null {
    return this.#live;
  }

  /** Ends what can be done to the live rows; gives them back to be closed. */
  endLive(): LiveRole | null {
    this.#hasEnded = true;
    const live = this.#live;
    this.#live = null;
    live?.end();
    return live;
  }

  /** Sends one message. False when the session is closing, or when a droppable message met a slow reader. */
  send<M>(type: MessageType<M>, message: M): boolean {
    return !this.isClosing && this.#host.sendTo(this, type, message);
  }

  /** Ends the session; the client is told `reason`, with `text` (cut to a bound) instead of the reason's own words when given. */
  close(reason: CloseReason, text?: string): void {
    if (this.isClosing) return;
    // Nothing about last words may fail: what follows them frees the account.
    this.#closeText = text === undefined ? null : text.slice(0, CLOSE_TEXT_MAX).toWellFormed();
    this.connection.close(reason);
  }

  // What modules do with a session, in the order of a player's path. Each answers whether the session was at that step: false
  // after it closed while a handler waited, and then there is nothing left to do for it.

  /** The client asked to sign in. */
  beginAuth(): boolean {
    return this.#apply({ type: 'authStarted' });
  }

  /** The sign-in was refused; the client may try again, a bounded number of times. */
  failAuth(): boolean {
    this.#authFailures++;
    if (this.#authFailures < AUTH_FAILURES_MAX) return this.#apply({ type: 'authFailed' });
    this.close('too-many-sign-ins');
    return false;
  }

  /** Signs in as `account`, displacing an earlier session of it, and tells every module. */
  async signIn(account: Account): Promise<boolean> {
    if (!(await this.#host.directory.claimAccount(account.name, this))) return false;
    if (!this.#apply({ type: 'authenticated', account })) {
      this.#host.directory.releaseAccount(account.name, this);
      return false;
    }
    await this.#host.runHooks('authenticated', this);
    return !this.isClosing;
  }

  /** Goes towards the world with `role`, and tells every module. */
  async enter(role: Role): Promise<boolean> {
    if (!this.#apply({ type: 'selected', role })) return false;
    this.#host.directory.claimRole(role.id, this);
    if (!(await this.#openLive(role.id))) return false;
    await this.#host.runHooks('entering', this);
    return !this.isClosing;
  }

  /** Back to the role list: the world could not take the role. */
  failEnter(): boolean {
    const role = this.#role;
    if (!this.#apply({ type: 'enterFailed' })) return false;
    if (role !== null) this.#host.directory.releaseRole(role.id, this);
    void this.#live?.close();
    this.#live = null;
    return true;
  }

  /** The client has loaded the map. */
  async arrive(): Promise<boolean> {
    if (!this.#apply({ type: 'arrived' })) return false;
    await this.#host.runHooks('arrived', this);
    return !this.isClosing;
  }

  /** Leaves one map for another; `arrive` follows when the client has loaded it. */
  travel(): boolean {
    return this.#apply({ type: 'travelled' });
  }

  /**
   * The same person under another account: a visitor took a name. Displaces an earlier session of that account, then calls
   * `move`, which makes the role the account's; meanwhile both accounts are this session's, so that nobody else plays the
   * role. False when `move` says so, or when the session is closing.
   */
  async changeAccount(account: Account, move: () => Promise<boolean>): Promise<boolean> {
    const earlier = this.#account;
    const { directory } = this.#host;
    if (earlier === null || !(await directory.claimAccount(account.name, this))) return false;
    let isChanged = false;
    try {
      isChanged = (await move()) && this.#apply({ type: 'accountChanged', account });
      return isChanged;
    } finally {
      if (earlier.name !== account.name) directory.releaseAccount(isChanged ? earlier.name : account.name, this);
    }
  }

  renameRole(name: string): boolean {
    return this.#apply({ type: 'roleRenamed', name });
  }

  // What the connection tells.

  frame(bytes: Uint8Array, start: number, end: number): void {
    this.#host.packet(this, this.#host.reader.reset(bytes, start, end));
  }

  tgw(): void {
    this.send(TgwGatewayS2c, {});
  }

  drained(): void {
    this.output.drained();
  }

  closing(reason: CloseReason): void {
    this.#apply({ type: 'closing', reason });
  }

  closed(reason: CloseReason): void {
    this.output.clear();
    this.#apply({ type: 'gone', reason });
  }

  // What the store tells of the role that is played.

  wanted(): void {
    this.close('other-login');
  }

  lost(): void {
    this.close('role-lost');
  }

  // What the gate's packet path asks and tells.

  /** The first framed message arrived. */
  framed(): void {
    this.#apply({ type: 'framed' });
  }

  /** The client said something now. */
  touch(nowMs: number): void {
    if (this.#state.phase !== 'gaming') return;
    // Moved once a second at most, rather than with every message.
    const dueMs = this.#dueMs('gaming', nowMs);
    if (dueMs - this.#phaseDueMs < IDLE_PRECISION_MS) return;
    this.#phaseDueMs = dueMs;
    this.#arm();
  }

  allowRate(slot: number, rule: RateRule, nowMs: number): boolean {
    return this.#rates.allow(slot, rule, nowMs);
  }

  /** Counts one refused message. False when there were too many for a client in good faith. */
  allowRefusal(nowMs: number): boolean {
    return this.#rates.allow(REFUSALS_SLOT, REFUSAL_RULE, nowMs);
  }

  /** An asynchronous handler runs: no further message until it is done. */
  beginHandler(): void {
    this.#handlerDueMs = this.#host.nowMs() + HANDLER_MS_MAX;
    this.#arm();
    this.connection.hold();
  }

  endHandler(): void {
    this.#handlerDueMs = NEVER_MS;
    this.#arm();
    this.connection.release();
  }

  async #openLive(roleId: bigint): Promise<boolean> {
    const live = await this.#host.openRole(this, roleId);
    // The session has left meanwhile, and its handler is late.
    if (this.#hasEnded) void live?.close();
    else this.#live = live;
    return live !== null && !this.#hasEnded;
  }

  #apply(event: SessionEvent): boolean {
    const next = transition(this.#state, event);
    if (next === null) return false;
    this.#state = next.state;
    this.#phaseBit = PHASE_BIT[next.state.phase];
    invariants(next.state);
    if (hasAccount(next.state)) this.#account = next.state.account;
    if (hasRole(next.state)) this.#role = next.state.role;
    else if (next.state.phase === 'roleListing') this.#role = null;
    for (const effect of next.effects) this.#perform(effect);
    return true;
  }

  #perform(effect: SessionEffect): void {
    switch (effect.type) {
      case 'armDeadline':
        this.#phaseDueMs = this.#dueMs(effect.phase, this.#host.nowMs());
        this.#phaseReason = effect.reason;
        this.#arm();
        return;
      case 'tell':
        this.#tell(effect.reason);
        return;
      case 'leave':
        this.#leave(effect.reason);
        return;
    }
  }

  #dueMs(phase: TimedPhase, nowMs: number): number {
    // As late as a deadline that is moved once a second may be early: silence is never cut short.
    const slackMs = phase === 'gaming' ? IDLE_PRECISION_MS : 0;
    return nowMs + this.#host.deadlinesMs[phase] + slackMs;
  }

  /** A connection has one deadline: that of the phase or that of the handler, whichever is nearer. */
  #arm(): void {
    const nowMs = this.#host.nowMs();
    if (this.#handlerDueMs < this.#phaseDueMs)
      this.connection.setDeadline(this.#handlerDueMs - nowMs, 'handler-timeout');
    else if (this.#phaseDueMs < NEVER_MS) this.connection.setDeadline(this.#phaseDueMs - nowMs, this.#phaseReason);
  }

  #tell(reason: CloseReason): void {
    // Who closed the connection itself knows.
    if (reason === 'peer-closed') return;
    if (reason === 'other-login') this.#host.sendTo(this, OtherLoginS2c, {});
    const { number, text } = CLOSE_REASONS[reason];
    this.#host.sendTo(this, CloseS2c, { reason: number, text: this.#closeText ?? text });
  }

  #leave(reason: CloseReason): void {
    void this.#host.leave(this, reason).then(() => {
      if (this.#role !== null) this.#host.directory.releaseRole(this.#role.id, this);
      if (this.#account !== null) this.#host.directory.releaseAccount(this.#account.name, this);
      this.#host.left(this, reason);
      this.#hasLeft = true;
      this.#left?.resolve();
    });
  }
}
