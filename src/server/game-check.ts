// Whether a game's modules go with each other and with jadegate's: what two of them may not share is told by name, before
// anything is opened. The layers below hold the same as invariants; here a person made the mistake, and is told what to change.
import type { GameModule } from '../gate/index.ts';
import type { Table } from '../store/index.ts';
import type { MessageType } from '../wire/index.ts';
import { ConfigError } from './control/index.ts';

export interface GameCheck {
  readonly modules: readonly GameModule[];
  /** What jadegate brings itself. */
  readonly ownMessages: readonly MessageType[];
  readonly ownTables: readonly Table[];
}

/** Throws a `ConfigError` that names the first clash. One message or table may well be in two modules. */
export function checkGame({ modules, ownMessages, ownTables }: GameCheck): void {
  refuseTwice(
    modules.map((module) => ({ thing: { module }, key: module.name, owner: 'modules' })),
    ({ key }) => `modules: two are called '${key}': each has a name of its own, and stands there once`,
  );
  const messages = owned(ownMessages, modules, (module) => module.messages);
  refuseTwice(
    messages.map((entry) => ({ ...entry, key: String(entry.thing.id) })),
    (second, first) =>
      `${second.owner}: ${second.thing.name} has the id ${second.key}, which ${first.thing.name} of ${first.owner} has; a game's ids are 20000 to 59999`,
  );
  refuseTwice(
    messages.map((entry) => ({ ...entry, key: entry.thing.name })),
    (second, first) => `${second.owner}: ${first.owner} has a message ${second.key} already: rename one`,
  );
  refuseTwice(
    owned(ownTables, modules, (module) => Object.values(module.tables)).map((entry) => ({
      ...entry,
      key: entry.thing.name,
    })),
    (second, first) => `${second.owner}: ${first.owner} has a table ${second.key} already: rename one`,
  );
}

interface Owned<Thing> {
  readonly thing: Thing;
  /** In words. */
  readonly owner: string;
}

interface Keyed<Thing> extends Owned<Thing> {
  readonly key: string;
}

function owned<Thing>(
  ours: readonly Thing[],
  modules: readonly GameModule[],
  partsOf: (module: GameModule) => readonly Thing[],
): Owned<Thing>[] {
  return [
    ...ours.map((thing) => ({ thing, owner: 'jadegate' })),
    ...modules.flatMap((module) => partsOf(module).map((thing) => ({ thing, owner: `module '${module.name}'` }))),
  ];
}

function refuseTwice<Thing>(
  entries: readonly Keyed<Thing>[],
  clash: (second: Keyed<Thing>, first: Keyed<Thing>) => string,
): void {
  const found = new Map<string, Keyed<Thing>>();
  for (const entry of entries) {
    const first = found.get(entry.key);
    if (first !== undefined && first.thing !== entry.thing) throw new ConfigError('invalid', clash(entry, first));
    found.set(entry.key, entry);
  }
}
