// What a scenario is: what each robot does, and how the run is judged. A file has one as its default export.
import type { MessageType } from '../../wire/index.ts';
import type { ViewRules } from '../check/index.ts';
import type { ScenarioRobot } from './scenario-robot.ts';

/** The role that a robot plays. Where a field is left out, it is as the server and the other options have it. */
export interface ScenarioRole {
  /** Of a new role: 1 male, 0 female. */
  readonly gender?: number;
  readonly classType?: number;
  readonly roleName?: string;
  readonly lineWish?: number;
}

/** What a scenario says about the whole run. */
export interface ScenarioVerdict {
  /** Printed with the report. */
  readonly figures?: Readonly<Record<string, number | string>>;
  /** What must not be. One is enough for the run to have failed. */
  readonly problems?: readonly string[];
}

/** What `judge` knows of the whole run besides the results. */
export interface ScenarioRun {
  /** By the names that the robots used. */
  readonly counts: Readonly<Record<string, number>>;
  /** Robots lost their connections (`--cut`): what they sent meanwhile arrived later, and all at once. */
  readonly wasCut: boolean;
}

export interface ScenarioOptions<Result> {
  /** Messages of the game, in addition to jadegate's own. */
  readonly messages?: readonly MessageType[];
  /** How far clients see on this server; the classic profile where it is left out. */
  readonly view?: Partial<ViewRules>;
  /** The role of the robot with this number, from 1. */
  readonly role?: (number: number) => ScenarioRole;
  /** Begins what the robot does, once all robots are in the world. The time of the run starts with it. */
  readonly play: (robot: ScenarioRobot) => void | Promise<void>;
  /** When the time is over and the world is quiet. What it returns goes to `judge`, and must be plain data. */
  readonly ended?: (robot: ScenarioRobot) => Result | Promise<Result>;
  /** Judges the whole run by the results of all robots that did not fail. It runs in one process, once. */
  readonly judge?: (results: readonly Result[], run: ScenarioRun) => ScenarioVerdict;
}

export interface Scenario {
  readonly messages: readonly MessageType[];
  readonly view: Partial<ViewRules>;
  readonly role: (number: number) => ScenarioRole;
  readonly play: (robot: ScenarioRobot) => void | Promise<void>;
  readonly ended: (robot: ScenarioRobot) => unknown;
  readonly judge: (results: readonly unknown[], run: ScenarioRun) => ScenarioVerdict;
}

const FUNCTIONS = ['role', 'play', 'ended', 'judge'] as const;

/**
 * A scenario for `jadegate robots --scenario FILE`:
 *
 *    export default defineScenario({
 *      messages: [DigC2s, DigResultS2c],
 *      play(robot) {
 *        robot.every(1_000, async (beat) => {
 *          robot.send(DigC2s, { x: 3, y: 4 });
 *          await robot.next(DigResultS2c);
 *          beat.done('dig');
 *        });
 *      },
 *    });
 */
export function defineScenario<Result = undefined>(options: ScenarioOptions<Result>): Scenario {
  const { messages = [], view = {}, role = () => ({}), play, ended = () => undefined, judge } = options;
  return {
    messages,
    view,
    role,
    play,
    ended,
    // The results are those of `ended`, which has this type.
    judge: (results, run) => judge?.(results as readonly Result[], run) ?? {},
  };
}

/** What a default export lacks to be a scenario; null when it is one. */
export function scenarioFault(exported: unknown): string | null {
  if (exported === undefined) return 'there is no default export';
  if (typeof exported !== 'object' || exported === null) return 'the default export is no object';
  const fields = exported as Readonly<Record<string, unknown>>;
  const missing = FUNCTIONS.find((name) => typeof fields[name] !== 'function');
  if (missing !== undefined) return `${missing} must be a function`;
  return Array.isArray(fields['messages']) ? null : 'messages must be a list';
}
