// The actor behind a module's periodic and daily tasks: it is awake in one process of the game, and so each task runs once in the
// game, however many processes it has.
import type { AnyActor } from '../actor/index.ts';
import { text } from '../store/index.ts';
import type { ModuleScope } from './module-scope.ts';

const KEY = 'all';

export function moduleActor(
  scope: ModuleScope,
  tasks: { start(): void; stop(): Promise<void> },
): AnyActor {
  const { name, dailies } = scope.module;
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
    // A daily is a turn: it is tried again until it returns.
    dailies: dailies.map(({ at, run }) => ({ at, run: (_self, due) => run(scope, due) })),
    hooks: { started: () => tasks.start(), stopping: () => tasks.stop(), left: null },
    state: null,
    always: [KEY],
    idleMs: 1,
    inboxMax: 1,
    membersMax: 1,
  };
}
