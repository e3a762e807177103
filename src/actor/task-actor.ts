// The actor behind a module's periodic and daily tasks: it is awake in one process of the game, and so each task runs once in the
// game, however many processes it has.
import { text } from '../store/index.ts';
import type { AnyActor, BoundDaily } from './define-actor.ts';

const KEY = 'all';

export interface ModuleTasks {
  /** The module's name. */
  readonly name: string;
  /** Each is a turn: it is tried again until it returns. */
  readonly dailies: readonly BoundDaily[];
  /** The module is awake here: its periodic tasks run from now on, until `stop`. */
  start(): void;
  stop(): Promise<void>;
}

export function taskActor({ name, dailies, start, stop }: ModuleTasks): AnyActor {
  return {
    kind: 'actor',
    // An actor of a game has no such name.
    name: `module_${name}`,
    key: text(),
    tables: {},
    settings: null,
    methods: new Map(),
    alarmNames: [],
    alarms: new Map(),
    ticks: [],
    dailies,
    hooks: { started: () => start(), stopping: () => stop(), left: null, gone: null },
    state: null,
    always: [KEY],
    isInEachProcess: false,
    idleMs: 1,
    inboxMax: 1,
    membersMax: 1,
  };
}
