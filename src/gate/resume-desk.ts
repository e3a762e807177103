// The sessions of a gate that can be resumed: it issues their tokens, finds the session of a client that comes back, brings it the
// new link, remembers those that ended, and once a second sees to acknowledgements, pings and dead links.
import type { AdmissionRate } from '../admission/index.ts';
import { type Cancel, type Clock, type Counters, type Logger, type Random, toHex } from '../base/index.ts';
import type { CloseReason } from './close-reason.ts';
import { type EndedSession, EndedSessions } from './ended-sessions.ts';
import { RESUME_REFUSAL, RESYNC_WHY } from './gate.failures.ts';
import {
  PingS2c,
  type ResumeC2s,
  ResumedS2c,
  ResumeEnabledS2c,
  ResumeRefusedS2c,
  ResyncedS2c,
} from './gate.messages.ts';
import { CLIENT_ACK_BYTES, CLIENT_ACK_PACKETS, PENDING_MAX, SWEEP_LATE_MS, SWEEP_MS } from './limits.ts';
import type { PlayerSession } from './player-session.ts';
import type { ResumeOptions } from './resume-options.ts';
import { ResumeRates } from './resume-rates.ts';
import { issueToken, matchToken, newSelector, type ParsedToken, parseToken, type TokenMatch } from './resume-token.ts';
import { RingBudget } from './ring-budget.ts';
import type { SessionResumes } from './session-host.ts';
import { type ResumeOutcome, type SavedResume, SessionResume } from './session-resume.ts';
import type { TokenGuesses } from './token-guesses.ts';

/** The version of these rules that clients and servers speak. */
const VERSION = 1;

/** Reasons of links after which the client may come back. */
const PARKING: ReadonlySet<string> = new Set([
  'peer-closed',
  'peer-reset',
  'network-error',
  'frame-timeout',
  'link-dead',
  'slow-reader',
] satisfies CloseReason[]);

export interface ResumeDeskDependencies {
  readonly clock: Clock;
  readonly counters: Counters;
  readonly log: Logger;
  readonly random: Random;
  /** Shared with sign-ins. */
  readonly rate: AdmissionRate;
  readonly guesses: TokenGuesses;
}

/** What a refused client is sent. */
interface Refusal {
  readonly code: number;
  /** How many of its packets took effect; null when that is not said. */
  readonly done: number | null;
  readonly waitMs?: number;
}

/** A session that a client may resume now. */
interface Found {
  readonly session: PlayerSession;
  readonly resume: SessionResume;
  readonly match: TokenMatch;
}

const UNKNOWN: Refusal = { code: RESUME_REFUSAL.unknown, done: null };

export class ResumeDesk implements SessionResumes<PlayerSession> {
  readonly #dependencies: ResumeDeskDependencies;
  readonly #options: ResumeOptions;
  #gate: number;
  readonly #budget: RingBudget;
  readonly #ended: EndedSessions;
  readonly #rates: ResumeRates;
  readonly #bySelector = new Map<string, PlayerSession>();
  /** Those that wait for their clients, longest first. */
  readonly #parked = new Set<PlayerSession>();
  #stopSweeps: Cancel | null = null;
  #sweptMs = 0;
  readonly #due = { isAckDue: false, isPingDue: false, isDead: false };

  constructor(dependencies: ResumeDeskDependencies, options: ResumeOptions) {
    const { clock, random, rate } = dependencies;
    this.#dependencies = dependencies;
    this.#options = options;
    this.#gate = options.gate ?? random.below(2 ** 32);
    this.#budget = new RingBudget(options.allRingsBytesMax, () => this.#evictRing());
    this.#ended = new EndedSessions(clock);
    this.#rates = new ResumeRates(clock, rate);
  }

  get isOn(): boolean {
    return this.#options.isOn;
  }

  get parkMs(): number {
    return this.#options.parkMs;
  }

  get arePingsLife(): boolean {
    return this.#options.pingsAreLife;
  }

  /** Sessions that can be resumed. */
  get count(): number {
    return this.#bySelector.size;
  }

  get parkedCount(): number {
    return this.#parked.size;
  }

  /** Bytes of all rings. */
  get ringBytes(): number {
    return this.#budget.bytes;
  }

  /** For operators. */
  status() {
    const { allRingsBytesMax: ringBytesMax } = this.#options;
    return { resumable: this.count, parked: this.parkedCount, ringBytes: this.ringBytes, ringBytesMax };
  }

  get endedCount(): number {
    return this.#ended.count;
  }

  /** The client of `session` asks that it can be resumed. */
  enable(session: PlayerSession): void {
    const { clock, random } = this.#dependencies;
    const { start, parkMs, pingMs, ringBytesMax } = this.#options;
    const selector = newSelector(random);
    const token = issueToken(random, this.#gate, selector);
    const nowMs = clock.monotonicMs();
    const resume = new SessionResume({
      start,
      ringBytesMax,
      budget: this.#budget,
      selector,
      hash: token.hash,
      nowMs,
    });
    this.#bySelector.set(toHex(selector), session);
    session.send(ResumeEnabledS2c, {
      version: VERSION,
      token: token.bytes,
      start,
      parkMs,
      pingMs,
      ackPackets: CLIENT_ACK_PACKETS,
      ackBytes: CLIENT_ACK_BYTES,
      pendingMax: PENDING_MAX,
    });
    // What follows is counted.
    const framing = session.link?.connection.framing;
    if (framing !== undefined) session.startResume(resume, framing);
    this.#beginSweeps(nowMs);
    this.#count('enabled');
  }

  // For another process.

  get gate(): number {
    return this.#gate;
  }

  /** Ended sessions that clients may ask for. */
  savedEnded(): Iterable<readonly [selector: string, ended: EndedSession]> {
    return this.#ended.all();
  }

  /** The tokens of the process before are those of this one. */
  takeOver(gate: number): void {
    this.#gate = gate;
  }

  restoreEnded(selector: string, ended: EndedSession): void {
    this.#ended.restore(selector, ended);
  }

  /** The session goes on as the process before left it. Null when what it saved cannot be. */
  restore(session: PlayerSession, saved: SavedResume): SessionResume | null {
    const nowMs = this.#dependencies.clock.monotonicMs();
    const { ringBytesMax } = this.#options;
    const resume = SessionResume.restore(saved, { ringBytesMax, budget: this.#budget, nowMs });
    if (resume === null) return null;
    this.#bySelector.set(toHex(resume.selector), session);
    this.#beginSweeps(nowMs);
    return resume;
  }

  /** The restored session waits for its client. */
  restoreParked(session: PlayerSession): void {
    this.#parked.add(session);
  }

  #beginSweeps(nowMs: number): void {
    if (this.#stopSweeps === null) this.#sweptMs = nowMs;
    this.#stopSweeps ??= this.#dependencies.clock.every(SWEEP_MS, () => this.#sweep());
  }

  /** Until `thaw` nothing is acknowledged, and no link is found dead. */
  freeze(): void {
    this.#stopSweeps?.();
    this.#stopSweeps = null;
  }

  thaw(): void {
    if (this.#bySelector.size > 0) this.#stopSweeps ??= this.#dependencies.clock.every(SWEEP_MS, () => this.#sweep());
  }

  /** Whether a session may wait for its client, whose link ended for this reason. */
  canPark(reason: CloseReason): boolean {
    if (!PARKING.has(reason)) return false;
    if (this.#parked.size < this.#options.parkedMax) return true;
    this.#count('not_parked');
    this.#dependencies.log.warn('a session is not parked: as many wait for their clients as may', {
      parkedMax: this.#options.parkedMax,
    });
    return false;
  }

  parked(session: PlayerSession): void {
    this.#parked.add(session);
    this.#count('parked');
  }

  /** The session closes, or has left: its client learns why. */
  closing(session: PlayerSession, reason: CloseReason): void {
    const { resume } = session;
    this.#parked.delete(session);
    if (resume === null) return;
    resume.free();
    session.output.discardWaiting();
    this.#remember(session, resume, reason);
  }

  left(session: PlayerSession, reason: CloseReason): void {
    const { resume } = session;
    if (resume === null) return;
    resume.free();
    this.#remember(session, resume, reason);
    this.#bySelector.delete(toHex(resume.selector));
  }

  #remember(session: PlayerSession, { selector, hashes, done }: SessionResume, reason: CloseReason): void {
    this.#ended.add(toHex(selector), { hashes, done, code: endCodeOf(session, reason) });
  }

  /** Ends the sessions that wait for their clients. Returns how many. */
  endParked(): number {
    const { size } = this.#parked;
    for (const session of this.#parked) session.close('server-shutdown');
    return size;
  }

  stop(): void {
    this.#stopSweeps?.();
    this.#stopSweeps = null;
  }

  // Coming back.

  /** `newcomer` is the session of a new link whose client asks for an earlier session. */
  claim(newcomer: PlayerSession, request: ResumeC2s): void {
    if (request.version !== VERSION) {
      this.#refuse(newcomer, { code: RESUME_REFUSAL.version, done: null });
      return;
    }
    const token = parseToken(request.token);
    const found = token === null ? UNKNOWN : this.#find(newcomer, token, request);
    if ('session' in found) this.#resume(newcomer, found, request);
    else this.#refuse(newcomer, found);
  }

  #find(newcomer: PlayerSession, token: ParsedToken, { attempt, received }: ResumeC2s): Found | Refusal {
    const session = token.gate === this.#gate ? this.#bySelector.get(token.selector) : undefined;
    const resume = session?.resume ?? null;
    const ended = token.gate === this.#gate ? this.#ended.find(token.selector) : null;
    const match = matchToken(token.hash, resume?.hashes ?? ended?.hashes ?? null);
    if (match === 'wrong') return UNKNOWN;
    if (match === 'burnt') {
      this.#alarm(newcomer, session ?? null);
      return { code: RESUME_REFUSAL.tokenUsed, done: null };
    }
    if (ended !== null) return { code: ended.code, done: ended.done };
    // What has ended is remembered.
    if (session === undefined || resume === null) return UNKNOWN;
    if (attempt <= resume.attempt || !resume.isSameClient(match, received))
      return { code: RESUME_REFUSAL.attemptOvertaken, done: null };
    if (session.layout !== newcomer.layout) return { code: RESUME_REFUSAL.layout, done: resume.done };
    if (!resume.isPossible(received)) {
      session.close('count-wrong');
      return { code: RESUME_REFUSAL.countWrong, done: resume.done };
    }
    const waitMs = this.#rates.waitMsOf(session);
    if (waitMs === 0) return { session, resume, match };
    session.claimLink(waitMs);
    newcomer.waitForStart(waitMs);
    return { code: RESUME_REFUSAL.busy, done: null, waitMs };
  }

  #resume(newcomer: PlayerSession, { session, resume, match }: Found, request: ResumeC2s): void {
    const { clock, random } = this.#dependencies;
    const link = newcomer.giveLink();
    if (link === null) return;
    const token = issueToken(random, this.#gate, resume.selector);
    const { attempt, received, pending } = request;
    const back = session.takeLink(link);
    this.#parked.delete(session);
    const outcome = resume.comeBack(received, { match, hash: token.hash, attempt }, session.output);
    resume.linkUp(clock.monotonicMs(), Math.min(pending, PENDING_MAX));
    this.#answer(session, resume, { outcome, token: token.bytes });
    const hooks = session.park?.hooks;
    if (outcome.kind === 'resumed') hooks?.run('resumed', { ...back, leftOut: outcome.leftOut });
    else hooks?.run('resync', { lost: outcome.lost, why: outcome.why });
  }

  #answer(
    session: PlayerSession,
    resume: SessionResume,
    { outcome, token }: { readonly outcome: ResumeOutcome; readonly token: Uint8Array },
  ): void {
    const { received } = resume;
    this.#count(outcome.kind);
    if (outcome.kind === 'resynced') {
      session.send(ResyncedS2c, { token, received, lost: outcome.lost, why: RESYNC_WHY[outcome.why] });
      return;
    }
    session.send(ResumedS2c, { token, received, replayed: outcome.replayed, leftOut: outcome.leftOut });
    resume.replay((bytes, start, end) => session.output.replay(bytes, start, end));
    session.output.drained();
  }

  #refuse(newcomer: PlayerSession, { code, done, waitMs = 0 }: Refusal): void {
    this.#dependencies.counters.counter('resumes_refused', String(code)).add();
    newcomer.send(ResumeRefusedS2c, { code, doneKnown: done !== null, done: done ?? 0, waitMs });
    if (code !== RESUME_REFUSAL.unknown || this.#dependencies.guesses.isAllowed(newcomer)) return;
    newcomer.close('too-many-sign-ins');
  }

  /** A token that was used already: its session goes on, and somebody else has the token. */
  #alarm(newcomer: PlayerSession, session: PlayerSession | null): void {
    const { counters, log } = this.#dependencies;
    counters.counter('resumes_token_used').add();
    const fields = { session: session?.id, account: session?.account?.name, address: newcomer.address };
    log.warn('a resume token came that was used already: a copied token, or a client that lost its newest one', fields);
  }

  // Once a second.

  #sweep(): void {
    const { clock } = this.#dependencies;
    const nowMs = clock.monotonicMs();
    const passedMs = nowMs - this.#sweptMs;
    const sleptMs = passedMs > SWEEP_LATE_MS ? passedMs - SWEEP_MS : 0;
    this.#sweptMs = nowMs;
    for (const session of this.#bySelector.values()) this.#sweepOne(session, { nowMs, sleptMs });
    this.#ended.sweep();
    this.#dependencies.guesses.sweep();
  }

  #sweepOne(session: PlayerSession, time: { readonly nowMs: number; readonly sleptMs: number }): void {
    const { resume, link } = session;
    const isHeld = session.holds > 0;
    if (resume === null || link === null || session.isClosing) return;
    const due = this.#due;
    resume.sweep({ ...time, pingMs: this.#options.pingMs, isHeld }, due);
    if (due.isAckDue) session.acknowledge();
    if (due.isDead && !isHeld) {
      this.#count('link_dead');
      link.connection.close('link-dead');
    } else if (due.isPingDue) session.send(PingS2c, { sent: resume.sentCount });
  }

  /** Frees the ring of the session that is parked longest. */
  #evictRing(): boolean {
    for (const session of this.#parked) {
      if (session.resume?.giveUp('ringGivenUp') !== true) continue;
      session.output.discardWaiting();
      this.#count('rings_given_up');
      this.#dependencies.log.warn(
        'what is kept for all sessions is full: the one that waits longest loses what was kept',
        {
          session: session.id,
        },
      );
      return true;
    }
    this.#count('rings_full');
    this.#dependencies.log.warn('what is kept for all sessions is full, and no session that waits has any of it');
    return false;
  }

  #count(what: string): void {
    this.#dependencies.counters.counter(`resumes_${what}`).add();
  }
}

/** What a client hears that comes back to an ended session. */
function endCodeOf(session: PlayerSession, reason: CloseReason): number {
  if (reason === 'other-login') return RESUME_REFUSAL.signedInElsewhere;
  if (reason === 'count-wrong') return RESUME_REFUSAL.countWrong;
  return session.park?.isOver === true ? RESUME_REFUSAL.parkOver : RESUME_REFUSAL.ended;
}
