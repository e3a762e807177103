// One player's session: it applies events to the state machine and performs the effects. It has a link to its connection, which
// may be gone or replaced while the session lives; its own deadline, output and rate limits; and a runner for its handlers.
import type { Player, Seat, Stream } from '../actor/index.ts';
import { Deadline } from '../base/index.ts';
import type { Candidacy } from '../reactor/index.ts';
import type { Framing, Layout, MessageType } from '../wire/index.ts';
import type { BuiltInReason, CloseReason } from './close-reason.ts';
import type { DatagramChannel } from './datagram-channel.ts';
import type { GameCloseReason } from './game-reason.ts';
import { AckS2c, OtherLoginS2c, TgwGatewayS2c } from './gate.messages.ts';
import { GateError } from './gate-error.ts';
import type { HandlerRunner } from './handler-runner.ts';
import { lastWords } from './last-words.ts';
import { CLOSE_TEXT_MAX, IDLE_PRECISION_MS } from './limits.ts';
import { LinkHooks } from './link-hooks.ts';
import type { HookName, Resumed } from './module.ts';
import type { Place } from './place.ts';
import { RateLimits } from './rate-limit.ts';
import type { RunnerSession } from './runner-session.ts';
import type { SessionHost } from './session-host.ts';
import type { LinkOwner, SessionLink } from './session-link.ts';
import { SessionOutput } from './session-output.ts';
import { SessionPark } from './session-park.ts';
import type { Pressure } from './session-pressure.ts';
import type { SessionResume } from './session-resume.ts';
import {
  type Account,
  accountOf,
  invariants,
  type LinkState,
  linkOf,
  PHASE_BIT,
  type Phase,
  type Role,
  roleOf,
  type SessionEffect,
  type SessionEvent,
  type SessionState,
  seatOf,
  type TimedPhase,
  transition,
} from './session-state.ts';
import { SessionStream } from './session-stream.ts';
import { changeAccount, signIn, takePlace } from './sign-in-steps.ts';

export type PlayerHost = SessionHost<PlayerSession>;

export class PlayerSession implements RunnerSession, LinkOwner, Player {
  readonly id: number;
  /** Of its present link, or of the last. */
  address: string;
  layout: Layout;
  isLayoutTold = false;
  readonly output: SessionOutput;
  readonly rates = new RateLimits();
  readonly runner: HandlerRunner;
  signedInMs: number | null = null;
  /** Null unless its client asked to be able to resume it. */
  resume: SessionResume | null = null;
  /** As `resume`. */
  park: SessionPark | null = null;
  understandsWaiting = false;
  waitsAs: string | null = null;
  placedAs: string | null = null;
  /** For datagrams; null without one. */
  channel: DatagramChannel<PlayerSession> | null = null;
  hasDatagrams = false;
  readonly #host: PlayerHost;
  #link: SessionLink | null;
  /** How many handlers and hooks its messages wait for. */
  holds = 0;
  #place: Place | null = null;
  /** Made when an actor asks for it. */
  #stream: Stream | null = null;
  state: SessionState = { phase: 'connecting' };
  /** The bit of the present phase, which the packet path compares with a message's states. */
  #phaseBit = PHASE_BIT.connecting;
  /** The seat of the present state, which each message needs. */
  #seat: Seat | null = null;
  readonly deadline: Deadline<PlayerSession> = new Deadline(PlayerSession.#expired, this);
  /** When the deadline was armed, by the gate's clock. */
  #armedMs = 0;
  /** Whether the role has been in the world since the session chose it. */
  hasArrived = false;
  /** Why its connection ends, once the handler's turn has let out what it sent. */
  #endReason: CloseReason | null = null;
  /** Made when something waits; most sessions leave without. */
  #left: PromiseWithResolvers<void> | null = null;

  /** `link` is null for a session of another process that waits for its client. */
  constructor(
    host: PlayerHost,
    link: SessionLink | null,
    options: { readonly id: number; readonly layout: Layout; readonly address: string },
  ) {
    this.#host = host;
    this.id = options.id;
    this.address = options.address;
    this.layout = options.layout;
    this.output = new SessionOutput(host.outputCounters);
    this.runner = host.createRunner(this);
    this.#link = link;
    if (link === null) return;
    link.owner = this;
    this.output.attach(link.connection);
  }

  get link(): SessionLink | null {
    return this.#link;
  }

  get phase(): Phase {
    return this.state.phase;
  }

  get phaseBit(): number {
    return this.#phaseBit;
  }

  get isClosing(): boolean {
    return this.#phaseBit === PHASE_BIT.closing;
  }

  get isSilent(): boolean {
    return this.isClosing && this.#endReason === null;
  }

  get account(): Account | null {
    return accountOf(this.state);
  }

  get role(): Role | null {
    return roleOf(this.state);
  }

  /** Null without an account, and when it is closing. */
  get linkState(): LinkState | null {
    return linkOf(this.state);
  }

  get isParked(): boolean {
    const link = this.linkState;
    return link !== null && link.is !== 'up';
  }

  get isWaiting(): boolean {
    return this.waitsAs !== null;
  }

  get pressure(): Pressure {
    return this.output.pressure;
  }

  get place(): Place | null {
    return this.#place;
  }

  get seat(): Seat | null {
    return this.#seat;
  }

  /** For packets that are framed already. Null when the session is closing. */
  get stream(): Stream | null {
    if (this.isClosing || this.#link === null) return null;
    this.#stream ??= new SessionStream(this, this.#host.encodings.of(this.layout, this.#link.connection.framing));
    return this.#stream;
  }

  get whenLeft(): Promise<void> {
    if (this.state.phase === 'closing' && this.state.stage === 'left') return Promise.resolve();
    this.#left ??= Promise.withResolvers<void>();
    return this.#left.promise;
  }

  send<M>(type: MessageType<M>, message: M): boolean {
    return !this.isClosing && this.#say(type, message);
  }

  close(reason: BuiltInReason | GameCloseReason, text?: string): void {
    if (typeof reason !== 'string' && !this.#host.reasons.has(reason)) {
      const advice = "add it to 'closeReasons' in the defineModule of its module";
      throw new GateError('close-reason-unlisted', `no module lists the close reason '${reason.name}': ${advice}`);
    }
    const name = typeof reason === 'string' ? reason : reason.name;
    // Last words never fail to encode: what follows them frees the account.
    this.#apply({ type: 'closed', reason: name, text: text?.slice(0, CLOSE_TEXT_MAX).toWellFormed() ?? null });
  }

  beginAuth(): boolean {
    return this.#apply({ type: 'authStarted' });
  }

  failAuth(): boolean {
    return this.#apply({ type: 'authFailed' }) && !this.isClosing;
  }

  takePlace(account: string | null): boolean {
    return takePlace(this, this.#host, account);
  }

  signIn(account: Account): Promise<boolean> {
    return signIn(this, this.#host, account);
  }

  async enter(role: Role): Promise<boolean> {
    if (!this.#host.directory.isFree(role.id, this)) this.close('role-held');
    if (!this.#apply({ type: 'selected', role })) return false;
    const seat = await this.#host.openRole(this, role.id);
    if (seat === null) return false;
    this.#apply({ type: 'seated', seat });
    // Otherwise the session went elsewhere meanwhile.
    return this.seat === seat && this.#runHooks('entering');
  }

  failEnter(): boolean {
    return this.#apply({ type: 'enterFailed' });
  }

  async arrive(): Promise<boolean> {
    if (!this.#apply({ type: 'arrived' })) return false;
    // A change of lines is no second arrival.
    if (this.hasArrived) return !this.isClosing;
    this.hasArrived = true;
    return this.#runHooks('arrived');
  }

  travel(): boolean {
    return this.#apply({ type: 'travelled' });
  }

  changeAccount(account: Account, move: () => Promise<boolean>): Promise<boolean> {
    return changeAccount(this, this.#host, { account, move });
  }

  renameRole(name: string): boolean {
    return this.#apply({ type: 'roleRenamed', name });
  }

  setPlace(place: Place | null): void {
    if (place === null || this.seat !== null) this.#place = place;
  }

  // What the steps of a sign-in call.
  get candidacy(): Candidacy | null {
    return this.#link?.candidacy ?? null;
  }

  /** Its account has a place, and is its own. */
  authenticated(account: Account): Promise<boolean> | null {
    this.signedInMs = this.#host.clock.wallMs();
    return this.#apply({ type: 'authenticated', account }) ? this.#runHooks('authenticated') : null;
  }

  accountChanged(account: Account): boolean {
    return this.#apply({ type: 'accountChanged', account });
  }

  startWaiting(): boolean {
    return this.#apply({ type: 'waits' });
  }

  // What the link reports.
  frame(bytes: Uint8Array, start: number, end: number): void {
    this.#host.path.packet(this, this.#host.reader.reset(bytes, start, end));
  }

  tgw(): void {
    this.send(TgwGatewayS2c, {});
  }

  drained(): void {
    this.output.drained();
  }

  linkEnding(reason: CloseReason): void {
    this.#apply({ type: 'linkEnding', reason, canPark: this.#canPark(reason) });
  }

  linkLost(reason: CloseReason): void {
    const canPark = this.#canPark(reason);
    this.#loseLink();
    this.#apply({ type: 'linkLost', reason, canPark });
  }

  #canPark(reason: CloseReason): boolean {
    return this.resume !== null && this.#host.resumes.canPark(reason);
  }

  #loseLink(): SessionLink | null {
    const link = this.#link;
    if (link !== null) link.owner = null;
    this.#link = null;
    this.#stream = null;
    this.output.detach();
    if (this.channel !== null) this.#host.datagrams.end(this, 'link');
    this.park?.dropDelayed();
    return link;
  }

  // What the resume desk calls.
  /** From now on packets are counted, and the session outlives its link. */
  startResume(resume: SessionResume, framing: Framing): void {
    this.resume = resume;
    this.park = new SessionPark(new LinkHooks(this, this.runner, this.#host.clock), this.#host.clock, framing);
    this.output.record(resume);
  }

  /** The client was given a time to come, `waitMs` from now: until then the park time waits. */
  claimLink(waitMs: number): void {
    const { park } = this;
    // Once for each time that it is parked: claims cannot keep a session for ever.
    if (park === null || this.linkState?.is !== 'parked') return;
    this.#apply({ type: 'linkClaimed' });
    this.#host.wheel.set(this.deadline, park.extend(waitMs));
  }

  /** Its client was given a time to come again, on this link: until then the deadline of its sign-in waits. */
  waitForStart(waitMs: number): void {
    if (this.state.phase === 'connected')
      this.#host.wheel.set(this.deadline, this.#host.deadlinesMs.connected + waitMs);
  }

  /** The session goes on over this link; returns what changed. Its former link, if there is one, hears the reason. */
  takeLink(link: SessionLink): Pick<Resumed, 'awayMs' | 'hasNewFraming'> {
    const wasParked = this.isParked;
    const former = this.#loseLink();
    const reason = 'resumed-elsewhere';
    former?.part(lastWords(this.#host, this.layout, { reason, text: null }), reason);
    this.#link = link;
    link.owner = this;
    this.address = link.connection.remoteAddress;
    this.output.attach(link.connection);
    link.candidacy?.admit();
    if (this.holds > 0) link.connection.hold();
    this.#apply({ type: 'linkUp' });
    return this.park?.end(link.connection.framing, wasParked) ?? { awayMs: 0, hasNewFraming: false };
  }

  /** Its link goes to another session; this one was only the beginning of a resume. */
  giveLink(): SessionLink | null {
    const link = this.#link;
    return link !== null && this.#apply({ type: 'linkGiven' }) ? this.#loseLink() : null;
  }

  /** For a session that goes on in another process. Its state is this one from now on, whatever it was. */
  begin(state: SessionState): void {
    this.state = state;
    this.#phaseBit = PHASE_BIT[state.phase];
    this.#seat = seatOf(state);
    if (this.#seat === null) this.#place = null;
    invariants(state);
  }

  // What the store reports of the role that is played.
  wanted(): void {
    this.close('other-login');
  }

  lost(): void {
    this.close('role-lost');
  }

  // What the packet path and the runner call.
  /** The first framed message arrived. */
  framed(): void {
    this.#apply({ type: 'framed' });
  }

  /** The client sent something now. The deadline moves once a second at most, rather than with every message. */
  touch(nowMs: number): void {
    if (this.#phaseBit === PHASE_BIT.gaming && nowMs - this.#armedMs >= IDLE_PRECISION_MS) this.#arm('gaming', nowMs);
  }

  endLink(): void {
    const reason = this.#endReason;
    this.#endReason = null;
    if (reason !== null) this.#link?.connection.close(reason);
  }

  hold(): void {
    this.holds++;
    if (this.holds === 1) this.#link?.connection.hold();
  }

  release(): void {
    this.holds--;
    if (this.holds > 0) return;
    this.settled();
    this.#link?.connection.release();
  }

  /** No handler runs: the messages that came have taken effect. */
  settled(): void {
    if (this.resume?.settled() === true) this.acknowledge();
  }

  /** Tells the client how far it is. */
  acknowledge(): void {
    const { resume } = this;
    if (resume !== null && this.#link !== null)
      this.send(AckS2c, { done: resume.tellDone(this.#host.clock.monotonicMs()) });
  }

  async #runHooks(name: Exclude<HookName, 'left'>): Promise<boolean> {
    await this.runner.runHooks(name);
    return !this.isClosing;
  }

  #apply(event: SessionEvent): boolean {
    const next = transition(this.state, event);
    if (next === null) return false;
    this.begin(next.state);
    for (const effect of next.effects) this.#perform(effect);
    return true;
  }

  #perform(effect: SessionEffect): void {
    const { clock, directory, wheel } = this.#host;
    switch (effect.type) {
      case 'armDeadline':
        this.#arm(effect.phase, clock.monotonicMs());
        break;
      case 'clearDeadline':
        wheel.clear(this.deadline);
        break;
      case 'park':
        this.#beginPark(effect.loss);
        break;
      case 'claimRole':
        directory.claimRole(effect.roleId, this);
        break;
      case 'releaseRole':
        directory.releaseRole(effect.roleId, this);
        this.#host.roleLeft(effect.roleId, 'closed-here');
        break;
      case 'leaveSeat':
        this.runner.leaveSeat(effect.seat);
        break;
      case 'endLink':
        this.#endReason = effect.reason;
        if (!this.runner.isSending) this.endLink();
        break;
      case 'tell':
        this.#tell(effect.reason, effect.text);
        break;
      case 'leave':
        wheel.clear(this.deadline);
        this.#host.admissions.closing(this);
        if (this.resume !== null) this.#host.resumes.closing(this, effect.reason);
        void this.runner
          .leave(effect.reason, this.park?.hooks.whenDone)
          .then(() => this.#apply({ type: 'handlersDone' }));
        break;
      case 'writeRole':
        void this.runner.writeRole(effect.seat).then(() => this.#apply({ type: 'roleWritten' }));
        break;
      case 'free':
        this.#host.left(this, effect.reason);
        this.#left?.resolve();
        break;
      case 'forget':
        wheel.clear(this.deadline);
        this.#host.forget(this);
        this.#left?.resolve();
        break;
    }
  }

  #beginPark(loss: CloseReason): void {
    const { resumes, wheel } = this.#host;
    this.#loseLink();
    this.park?.begin(resumes.parkMs);
    wheel.set(this.deadline, resumes.parkMs);
    resumes.parked(this);
    this.park?.hooks.run('parked', loss);
  }

  #arm(phase: TimedPhase, nowMs: number): void {
    // As late as a deadline that moves once a second may be early: a silence is never cut short.
    const slackMs = phase === 'gaming' ? IDLE_PRECISION_MS : 0;
    this.#armedMs = nowMs;
    this.#host.wheel.set(this.deadline, this.#host.deadlinesMs[phase] + slackMs);
  }

  static #expired(of: PlayerSession): void {
    if (of.park !== null) of.park.isOver = of.isParked;
    of.#apply({ type: of.isParked ? 'parkOver' : 'late' });
  }

  #say<M>(type: MessageType<M>, message: M): boolean {
    return this.output.send(this.#host.encoder.encode(this.layout, type, message));
  }

  #tell(reason: CloseReason, text: string | null): void {
    if (reason === 'other-login') this.#say(OtherLoginS2c, {});
    this.output.send(lastWords(this.#host, this.layout, { reason, text }));
  }
}
