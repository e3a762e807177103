// What a session needs of its gate: a type alone, so that session and gate do not import each other.
import type { Seat } from '../actor/index.ts';
import type { Clock, TimingWheel } from '../base/index.ts';
import type { PacketReader } from '../wire/index.ts';
import type { CloseReason, ReasonTable } from './close-reason.ts';
import type { Claimant, Directory } from './directory.ts';
import type { HandlerRunner } from './handler-runner.ts';
import type { MessageEncoder } from './message-encoder.ts';
import type { RunnerSession } from './runner-session.ts';
import type { OutputCounters } from './session-output.ts';
import type { Account, TimedPhase } from './session-state.ts';
import type { StreamEncodings } from './session-stream.ts';

/** What a session needs of the desk where sessions are resumed. */
export interface SessionResumes<S> {
  /** How long a session waits for its client. */
  readonly parkMs: number;
  /** Whether a session may wait for its client, whose link ended for this reason. */
  canPark(reason: CloseReason): boolean;
  parked(session: S): void;
  /** It waits no more, and its client will learn why. */
  closing(session: S, reason: CloseReason): void;
}

/** What a session needs of the desk with the channels for datagrams. */
export interface SessionDatagrams<S> {
  /** Its link is gone, and its channel with it. */
  end(session: S, why: 'link'): void;
}

/** What a session needs of the desk where places are given. */
export interface SessionAdmissions<S> {
  /** Whether it has a place now; otherwise it waits, or was refused. */
  signIn(session: S, account: Account): Promise<boolean>;
  isWaiting(account: string): boolean;
  closing(session: S): void;
  renamed(session: S, account: string): void;
}

/** What a session needs of its gate. */
export interface SessionHost<S extends Claimant> {
  readonly clock: Clock;
  readonly wheel: Pick<TimingWheel, 'clear' | 'leftMs' | 'set'>;
  readonly directory: Directory<S>;
  /** Milliseconds that a session may spend in a phase; in `gaming`, in silence. */
  readonly deadlinesMs: Readonly<Record<TimedPhase, number>>;
  readonly encoder: MessageEncoder;
  readonly reasons: ReasonTable;
  readonly outputCounters: OutputCounters;
  readonly encodings: StreamEncodings;
  readonly resumes: SessionResumes<S>;
  readonly admissions: SessionAdmissions<S>;
  readonly datagrams: SessionDatagrams<S>;
  /** Shared by all sessions: one packet is read at a time. */
  readonly reader: PacketReader;
  /** Takes each packet of the client. */
  readonly path: { packet(session: S, reader: PacketReader): void };
  createRunner(session: RunnerSession): HandlerRunner;
  /** Opens the role for this process. When another process holds it, closes the session and resolves with null. */
  openRole(session: S, roleId: bigint): Promise<Seat | null>;
  /** Nobody plays the role any more: the session has left, or gave it back. */
  roleLeft(roleId: bigint, reason: CloseReason): void;
  /** The session has left, and its place in the directory is free. */
  left(session: S, reason: CloseReason): void;
  /** The session gave its link to the one that its client resumes. */
  forget(session: S): void;
}
