// Whether the modules of a game go with each other and with jadegate's. Two of them that claim the same thing are an error that names
// both and says what to change, before anything is opened. The layers below assert the same; here a person made the mistake.
import { serverFacts } from '../actor/index.ts';
import { type AnyModule, admissionRanks, gateDoor, MODULE_REASON_NUMBERS, orderByUse } from '../gate/index.ts';
import { BUILT_IN_MODULES } from '../modules/index.ts';
import { JADEGATE_MESSAGES } from '../modules/messages.ts';
import type { MessageType } from '../wire/index.ts';
import { ConfigError } from './control/index.ts';
import { SERVER_COMMANDS } from './server-commands.ts';
import { type GameParts, modulesOf, RESERVED_KEYS } from './settings/index.ts';

/** Throws a coded error that names the first clash. One message or table may well be in two modules. */
export function checkGame(game: GameParts): void {
  const modules = modulesOf(game);
  checkMessages(modules);
  checkTables(modules);
  checkActors(modules);
  checkSettingsKeys(modules);
  checkCommands(modules);
  checkRoutes(modules);
  checkCloseReasons(modules);
  orderByUse(modules, [serverFacts, gateDoor, admissionRanks]);
}

function checkMessages(modules: readonly AnyModule[]): void {
  const own = JADEGATE_MESSAGES.map((thing) => ({ thing, owner: 'jadegate' }));
  const messages = [...own, ...owned<MessageType>(modules, (module) => module.messages)];
  refuseTwice(
    messages.map((entry) => ({ ...entry, key: String(entry.thing.id) })),
    (second, first) =>
      `${second.owner}: ${second.thing.name} has the id ${second.key}, which ${first.thing.name} of ${first.owner} has; a game's ids are 20000 to 59999`,
  );
  refuseTwice(
    messages.map((entry) => ({ ...entry, key: entry.thing.name })),
    (second, first) => `${second.owner}: ${first.owner} has a message ${second.key} already: rename one`,
  );
}

function checkTables(modules: readonly AnyModule[]): void {
  const tables = owned(modules, ({ allTables }) => allTables);
  refuseTwice(
    tables.map((entry) => ({ ...entry, key: entry.thing.name })),
    (second, first) => `${second.owner}: ${first.owner} has a table ${second.key} already: rename one`,
  );
}

function checkActors(modules: readonly AnyModule[]): void {
  const actors = owned(modules, (module) => module.actors);
  refuseTwice(
    actors.map((entry) => ({ ...entry, key: entry.thing.name })),
    (second, first) => `${second.owner}: ${first.owner} has an actor '${second.key}' already: rename one`,
  );
}

function checkSettingsKeys(modules: readonly AnyModule[]): void {
  const reserved = RESERVED_KEYS.map((key) => ({ thing: key, key, owner: 'the server' }));
  const withSettings = modules.filter(({ settings }) => settings !== null);
  const keys = withSettings.map((module) => ({ thing: {}, key: module.settingsKey, owner: wordsFor(module) }));
  refuseTwice(
    [...reserved, ...keys],
    (second, first) =>
      `${second.owner}: its settings would stand under '${second.key}', which ${first.owner} has: give it a 'settingsKey' of its own`,
  );
}

function checkCommands(modules: readonly AnyModule[]): void {
  const own = SERVER_COMMANDS.map((key) => ({ thing: key, key, owner: 'the server' }));
  const commands = owned(modules, (module) => module.commands).map((entry) => ({ ...entry, key: entry.thing.name }));
  refuseTwice<object | string>(
    [...own, ...commands],
    (second, first) => `${second.owner}: ${first.owner} has a command '${second.key}' already: rename one`,
  );
}

function checkRoutes(modules: readonly AnyModule[]): void {
  const routes = owned(modules, (module) => module.routes).map((entry) => ({ ...entry, key: entry.thing.name }));
  refuseTwice(
    routes,
    (second, first) => `${second.owner}: ${first.owner} has a route '${second.key}' already: give one another path`,
  );
}

function checkCloseReasons(modules: readonly AnyModule[]): void {
  const reasons = owned(modules, (module) => module.closeReasons);
  for (const { thing, owner } of reasons) {
    if (owner === 'jadegate' || thing.number > MODULE_REASON_NUMBERS.max) continue;
    const what = `${owner}: the close reason ${thing.name} has the number ${thing.number}, which is jadegate's`;
    throw new ConfigError('invalid', `${what}: a game's numbers are 500 to 999`);
  }
  refuseTwice(
    reasons.map((entry) => ({ ...entry, key: String(entry.thing.number) })),
    (second, first) =>
      `${second.owner}: the close reason ${second.thing.name} has the number ${second.key}, which ${first.thing.name} has: give one another`,
  );
  refuseTwice(
    reasons.map((entry) => ({ ...entry, key: entry.thing.name })),
    (second) => `${second.owner}: two close reasons are called ${second.key}: rename one`,
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

function owned<Thing>(modules: readonly AnyModule[], partsOf: (module: AnyModule) => readonly Thing[]): Owned<Thing>[] {
  return modules.flatMap((module) => partsOf(module).map((thing) => ({ thing, owner: ownerOf(module) })));
}

function ownerOf(module: AnyModule): string {
  return (BUILT_IN_MODULES as readonly AnyModule[]).includes(module) ? 'jadegate' : wordsFor(module);
}

function wordsFor({ name }: AnyModule): string {
  return `module '${name}'`;
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
