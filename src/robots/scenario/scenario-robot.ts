// What the code of a scenario sees of its robot.
import type { Random } from '../../base/index.ts';
import type { ClientHandler, NextOptions } from '../../client/index.ts';
import type { Attr } from '../../modules/map/map.messages.ts';
import type { MessageType } from '../../wire/index.ts';
import type { KnownThing, Spot } from '../check/index.ts';

/** One moment of a schedule. */
export interface Beat {
  /** The number of the moment in the schedule: from 0, where the schedule began with the run. */
  readonly sequence: number;
  /** When it was due, in milliseconds of the run. A beat that runs late keeps its moment. */
  readonly dueMs: number;
  /** Records the time since the moment at which the beat was due, under a name of the report. */
  done(name: string): void;
}

/** Runs a beat. The next one does not wait for it. */
export type BeatFunction = (beat: Beat) => void | Promise<void>;

/** A robot as all others know it from the beginning. */
export interface RobotEntry extends Spot {
  readonly number: number;
  readonly roleId: bigint;
  readonly name: string;
}

export interface LogEntry {
  readonly atMs: number;
  readonly side: 'did' | 'saw';
  readonly type: MessageType;
  readonly message: unknown;
}

/** A line of chat. */
export interface RobotLine {
  /** The channel: 1 world, 2 nearby, 3 private. */
  readonly type: number;
  /** Of a private line. */
  readonly to?: RobotEntry;
  readonly words?: string;
}

export interface ScenarioRobot {
  /** From 1, over all processes of the run. */
  readonly number: number;
  /** Its account. */
  readonly account: string;
  readonly roleId: bigint;
  readonly name: string;
  /** Where it is, as far as its client knows. */
  readonly place: Spot;
  /** The attributes of its role, by key. */
  readonly attributes: ReadonlyMap<number, Attr['value']>;
  /** What its client knows of the map, by the id of the thing. */
  readonly known: ReadonlyMap<bigint, Readonly<KnownThing>>;
  /** All robots of the run, this one too, with the places where they entered. */
  readonly all: readonly RobotEntry[];
  /** The same numbers in each run with the same number of the robot. */
  readonly random: Random;
  /** The latest messages that it sent and received, the oldest first. */
  readonly log: readonly LogEntry[];
  /** Milliseconds since the run began, the same in all processes. */
  readonly nowMs: number;
  /** The time of the run is over: no beat runs any more. Handlers still do. */
  readonly isOver: boolean;

  /** Runs `beat` once in so many milliseconds until the end of the run, by a schedule that waits for no answer. */
  every(ms: number, beat: BeatFunction): void;
  /** Runs `beat` once, after so many milliseconds. */
  after(ms: number, beat: BeatFunction): void;
  /** False when the connection has ended. A move and a place that it claims are noted for the check. */
  send<M>(type: MessageType<M>, message: M): boolean;
  on<M>(type: MessageType<M>, handler: ClientHandler<M>): void;
  /** The next message of the type. Without one in time, the robot has failed, unless the scenario catches the error. */
  next<M>(type: MessageType<M>, options?: NextOptions): Promise<M>;
  /** The oldest message of the type that came and that nothing took, or null. */
  take<M>(type: MessageType<M>): M | null;
  /** Claims a place on its map (25). `dueMs`: the moment from which the time until others see it counts; now, if left out. */
  move(x: number, y: number, dueMs?: number): boolean;
  /** Says a line of chat with a tag, so that the check knows who must hear it. */
  say(line: RobotLine): boolean;
  /** Records a latency under a name of the report. */
  measure(name: string, ms: number): void;
  /** Adds to a count of the report. */
  count(name: string, by?: number): void;
  /** Leaves the game, as a player does. */
  leave(): void;
  /** The robot has failed: the rule that does not hold. Throws. */
  fail(rule: string): never;
}
