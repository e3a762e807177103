// The desk at which everybody who has signed in asks for a place: through the door, into the room, and on from there. It is the one
// place where a player is let in or kept waiting; one that was let in is refused by no cap behind it.
//
// A client that said so (60115) hears its position, and keeps a ticket with which it comes back without signing in again. Any other client hears
// nothing while it waits, as with a slow check of its sign-in; before its own patience ends it is refused with its position,
// and its account keeps the place in the order until it signs in again.
import { timingSafeEqual } from 'node:crypto';
import {
  type AdmissionRate,
  type Guest,
  LocalRoom,
  RANK_DEFAULT,
  type Room,
  type RoomLimits,
  type RoomStatus,
} from '../admission/index.ts';
import { type Clock, type Counters, type Random, toHex } from '../base/index.ts';
import type { Candidacy } from '../reactor/index.ts';
import type { MessageType } from '../wire/index.ts';
import type { AdmissionOptions } from './admission-options.ts';
import type { AdmissionRanks } from './admission-ranks.ts';
import type { BuiltInReason } from './close-reason.ts';
import { type Door, type DoorRefusal, timeText } from './door.ts';
import { DOOR_STATE, WAITING_END, WAITING_KIND } from './gate.failures.ts';
import { DoorS2c, type WaitingEnableC2s, WaitingEndS2c, WaitingS2c } from './gate.messages.ts';
import {
  ADMIT_PORTION_MS,
  RECENT_ACCOUNTS_MAX,
  ROOM_SWEEP_MS,
  TELL_FRONT_MS,
  TELL_FRONT_POSITIONS,
  TELL_MS,
  TELL_MS_MAX,
} from './limits.ts';
import { issueToken, newSelector, parseToken } from './resume-token.ts';
import type { Account } from './session-state.ts';
import type { TokenGuesses } from './token-guesses.ts';

/** The version of these messages. */
const VERSION = 1;

/** What the desk needs of the session of a player. */
export interface Newcomer {
  readonly id: number;
  readonly address: string;
  readonly isClosing: boolean;
  /** Whether its client knows of waiting. */
  understandsWaiting: boolean;
  /** Of a connection beyond a cap. */
  readonly candidacy: Candidacy | null;
  /** The account that it waits as, and the one that has a place through it. Only the desk sets them. */
  waitsAs: string | null;
  placedAs: string | null;
  send<M>(type: MessageType<M>, message: M): boolean;
  close(reason: BuiltInReason | DoorRefusal['reason'], text?: string): void;
  beginAuth(): boolean;
  /** Its account is known, and it waits from now on. */
  startWaiting(): boolean;
}

export interface AdmissionDependencies<S> {
  readonly clock: Clock;
  readonly counters: Counters;
  readonly random: Random;
  readonly door: Door;
  readonly ranks: AdmissionRanks;
  readonly guesses: TokenGuesses;
  /** Shared with resumes. */
  readonly rate: AdmissionRate;
  /** A session that waited has a place: it goes on with its sign-in. */
  readonly goIn: (session: S, account: Account) => void;
}

/** One that is in the order. */
interface Applicant<S> {
  readonly account: Account;
  rank: number;
  /** Null while it is away. */
  session: S | null;
  /** The same for as long as it is in the order: a client that loses its connection before it hears of it misses nothing. */
  ticket: { readonly selector: string; readonly bytes: Uint8Array; readonly hash: Uint8Array } | null;
  isTicketDue: boolean;
}

/** `perSecond`: players that come in each second at most. */
export type AdmissionStatus = RoomStatus & { readonly perSecond: number };

/** One that waits, between two processes. */
export interface SavedWaiting {
  readonly account: Account;
  readonly rank: number;
  readonly ticket: Uint8Array | null;
}

/** Who asks for a place. */
interface Who {
  readonly account: Account;
  readonly rank: number;
  /** It came with the ticket of its place in the order. */
  readonly hasTicket: boolean;
}

export class AdmissionDesk<S extends Newcomer> {
  readonly #dependencies: AdmissionDependencies<S>;
  #options: AdmissionOptions;
  readonly #room: Room;
  /** By the account's name. */
  readonly #applicants = new Map<string, Applicant<S>>();
  /** The accounts of tickets, by their selectors. */
  readonly #byTicket = new Map<string, string>();

  constructor(dependencies: AdmissionDependencies<S>, options: AdmissionOptions) {
    const { clock, rate, door } = dependencies;
    this.#dependencies = dependencies;
    this.#options = options;
    this.#room = new LocalRoom(
      { clock, rate, forgotten: (key) => this.#forget(key) },
      {
        ...roomLimitsOf(options),
        recentMax: RECENT_ACCOUNTS_MAX,
        sweepMs: ROOM_SWEEP_MS,
        portionMs: ADMIT_PORTION_MS,
        tell: {
          frontMs: TELL_FRONT_MS,
          frontPositions: TELL_FRONT_POSITIONS,
          othersMs: TELL_MS,
          maxMs: TELL_MS_MAX,
        },
      },
    );
    door.onChange(({ state }) => {
      if (state === 'closed') this.#doorClosed();
    });
  }

  get status(): AdmissionStatus {
    return { ...this.#room.status, perSecond: this.#options.rate.perSecond };
  }

  /** From now on; whoever is in or waits stays. */
  change(options: AdmissionOptions): void {
    this.#options = options;
    this.#dependencies.rate.setRate(options.rate);
    this.#room.change(roomLimitsOf(options));
  }

  /** Whether the account is in the order, so that its client may connect to a full listener. */
  isWaiting(account: string): boolean {
    return this.#room.isWaiting(account);
  }

  /** The account of the session is proven. Resolves to whether it has a place now; otherwise it waits, or was refused. */
  async signIn(session: S, account: Account): Promise<boolean> {
    const { ranks, door } = this.#dependencies;
    // Behind a closed door, the rank decides; elsewhere nobody waits for it.
    const rank = ranks.hasRules && !door.isOpen ? await ranks.of(account) : RANK_DEFAULT;
    if (session.isClosing) return false;
    this.#enter(session, { account, rank, hasTicket: false });
    if (ranks.hasRules && session.waitsAs !== null) void this.#rankLater(account);
    return session.placedAs !== null;
  }

  /** The client knows of waiting, and perhaps has a ticket. */
  enable(session: S, { version, ticket }: WaitingEnableC2s): void {
    if (version !== VERSION) {
      session.send(WaitingEndS2c, { code: WAITING_END.version, waitedMs: 0 });
      return;
    }
    session.understandsWaiting = true;
    if (this.#dependencies.door.plan !== null) this.tellDoor(session);
    if (ticket.length > 0) this.#comeBack(session, ticket);
  }

  /** The client does not want to wait. */
  leave(session: S): boolean {
    const { waitsAs } = session;
    if (waitsAs === null) return false;
    session.waitsAs = null;
    this.#count('waiting_given_up');
    this.#room.quit(waitsAs);
    session.close('peer-closed');
    return true;
  }

  /** The session came from another process with its account, and has a place there. */
  adopt(session: S, account: string): void {
    session.placedAs = account;
    this.#room.adopt(account);
  }

  /** The session closes: one that waits is away. */
  closing(session: S): void {
    const { waitsAs } = session;
    if (waitsAs === null) return;
    session.waitsAs = null;
    const applicant = this.#applicants.get(waitsAs);
    if (applicant?.session !== session) return;
    applicant.session = null;
    this.#count('waiting_away');
    this.#room.away(waitsAs);
  }

  /** The session has left: its place is free. */
  left(session: S): void {
    const { placedAs } = session;
    session.placedAs = null;
    if (placedAs !== null) this.#room.release(placedAs);
  }

  /** The session that has a place goes on under another account. */
  renamed(session: S, account: string): void {
    const { placedAs } = session;
    if (placedAs === null || placedAs === account) return;
    session.placedAs = account;
    this.#room.rename(placedAs, account);
  }

  // For sessions that go on in another process.

  /** What is known of a session that waits; null for any other. */
  saveWaiting({ waitsAs }: S): SavedWaiting | null {
    const applicant = waitsAs === null ? undefined : this.#applicants.get(waitsAs);
    if (applicant === undefined) return null;
    return { account: applicant.account, rank: applicant.rank, ticket: applicant.ticket?.bytes ?? null };
  }

  /** The session waits, as it did; those that are restored earlier come before it. It may be called at once. */
  restoreWaiting(session: S, { account, rank, ticket: bytes }: SavedWaiting): void {
    const { name } = account;
    const token = bytes === null ? null : parseToken(bytes);
    const ticket = bytes === null || token === null ? null : { selector: token.selector, bytes, hash: token.hash };
    if (ticket !== null) this.#byTicket.set(ticket.selector, name);
    session.waitsAs = name;
    this.#applicants.set(name, { account, rank, session, ticket, isTicketDue: ticket === null });
    const { waitMsMax, classicWaitMs } = this.#options;
    const patienceMs = session.understandsWaiting ? waitMsMax : classicWaitMs;
    this.#room.enter(name, this.#guest(session, { account, rank, hasTicket: ticket !== null }), { rank, patienceMs });
  }

  tellDoor(session: Pick<S, 'send'>): void {
    const { door } = this.#dependencies;
    session.send(DoorS2c, { state: DOOR_STATE[door.state], ...door.times(), reason: door.plan?.reason ?? '' });
  }

  stop(): void {
    this.#room.stop();
  }

  #enter(session: S, who: Who): void {
    const { door } = this.#dependencies;
    const { rank, account } = who;
    const { name } = account;
    const refusal = door.refusalFor({ isReturning: this.#room.isReturning(name), rank });
    if (refusal !== null) {
      this.#refuse(session, refusal);
      return;
    }
    const { waitMsMax, classicWaitMs } = this.#options;
    const patienceMs = session.understandsWaiting ? waitMsMax : classicWaitMs;
    this.#room.enter(name, this.#guest(session, who), { rank, patienceMs });
  }

  #guest(session: S, who: Who): Guest {
    const { account } = who;
    const { name } = account;
    return {
      waits: (position, estimateMs) => {
        if (session.waitsAs === null) this.#startWaiting(session, who);
        if (!session.understandsWaiting) return;
        const kind = WAITING_KIND.server;
        const ticket = this.#ticketFor(session, name);
        const keepMs = Math.round(this.#room.keepMs);
        session.send(WaitingS2c, { kind, position, estimateMs: Math.ceil(estimateMs ?? 0), keepMs, ticket });
      },
      called: (waitedMs) => {
        const hasWaited = session.waitsAs !== null;
        session.waitsAs = null;
        session.placedAs = name;
        this.#count('admissions', hasWaited ? 'waited' : 'at once');
        if (!hasWaited) return;
        if (session.understandsWaiting)
          session.send(WaitingEndS2c, { code: WAITING_END.placed, waitedMs: Math.round(waitedMs) });
        this.#dependencies.goIn(session, account);
      },
      late: (position) => {
        session.waitsAs = null;
        const applicant = this.#applicants.get(name);
        if (applicant?.session === session) applicant.session = null;
        this.#count('waiting_late');
        const keep = timeText(this.#room.keepMs);
        const text = `The server is full. You are number ${position} of those that wait: sign in again within ${keep} to keep this place.`;
        session.close('server-full', text);
      },
      full: () => {
        this.#count('waiting_refused');
        session.close('server-full');
      },
      replaced: () => {
        session.waitsAs = null;
        session.close('other-login');
      },
    };
  }

  #startWaiting(session: S, { account, rank, hasTicket }: Who): void {
    const { name } = account;
    session.waitsAs = name;
    session.startWaiting();
    // A client beyond the caps of the listener has a place in the order: it may stay.
    session.candidacy?.admit();
    const known = this.#applicants.get(name);
    const ticket = known?.ticket ?? null;
    this.#applicants.set(name, { account, rank: known?.rank ?? rank, session, ticket, isTicketDue: !hasTicket });
    this.#count(known === undefined ? 'waiting_begun' : 'waiting_back');
  }

  /** Sent once for each sign-in. */
  #ticketFor(session: S, name: string): Uint8Array {
    const applicant = this.#applicants.get(name);
    if (applicant === undefined || applicant.session !== session || !applicant.isTicketDue) return NO_TICKET;
    applicant.isTicketDue = false;
    applicant.ticket ??= this.#issue(name);
    return applicant.ticket.bytes;
  }

  #issue(name: string): Applicant<S>['ticket'] & object {
    const { random } = this.#dependencies;
    const selector = newSelector(random);
    const { bytes, hash } = issueToken(random, 0, selector);
    const ticket = { selector: toHex(selector), bytes, hash };
    this.#byTicket.set(ticket.selector, name);
    return ticket;
  }

  #comeBack(session: S, bytes: Uint8Array): void {
    const { guesses } = this.#dependencies;
    const token = parseToken(bytes);
    const name = token === null ? undefined : this.#byTicket.get(token.selector);
    const applicant = name === undefined ? undefined : this.#applicants.get(name);
    const isRight =
      token !== null &&
      applicant !== undefined &&
      applicant.ticket !== null &&
      timingSafeEqual(applicant.ticket.hash, token.hash);
    if (!isRight || !session.beginAuth()) {
      session.send(WaitingEndS2c, { code: WAITING_END.unknown, waitedMs: 0 });
      if (!isRight && !guesses.isAllowed(session)) session.close('too-many-sign-ins');
      return;
    }
    this.#enter(session, { account: applicant.account, rank: applicant.rank, hasTicket: true });
    if (session.placedAs === null) return;
    // Called at once.
    session.send(WaitingEndS2c, { code: WAITING_END.placed, waitedMs: 0 });
    this.#dependencies.goIn(session, applicant.account);
  }

  async #rankLater(account: Account): Promise<void> {
    const rank = await this.#dependencies.ranks.of(account);
    const applicant = this.#applicants.get(account.name);
    if (applicant === undefined) return;
    applicant.rank = rank;
    this.#room.rank(account.name, rank);
  }

  #refuse(session: S, { reason, text }: DoorRefusal): void {
    this.#count('door_refused');
    if (session.understandsWaiting) this.tellDoor(session);
    session.close(reason, text);
  }

  #doorClosed(): void {
    const { door } = this.#dependencies;
    for (const [name, { session, rank }] of [...this.#applicants]) {
      const refusal = door.refusalFor({ isReturning: this.#room.isReturning(name), rank });
      // One that is away is asked when it comes back.
      if (refusal === null || session === null) continue;
      session.waitsAs = null;
      this.#room.quit(name);
      this.#refuse(session, refusal);
    }
  }

  #forget(name: string): void {
    const applicant = this.#applicants.get(name);
    if (applicant === undefined) return;
    if (applicant.ticket !== null) this.#byTicket.delete(applicant.ticket.selector);
    this.#applicants.delete(name);
  }

  #count(name: string, reason?: string): void {
    this.#dependencies.counters.counter(name, reason).add();
  }
}

const NO_TICKET = new Uint8Array(0);

function roomLimitsOf({ playersMax, waitingMax, keepMs, returningMs }: AdmissionOptions): RoomLimits {
  return { placesMax: playersMax, waitingMax, keepMs, returningMs };
}
