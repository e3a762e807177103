// A session as modules see it: whose it is, what it is sent, and the steps that it takes. `player-session.ts` implements it.
// Account and role stay readable after the session closed, so that a handler that waited for the store still knows them.
import type { MessageType } from '../wire/index.ts';
import type { BuiltInReason } from './close-reason.ts';
import type { GameCloseReason } from './game-reason.ts';
import type { Place } from './place.ts';
import type { Pressure } from './session-pressure.ts';
import type { Account, Phase, Role } from './session-state.ts';

export interface Session {
  /** Counts up from 1 over the life of the gate; for logs. */
  readonly id: number;
  /** The peer's address without the port. */
  readonly address: string;
  readonly phase: Phase;
  readonly isClosing: boolean;
  /** Settles when the session has left: its account and role are free. */
  readonly whenLeft: Promise<void>;
  /** The account that signed in. */
  readonly account: Account | null;
  /** The role that is played. */
  readonly role: Role | null;
  /** Where the role is: the object that was set last, which its module keeps current. Null from when the role is given back. */
  readonly place: Place | null;
  /** Whether it has lost its connection and waits for its client, which can resume it. */
  readonly isParked: boolean;
  /** Whether its account waits for a place; the session signs in by itself when it has one. */
  readonly isWaiting: boolean;
  /** Whether its client knows of waiting: it may be made to wait instead of being refused. */
  readonly understandsWaiting: boolean;
  /** When its account signed in, on the wall clock; null before. A resume is no sign-in. */
  readonly signedInMs: number | null;
  /** How well its client keeps up with what it is sent. */
  readonly pressure: Pressure;
  /** Whether messages that its schema marks with `datagram` travel as datagrams now, in both directions. */
  readonly hasDatagrams: boolean;

  /** Sends one message. False when the session is closing, or when a droppable message met a slow reader. */
  send<M>(type: MessageType<M>, message: M): boolean;
  /** Ends the session. The client is sent `reason` with its own words, or with `text` (cut to a bound). */
  close(reason: BuiltInReason | GameCloseReason, text?: string): void;

  // The steps of a player's path, in order. Each answers whether the session was at that step: false when it closed while a
  // handler waited, and then there is nothing left to do for it.

  /** The client asked to sign in. */
  beginAuth(): boolean;
  /** The sign-in was refused; the client may try again, a bounded number of times. */
  failAuth(): boolean;
  /**
   * Whether the session has a place within the caps of the server and its address. A session beyond a cap gets one if
   * there is room by now, or if `account` has a session there, which `signIn` then displaces; otherwise it is closed.
   */
  takePlace(account: string | null): boolean;
  /**
   * Takes a place, signs in as `account`, displaces an earlier session of it, and runs the `authenticated` hooks: what belongs to a
   * sign-in is done there. False when the session is closing, when a later one signed in to the account, or while it waits for
   * a place (`isWaiting`); then it signs in by itself later.
   */
  signIn(account: Account): Promise<boolean>;
  /** Goes towards the world with `role`, and runs the `entering` hooks. */
  enter(role: Role): Promise<boolean>;
  /** Back to the role list: the world could not take the role. */
  failEnter(): boolean;
  /** The client has loaded the map: runs the `arrived` hooks. */
  arrive(): Promise<boolean>;
  /** Leaves one map for another; `arrive` follows when the client has loaded it. */
  travel(): boolean;
  /**
   * The same person under another account: a visitor took a name. Displaces an earlier session of that account, then calls
   * `move`, which makes the role the account's. Meanwhile both accounts are this session's, so that nobody else plays the
   * role. False when `move` answers false, or when the session is closing.
   */
  changeAccount(account: Account, move: () => Promise<boolean>): Promise<boolean>;
  renameRole(name: string): boolean;
  /** For the module that has the map. Does nothing when the session has no role in memory. */
  setPlace(place: Place | null): void;
}

/** Which sessions of this process: that of an account, that which plays a role, or those from addresses. */
export type Who =
  | { readonly account: string }
  | { readonly roleId: bigint }
  | { readonly isAddress: (address: string) => boolean };
