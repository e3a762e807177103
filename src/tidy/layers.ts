// The map of the repository: which layers there are, and which may import which.
// Edit this file when you add a layer; the rules read it.

/**
 * Layers by their folder under `src`, each with the layers it may import, through their doors. A folder inside a layer that has
 * a row of its own is a room: it has its own door, and importing the layer does not give access to it.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  base: [],
  // Who waits and who comes in next: rules for the gate and for lines.
  admission: ['base'],
  latency: ['base'],
  // How one process replaces another: parts of other layers are handed over by it.
  handover: ['base'],
  'wire/names': [],
  wire: ['base', 'wire/names'],
  'reactor/names': [],
  reactor: ['base', 'wire', 'reactor/names', 'handover'],
  services: ['base', 'wire', 'reactor'],
  // Asks services of others over HTTP.
  upstream: ['base'],
  // The store's own door is for games: it shows no body and no journal files. Servers and tools use the doors of the rooms.
  store: ['store/table', 'store/live', 'store/front'],
  'store/table': ['base'],
  'store/role-ids': ['base', 'store/table'],
  'store/lock': ['base'],
  'store/journal': ['base', 'store/table', 'store/lock'],
  'store/body': ['base', 'store/table'],
  'store/sqlite': ['base', 'store/table', 'store/lock', 'store/body'],
  'store/postgres': ['base', 'store/table', 'store/body'],
  'store/live': ['base', 'handover', 'store/table', 'store/body', 'store/journal'],
  'store/front': ['base', 'handover', 'store/table', 'store/body', 'store/journal', 'store/live'],
  'archive/text': ['base', 'store', 'store/table', 'store/front'],
  archive: ['base', 'store', 'store/table', 'store/body', 'store/front', 'archive/text'],
  merge: [
    'base',
    'store',
    'store/table',
    'store/front',
    'modules/login',
    'modules/roles',
    'modules/roles/names',
    'modules/bans',
  ],
  codegen: ['base', 'wire'],
  tidy: ['base'],
  'io-models': ['base'],
  // Pure rules of maps: no messages, no sessions.
  world: ['base'],
  // How processes talk, and who does what among them.
  bus: ['base'],
  cluster: ['base', 'bus'],
  actor: ['base', 'wire', 'handover', 'store', 'store/table'],
  // Actors and players over several processes.
  nodes: ['base', 'bus', 'cluster', 'actor', 'store'],
  gate: ['base', 'wire', 'reactor', 'reactor/names', 'actor', 'admission', 'handover', 'gate-messages'],
  // Every module may import these. A module that imports other modules has a row with these modules besides.
  'modules/*': ['base', 'wire', 'actor', 'gate', 'store', 'gate-messages', 'module-messages'],
  'modules/words/filter': ['base'],
  'modules/words': ['modules/words/filter'],
  'modules/roles/names': ['base', 'modules/words/filter'],
  'modules/roles': ['modules/words', 'modules/roles/names', 'store/role-ids', 'store/table'],
  'modules/login': ['upstream'],
  'modules/bans': ['modules/login', 'modules/roles'],
  'modules/accounts': ['modules/login', 'modules/roles', 'modules/roles/names', 'modules/bans'],
  'modules/visitors': ['modules/login', 'modules/roles', 'modules/map'],
  'modules/lines': ['admission', 'modules/roles'],
  'modules/map': ['world', 'modules/roles', 'modules/lines'],
  'modules/guilds': [
    ...['modules/roles', 'modules/roles/names', 'modules/words', 'modules/words/filter'],
    ...['modules/bans', 'modules/bags', 'modules/chat', 'modules/map'],
  ],
  'modules/party': ['modules/roles', 'modules/lines', 'modules/chat'],
  'modules/chat': ['modules/words', 'modules/bans', 'modules/roles', 'modules/roles/names', 'modules/map'],
  'modules/gm': ['modules/bags', 'modules/chat', 'modules/map'],
  'modules/leaderboards': ['modules/roles'],
  'modules/trades': ['modules/bags'],
  'modules/mail': ['modules/bags', 'modules/bans', 'modules/roles', 'modules/words'],
  'process/place': ['store/body', 'store/sqlite', 'store/postgres'],
  process: ['base', 'reactor', 'store', 'store/front', 'server/control', 'process/place'],
  'mir/names': ['base'],
  'mir/wire': ['base', 'wire', 'mir/names'],
  'mir/gate': ['base', 'wire', 'reactor', 'mir/names', 'mir/wire'],
  'mir/servers': [
    'base',
    'wire',
    'reactor',
    'store',
    'store/table',
    'store/front',
    'mir/names',
    'mir/wire',
    'mir/gate',
  ],
  'mir/client': ['base', 'latency', 'wire', 'reactor', 'robots/run', 'mir/names', 'mir/wire'],
  'mir/settings': ['base', 'reactor', 'mir/names', 'mir/servers'],
  'mir/process': [
    ...['base', 'reactor', 'store', 'store/body', 'store/front', 'store/sqlite', 'process', 'process/place'],
    ...['server', 'server/control', 'server/settings'],
    ...['mir/names', 'mir/wire', 'mir/gate', 'mir/servers', 'mir/client', 'mir/settings'],
  ],
  client: ['base', 'wire', 'reactor', 'reactor/names', 'gate-messages', 'module-messages'],
  // Written from the document alone: it would repeat the mistakes of what it imports.
  'check-server': [],
  'robots/run': ['base'],
  'robots/check': ['base', 'module-messages'],
  'robots/cut': ['base', 'reactor'],
  'robots/scenario': [
    ...['base', 'latency', 'wire', 'client', 'robots/run', 'robots/check', 'gate-messages', 'module-messages'],
  ],
  'robots/play': ['base', 'latency', 'wire', 'robots', 'robots/run', 'robots/check', 'robots/scenario'],
  robots: [
    ...['base', 'latency', 'robots/run', 'robots/check', 'robots/cut', 'robots/scenario', 'robots/play'],
    ...['wire', 'reactor', 'client', 'gate-messages', 'module-messages'],
  ],
  'server/control': ['base'],
  'server/settings': [
    ...['base', 'wire/names', 'reactor/names', 'store/postgres', 'gate', 'modules', 'mir/settings', 'server/control'],
  ],
  'server/tools': ['base', 'store', 'store/body', 'store/front', 'process/place', 'server/settings'],
  'server/archives': [
    ...['base', 'archive', 'store', 'store/front', 'modules/roles', 'server/settings', 'server/tools'],
  ],
  'server/http': ['base', 'handover', 'reactor', 'gate', 'server/control'],
  // Generated from a `.proto`, and the tables of numbers in them: data about messages, so any layer that speaks them may import the file itself.
  'gate-messages': ['wire'],
  'module-messages': ['wire', 'gate-messages'],
};

/** Layers of which another layer may import types, but no values: it gets the values as parameters. */
const MAY_IMPORT_TYPES: Readonly<Record<string, readonly string[]>> = {
  gate: ['store'],
};

/** Layers that put the others together: they may import every layer. */
const COMPOSING: readonly string[] = ['sim', 'server', 'cli', 'test-kit', 'root'];

/** The list of the messages of all modules, for layers that speak them all, as the client does. */
const MODULE_MESSAGES = 'src/modules/messages.ts';

/** Files of src that may import from a folder outside src: the built-in services are the examples. */
const OUTSIDE: Readonly<Record<string, string>> = { 'src/services/load-service-node.ts': 'examples/' };

/** The innermost layer that a file is in; null outside src. */
export function layerOf(path: string): string | null {
  const [top, ...folders] = path.split('/').slice(0, -1);
  if (top !== 'src') return null;
  if (/\.(?:messages|failures)\.ts$/.test(path) && folders[0] === 'gate') return 'gate-messages';
  if (path === MODULE_MESSAGES || (/\.(?:messages|failures)\.ts$/.test(path) && folders[0] === 'modules'))
    return 'module-messages';
  for (let depth = folders.length; depth > 1; depth--) {
    const room = folders.slice(0, depth).join('/');
    if (rowOf(room) !== undefined) return room;
  }
  return folders[0] ?? 'root';
}

/** Where this table is; a finding about the table itself names it. */
export const LAYERS_PATH = 'src/tidy/layers.ts';

/** The layers that are listed by name and that `present` lacks. */
export function missingLayers(present: ReadonlySet<string | null>): string[] {
  return [...Object.keys(MAY_IMPORT), ...COMPOSING].filter((layer) => !layer.endsWith('/*') && !present.has(layer));
}

export function isKnownLayer(layer: string): boolean {
  return layer === 'modules' || COMPOSING.includes(layer) || rowOf(layer) !== undefined;
}

export function mayImportTypes(importer: string, imported: string): boolean {
  return mayImport(importer, imported) || (MAY_IMPORT_TYPES[importer]?.includes(imported) ?? false);
}

export function mayImport(importer: string, imported: string): boolean {
  if (COMPOSING.includes(importer)) return true;
  if (importer === 'modules') return imported.startsWith('modules/') || mayImport('modules/*', imported);
  return rowOf(importer)?.includes(imported) ?? false;
}

function rowOf(layer: string): readonly string[] | undefined {
  if (!/^modules\/[a-z0-9-]+$/.test(layer)) return MAY_IMPORT[layer];
  return [...(MAY_IMPORT['modules/*'] ?? []), ...(MAY_IMPORT[layer] ?? [])];
}

/** Whether a file of src may lead to one that is no part of it. */
export function mayLeadOutside(importer: string, imported: string): boolean {
  if (imported === 'package.json') return true;
  const folder = OUTSIDE[importer];
  return folder !== undefined && imported.startsWith(folder);
}

/**
 * Doors for browsers, beside `index.ts`. They and all that they import run in any JavaScript runtime: `rule-plain.ts` checks it, and
 * `tsconfig.browser.json` compiles them without Node's types.
 */
export const PLAIN: readonly string[] = [
  'src/base/plain.ts',
  'src/wire/plain.ts',
  'src/client/browser.ts',
  'src/messages.ts',
  'src/numbers.ts',
];

/** The files of a layer that others import. */
export function isDoor(path: string): boolean {
  const layer = layerOf(path);
  return path === `src/${layer}/index.ts` || path === 'src/index.ts' || isPlainDoor(path) || isMessages(layer);
}

function isPlainDoor(path: string): boolean {
  return PLAIN.includes(path) && layerOf(path) !== 'root';
}

function isMessages(layer: string | null): boolean {
  return layer?.endsWith('-messages') === true;
}

/** Files that a person, npm or node:test starts, or that others may import: nothing has to import them here. */
export function isEntry(path: string): boolean {
  if (!path.startsWith('src/')) return true;
  return path === 'src/cli/main.ts' || layerOf(path) === 'root' || isDoor(path);
}
